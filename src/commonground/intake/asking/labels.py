"""Under which words the unit reads what `steps.ReachStep` asked, whatever the kind of matter."""

from typing import Any

from django.utils.translation import gettext as _


def about_the_person() -> dict[str, Any]:
    return {
        "name": _("Name"),
        "email": _("E-mail"),
        "telephone": _("Telephone"),
        "safe-contact": _("How it is safe to reach them"),
    }
