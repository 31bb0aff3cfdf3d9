"""Registers the design system as a Django app, so that its templates, static files and words are found."""

from django.apps import AppConfig


class DesignConfig(AppConfig):
    name = "commonground.design"
    label = "design"
    verbose_name = "Design system"
