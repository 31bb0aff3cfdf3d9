"""Public pages of appeals, included at `appeals/` inside the language prefix."""

from django.urls import path

from commonground.domains.newsroom.pages_public import appeals

app_name = "appeals"
urlpatterns = [
    path("", appeals.appeals, name="appeals"),
    path("results/", appeals.results, name="results"),
    path("feed.atom", appeals.feed, name="feed"),
    path("<slug:number>/", appeals.appeal, name="appeal"),
]
