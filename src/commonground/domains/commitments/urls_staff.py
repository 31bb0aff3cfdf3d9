"""Addresses of the staff pages of commitments, under `/commitments/` at the staff door."""

from django.urls import path

from commonground.domains.commitments.pages_staff import (
    bulk,
    commitment,
    disputes,
    evidence,
    facts,
    importing,
    programme,
    register,
    review,
    steps,
    update,
)

app_name = "commitments_staff"
urlpatterns = [
    path("", register.register, name="register"),
    path("export.<str:kind>", register.export, name="export"),
    path("bulk", bulk.bulk, name="bulk"),
    path("add", facts.add, name="add"),
    path("<int:commitment_id>/", commitment.commitment, name="commitment"),
    path("<int:commitment_id>/update", update.update, name="update"),
    path("<int:commitment_id>/facts", facts.facts, name="facts"),
    path("<int:commitment_id>/hold", update.hold, name="hold"),
    path("<int:commitment_id>/resume", update.resume, name="resume"),
    path("<int:commitment_id>/evidence", evidence.evidence, name="evidence"),
    path("<int:commitment_id>/evidence/<int:evidence_id>/withdraw", evidence.withdraw, name="withdraw"),
    path("<int:commitment_id>/steps/add", steps.add, name="add_step"),
    path("<int:commitment_id>/steps/<int:step_id>/done", steps.done, name="step_done"),
    path("<int:commitment_id>/steps/<int:step_id>/reopen", steps.reopen, name="step_reopen"),
    path("proposals/", review.proposals, name="proposals"),
    path("proposals/<int:proposal_id>/", review.proposal, name="proposal"),
    path("proposals/<int:proposal_id>/decide", review.decide, name="decide"),
    path("disputes/", disputes.disputes, name="disputes"),
    path("disputes/<uuid:dispute_id>/", disputes.dispute, name="dispute"),
    path("programs/<slug:slug>/", programme.programme, name="programme"),
    path("programs/<slug:slug>/publish", programme.publish, name="publish"),
    path("programs/<slug:slug>/topics/add", programme.add_topic, name="add_topic"),
    path("programs/<slug:slug>/topics/<int:topic_id>/", programme.topic, name="topic"),
    path("programs/<slug:slug>/milestones/add", programme.add_milestone, name="add_milestone"),
    path(
        "programs/<slug:slug>/milestones/<int:milestone_id>/remove",
        programme.remove_milestone,
        name="remove_milestone",
    ),
    path("import/", importing.upload, name="import"),
    path("import/plan/<str:token>/", importing.plan, name="import_plan"),
    path("import/<int:import_id>/", importing.result, name="import"),
    path("import/<int:import_id>/settle", importing.settle, name="import_settle"),
]
