"""The page that gives the receipt, once; and the filing proof to keep."""

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from commonground.casework.actions.filing import Filed
from commonground.casework.kinds import kind_of
from commonground.foundation.vault import Receipt
from commonground.intake.pages_public.guarded import show


def show_receipt(request: HttpRequest, *, kind: str, filed: Filed, receipt: Receipt) -> HttpResponse:
    language, rules = get_language() or "en", kind_of(kind).rules
    context: dict[str, object] = {
        "kind_name": rules.name.in_language(language),
        "usual_days": rules.usual_days,
        "first_days": rules.first_stage.days,
        "reference": filed.reference,
        "already": filed.already,
        "words": receipt.words,
        "words_line": receipt.text,
        "proof": filed.proof,
        "mail_address": _mail_address(receipt),
        "return_address": settings.PUBLIC_URL + reverse("tell_us:return"),
        "next_url": reverse("tell_us:next", args=[kind]),
    }
    return show(request, "intake/receipt.html", context)


def _mail_address(receipt: Receipt) -> str:
    """Opens the reader's own mail program: the words never pass through ours."""
    text = _("Receipt words:") + f"\n\n{receipt.text}\n"
    query = urlencode({"subject": _("Note to myself"), "body": text}).replace("+", "%20")
    return f"mailto:?{query}"
