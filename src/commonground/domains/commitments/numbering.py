"""Numbers of recommendations, which are labels: 4, 4a, 10, III. Pure."""

import re

LONGEST_NUMBER = 12
_ACCEPTED = re.compile(r"(?=.*[0-9]|[IVXLC]+$)[0-9A-Za-z][0-9A-Za-z.\-]{0,11}")


def is_number(label: str) -> bool:
    """Letters, figures, dots and hyphens, with at least one figure, or a Roman numeral.

    The number is part of the page's address, where words such as `about` are pages of the programme.
    """
    return bool(_ACCEPTED.fullmatch(label))


def number_order(label: str) -> str:
    """Sorts as people count: 4 before 4a before 10; labels without figures stand last."""
    parts = re.findall(r"\d+|[^\d]+", label.lower())
    key = "".join(part.zfill(6) if part.isdigit() else part for part in parts)
    return (key if parts and parts[0].isdigit() else f"~{key}")[:40]
