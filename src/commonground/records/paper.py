"""Records on paper: a template of this package, printed. Nothing of it is kept in memory."""

from pathlib import Path
from typing import Any

from django.template.loader import render_to_string

from commonground.design import paper

STYLE = Path(__file__).parent / "templates" / "records" / "paper" / "paper.css"


def printed(template: str, context: dict[str, Any]) -> bytes:
    return paper.printed(render_to_string(template, context), STYLE).content
