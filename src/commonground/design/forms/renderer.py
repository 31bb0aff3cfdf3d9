"""Django's own form renderer with our templates for a form, a field and an error list."""

from django.forms.renderers import DjangoTemplates


class DesignRenderer(DjangoTemplates):
    form_template_name = "design/forms/form.html"
    field_template_name = "design/forms/field_group.html"
