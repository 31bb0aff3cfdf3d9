"""The line above a page's form that says how its languages stand to each other."""

from typing import Any

from django.urls import reverse
from wagtail.admin.panels import Panel


class LanguagePanel(Panel):
    """Shown once the page exists; a new page has nothing to compare."""

    class BoundPanel(Panel.BoundPanel):
        template_name = "content_editing/staff/language_panel.html"

        def is_shown(self) -> bool:
            return bool(self.instance.pk)

        def get_context_data(self, parent_context: Any = None) -> dict[str, Any]:
            from commonground.content.editing.languages import page_in_languages

            context: dict[str, Any] = super().get_context_data(parent_context)
            context["versions"] = page_in_languages(self.instance)
            context["language"] = self.instance.locale.language_code
            context["side_by_side"] = reverse("content_editing:side_by_side", args=[self.instance.pk])
            return context
