"""What a field's template needs to know: its kind, its ids, its hint, its count and its errors.

Follows the form patterns of the U.S. Web Design System: label, hint, error, control, in that order; groups
are fieldsets.
"""

from typing import Any

from django import forms
from django.forms.boundfield import BoundField
from django.utils.safestring import mark_safe
from django.utils.translation import gettext as _

ISO_DATE = "%Y-%m-%d"
ISO_MINUTE = "%Y-%m-%dT%H:%M"
WIDTHS = ("2xs", "xs", "sm", "md", "lg", "xl", "2xl")
DRAWN_WHOLE = ("input", "textarea", "select", "file", "checkbox")
GROUPS = (forms.MultiWidget, forms.SelectDateWidget)


def kind_of(widget: forms.Widget) -> str:
    """Which of the template's branches draws this widget."""
    if widget.is_hidden:
        return "hidden"
    if isinstance(widget, forms.CheckboxSelectMultiple):
        return "checkboxes"  # asked first: Django makes it a kind of RadioSelect
    if isinstance(widget, forms.RadioSelect):
        return "radio"
    if isinstance(widget, forms.CheckboxInput):
        return "checkbox"
    if isinstance(widget, GROUPS):
        return "group"
    if isinstance(widget, forms.FileInput):
        return "file"
    if isinstance(widget, forms.Textarea):
        return "textarea"
    return "select" if isinstance(widget, forms.Select) else "input"


def described(bound: BoundField, hint: str = "", width: str = "") -> dict[str, Any]:
    widget = bound.field.widget
    kind = kind_of(widget)
    identity = bound.auto_id or bound.html_name
    hint = hint or bound.help_text
    limit = getattr(bound.field, "max_length", None) if kind == "textarea" else None
    parts = {"hint": bool(hint), "count": bool(limit), "error": bool(bound.errors)}
    described_by = " ".join(f"{identity}-{part}" for part, present in parts.items() if present)
    return {
        "bound": bound,
        "kind": kind,
        "identity": identity,
        "hint": hint,
        "limit": limit,
        "described_by": described_by,
        "searchable": kind == "select" and "data-searchable" in widget.attrs,
        "optional": not bound.field.required and kind not in ("hidden", "checkbox"),
        "parts": _parts(bound, described_by) if kind == "group" else [],
        "control": _control(bound, kind, described_by, width) if kind in DRAWN_WHOLE else "",
    }


def _control(bound: BoundField, kind: str, described_by: str, width: str) -> str:
    attributes: dict[str, Any] = {"class": _classes(bound, kind, width)}
    if described_by:
        attributes["aria-describedby"] = described_by
    if kind == "textarea":
        attributes["rows"] = bound.field.widget.attrs.get("rows", 6)
        # A browser that honours maxlength cuts a pasted text in silence; the server says what is too long.
        attributes["maxlength"] = False
    if kind == "input":
        _use_native_date(bound)
    return bound.as_widget(attrs=attributes)


def _parts(bound: BoundField, described_by: str) -> list[dict[str, str]]:
    """The controls of a date in three, or a date and a time: each with a label of its own."""
    attributes = {"class": "cg-group__part", "aria-describedby": described_by or False}
    if bound.errors:
        attributes |= {"class": "cg-group__part cg-invalid", "aria-invalid": "true"}
    widget = bound.field.widget
    context = widget.get_context(bound.html_name, bound.value(), attributes | {"id": bound.auto_id})
    for part in context["widget"]["subwidgets"]:
        # Django names the selects of a date after the field alone: two forms would share their ids.
        part["attrs"]["id"] = bound.auto_id + part["name"].removeprefix(bound.html_name)
    return [
        {
            "label": _part_label(part["name"]),
            "identity": part["attrs"]["id"],
            # Safe: written by a Django template, which has escaped the values.
            "control": mark_safe(bound.form.renderer.render(part["template_name"], {"widget": part})),  # noqa: S308
        }
        for part in context["widget"]["subwidgets"]
    ]


def _part_label(name: str) -> str:
    ending = name.rpartition("_")[2]
    known = {"year": _("Year"), "month": _("Month"), "day": _("Day"), "0": _("Date"), "1": _("Time")}
    return known.get(ending, ending)


def _classes(bound: BoundField, kind: str, width: str) -> str:
    base = {
        "input": "usa-input",
        "textarea": "usa-textarea",
        "select": "usa-select",
        "file": "cg-file",
        "checkbox": "usa-checkbox__input",
    }.get(kind, "")
    wide = f"usa-input--{width}" if width in WIDTHS and kind in ("input", "select") else ""
    error = f"{base}--error cg-invalid" if bound.errors and base else ""
    own = bound.field.widget.attrs.get("class", "")
    return " ".join(part for part in (base, wide, error, own) if part)


def _use_native_date(bound: BoundField) -> None:
    """Django draws dates as text; the browser's own control needs its type and the ISO form of the value.

    A date that was typed and could not be read stays in a text box: the browser's control would lose it.
    """
    widget = bound.field.widget
    if getattr(widget, "input_type", "") != "text" or (bound.errors and bound.value()):
        return
    if isinstance(widget, forms.DateTimeInput):
        widget.input_type, widget.format = "datetime-local", ISO_MINUTE
    elif isinstance(widget, forms.DateInput):
        widget.input_type, widget.format = "date", ISO_DATE
    elif isinstance(widget, forms.TimeInput):
        widget.input_type, widget.format = "time", "%H:%M"


def error_links(form: forms.BaseForm) -> list[dict[str, str]]:
    """Each error with the control to go to; an error of the whole form has none."""
    found = [{"text": str(text), "target": ""} for text in form.non_field_errors()]
    for bound in form:
        for text in bound.errors:
            where = "" if bound.field.widget.is_hidden else _first_control(bound)
            found.append({"text": str(text), "label": str(bound.label), "target": where})
    return found


def _first_control(bound: BoundField) -> str:
    identity = bound.auto_id or bound.html_name
    kind = kind_of(bound.field.widget)
    if kind in ("radio", "checkboxes") or isinstance(bound.field.widget, forms.MultiWidget):
        return f"{identity}_0"
    return bound.id_for_label or identity
