"""Public pages of appeals, included at `appeals/` inside the language prefix."""

from django.urls import path

from commonground.domains.newsroom.pages_public import appeals, tips

app_name = "appeals"
urlpatterns = [
    path("", appeals.appeals, name="appeals"),
    path("results/", appeals.results, name="results"),
    path("feed.atom", appeals.feed, name="feed"),
    path("tip/", tips.tip, name="tip"),
    path("<slug:number>/", appeals.appeal, name="appeal"),
    path("<slug:number>/tip/", tips.tip, name="appeal-tip"),
    path("<slug:number>/objection/", tips.objection, name="objection"),
]
