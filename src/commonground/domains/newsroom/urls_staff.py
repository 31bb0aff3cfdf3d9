"""Staff pages of the newsroom, included at `appeals/`."""

from django.urls import path

from commonground.domains.newsroom.pages_staff import appeals, pictures, rewards

app_name = "newsroom_staff"
urlpatterns = [
    path("", appeals.appeals, name="appeals"),
    path("new/", appeals.new_appeal, name="new"),
    path("pictures/<int:picture_id>/remove/", pictures.remove_picture, name="remove-picture"),
    path("rewards/", rewards.pay, name="pay"),
    path("rewards/<int:reward_id>/paid/", rewards.paid, name="paid"),
    path("rewards/offer/<uuid:case_id>/", rewards.offer, name="offer"),
    path("<slug:number>/", appeals.appeal, name="appeal"),
    path("<slug:number>/edit/", appeals.edit_appeal, name="edit"),
    path("<slug:number>/pictures/new/", pictures.add_picture, name="add-picture"),
    path("<slug:number>/propose/", appeals.propose, name="propose"),
    path("<slug:number>/release/", appeals.release, name="release"),
    path("<slug:number>/approve/", appeals.approve, name="approve"),
    path("<slug:number>/send-back/", appeals.send_back, name="send-back"),
    path("<slug:number>/correct/", appeals.correct, name="correct"),
    path("<slug:number>/identified/", appeals.identified, name="identified"),
    path("<slug:number>/end/", appeals.end, name="end"),
]
