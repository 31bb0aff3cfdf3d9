"""Addresses of the public pages of commitments: `embed_urlpatterns` at `/embed/`, the rest at `/commitments/`."""

from django.urls import path

from commonground.domains.commitments.pages_public import (
    commitment,
    dispute,
    embed,
    exports,
    feeds,
    follow,
    listing,
    overview,
    paper,
)

app_name = "commitments"

embed_urlpatterns = [path("<slug:programme>/", embed.embed, name="programme")]

_WHOLE = [
    path("", overview.programme, name="programme"),
    path("about/", overview.about, name="about"),
    path("milestones/", overview.milestones, name="milestones"),
    path("list/", listing.commitment_list, name="list"),
    path("topic/<slug:topic>/", listing.topic, name="topic"),
    path("status/<slug:status>/", listing.status, name="status"),
    path("data/", exports.data, name="data"),
    path("commitments.csv", exports.commitments_csv, name="csv"),
    path("commitments.json", exports.commitments_json, name="json"),
    path("changes.atom", feeds.feed, name="feed"),
    path("report/", paper.report, name="report"),
    path("council.pdf", paper.council, name="council"),
    path("follow/", follow.follow, name="follow"),
    path("follow/sent/", follow.follow_sent, name="follow_sent"),
]
# After the words above: a number is whatever a city calls it.
_ONE = [
    path("", commitment.commitment, name="commitment"),
    path("changes.atom", feeds.commitment_feed, name="commitment_feed"),
    path("follow/", follow.follow_commitment, name="follow_commitment"),
    path("follow/sent/", follow.follow_commitment_sent, name="follow_commitment_sent"),
    path("dispute/", dispute.dispute, name="dispute"),
    path("dispute/received/", dispute.dispute_received, name="dispute_received"),
]


def _under(prefix: str, patterns: list) -> list:
    """The same pages below a prefix, without a namespace of their own."""
    return [path(prefix + str(page.pattern), page.callback, name=page.name) for page in patterns]


urlpatterns = [
    path("", overview.programmes, name="programmes"),
    path("commitments.schema.json", exports.schema, name="schema"),
    path("letters/confirm/<str:token>/", follow.confirm, name="confirm"),
    path("letters/stop/<str:token>/", follow.unfollow, name="unfollow"),
    path("embed/<slug:programme>/", embed.embed, name="embed"),
    *_under("<slug:programme>/", _WHOLE),
    *_under("<slug:programme>/<str:number>/", _ONE),
]
