"""Where a block's template finds an image or a document: its public copy, or the editor's own in a preview."""

from typing import Any

from django import template

from commonground.content.editing import files

register = template.Library()


@register.simple_tag
def published_image(image: Any) -> files.ShownFile | None:
    return files.shown_image(image) if image else None


@register.simple_tag
def published_document(document: Any) -> files.ShownFile | None:
    return files.shown_document(document) if document else None
