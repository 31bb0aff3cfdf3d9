"""Addresses below `/tell-us/`: the start, a form for each kind, and the same forms on paper."""

from django.urls import path

from commonground.domains.accountability.pages_public import forms, paper, start

urlpatterns = [
    path("", start.start, name="start"),
    path("complaint/", forms.complaint, name="complaint"),
    path("thanks/", forms.thanks, name="thanks"),
    path("question/", forms.question, name="question"),
    path("blank-form/<slug:kind>/", paper.blank_form, name="blank"),
    path("blank-form/<slug:kind>.pdf", paper.blank_form_pdf, name="blank_pdf"),
]
