"""Addresses of professional standards at the staff door, mounted at `/standards/` in the namespace `standards`."""

from django.urls import path

from commonground.domains.accountability.pages_staff import board, findings, inquiry, matter, thanks

urlpatterns = [
    path("", matter.standards_overview, name="overview"),
    path("thanks/", thanks.own, name="own_thanks"),
    path("officers/<int:officer_id>/", thanks.officer_file, name="officer_file"),
    path("board/", board.copies, name="board_copies"),
    path("board/<uuid:release_id>/", board.copy, name="board_copy"),
    path("<uuid:case_id>/", matter.matter, name="matter"),
    path("<uuid:case_id>/allegations/new/", findings.new_allegation, name="new_allegation"),
    path("<uuid:case_id>/allegations/<uuid:allegation_id>/classify/", findings.classify, name="classify"),
    path("<uuid:case_id>/allegations/<uuid:allegation_id>/end/", findings.withdraw, name="end_allegation"),
    path("<uuid:case_id>/allegations/<uuid:allegation_id>/finding/", findings.propose, name="propose"),
    path("<uuid:case_id>/findings/<uuid:finding_id>/decide/", findings.decide, name="decide"),
    path("<uuid:case_id>/mediation/offer/", inquiry.offer, name="offer_mediation"),
    path("<uuid:case_id>/mediation/<uuid:mediation_id>/answer/", inquiry.answer, name="answer_mediation"),
    path("<uuid:case_id>/mediation/<uuid:mediation_id>/held/", inquiry.held, name="mediation_held"),
    path("<uuid:case_id>/interviews/new/", inquiry.interview, name="new_interview"),
    path("<uuid:case_id>/evidence/new/", inquiry.evidence, name="new_evidence"),
    path("<uuid:case_id>/evidence/<uuid:item_id>/viewed/", inquiry.viewed, name="evidence_viewed"),
    path("<uuid:case_id>/letters/new/", inquiry.letter, name="new_letter"),
    path("<uuid:case_id>/letters/<uuid:letter_id>/", inquiry.read_letter, name="letter"),
    path("<uuid:case_id>/letters/<uuid:letter_id>/handed-over/", inquiry.handed_over, name="handed_over"),
    path("<uuid:case_id>/thanks/pass-on/", thanks.pass_on, name="pass_on"),
    path("<uuid:case_id>/board/release/", board.release, name="release"),
    path("<uuid:case_id>/board/<uuid:release_id>/take-back/", board.withdraw, name="take_back_release"),
    path("<uuid:case_id>/board/letters/<uuid:letter_id>/answer/", board.answer, name="answer_board"),
]
