"""Letters to residents: please confirm, something moved, your dispute was answered. Plain text, in their language.

Each letter can be ended from itself: the link, and the one-click headers of RFC 8058.
"""

import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta

from django.utils import translation
from django.utils.translation import gettext as _

from commonground.domains.commitments import addresses
from commonground.domains.commitments.models import Commitment, Dispute, Follow, Programme
from commonground.foundation.links import sign
from commonground.foundation.outbox.post import Letter
from commonground.reference.city import the_city
from commonground.reference.translations import text_of

CONFIRM = "commitments.follow.confirm"
END = "commitments.follow.end"
CONFIRM_WITHIN = timedelta(days=7)


@dataclass(frozen=True)
class Moved:
    """One commitment that moved, and the sentences that say how, in the reader's language."""

    programme_slug: str
    number: str
    statement: str
    sentences: tuple[str, ...]


def please_confirm(follow: Follow, followed: Commitment | Programme) -> Letter:
    """Asks whoever reads the mailbox whether it was them. Nothing else is ever sent without a yes."""
    with translation.override(follow.language):
        if isinstance(followed, Commitment):
            what = f"{followed.number}. {text_of(followed, 'statement')}"
            page = addresses.commitment_address(
                followed.programme.slug, followed.number, language=follow.language
            )
        else:
            what = text_of(followed, "name")
            page = addresses.programme_address(followed.slug, language=follow.language)
        confirm = addresses.confirm_address(sign(CONFIRM, str(follow.pk)), language=follow.language)
        lines = [
            _("Somebody asked %(site)s to write to this address when this moves:") % {"site": _site()},
            f"{what}\n{page}",
            _("If that was you, open this page and confirm within 7 days:"),
            confirm,
            _("If it was not you, do nothing. You will not hear from us again."),
            _signature(),
        ]
        return Letter(
            to=follow.email,
            subject=_("Please confirm: follow “%(what)s”") % {"what": _short(what)},
            text="\n\n".join(lines) + "\n",
        )


def moved(email: str, language: str, follow_ids: Sequence[uuid.UUID], items: Sequence[Moved]) -> Letter:
    """Everything that moved, in one letter."""
    with translation.override(language):
        end = addresses.end_address(
            sign(END, ",".join(str(follow_id) for follow_id in follow_ids)), language=language
        )
        parts = [_("This has moved since we last wrote to you.")]
        for item in items:
            page = addresses.commitment_address(item.programme_slug, item.number, language=language)
            said = "\n".join(f"- {sentence}" for sentence in item.sentences)
            parts.append(f"{item.number}. {item.statement}\n{said}\n{page}")
        parts += [_signature(), _("To stop these letters, open this page: %(address)s") % {"address": end}]
        return Letter(
            to=email,
            subject=_subject(items),
            text="\n\n".join(parts) + "\n",
            headers={"List-Unsubscribe": f"<{end}>", "List-Unsubscribe-Post": "List-Unsubscribe=One-Click"},
        )


def dispute_answered(dispute: Dispute) -> Letter:
    """The answer, to a resident who left an address for it."""
    with translation.override(dispute.language):
        commitment = dispute.commitment
        page = addresses.commitment_address(
            commitment.programme.slug, commitment.number, language=dispute.language
        )
        lines = [
            _("You told us that this commitment is not implemented:"),
            f"{commitment.number}. {text_of(commitment, 'statement')}",
            _("The answer of the city:"),
            text_of(dispute, "answer"),
            _("Your message and this answer stay on the public page of the commitment: %(address)s")
            % {"address": page},
            _("We have deleted your e-mail address from this matter."),
            _signature(),
        ]
        return Letter(
            to=dispute.contact_email,
            subject=_("Answered: your dispute of commitment %(number)s") % {"number": commitment.number},
            text="\n\n".join(lines) + "\n",
        )


def _subject(items: Sequence[Moved]) -> str:
    if len(items) == 1:
        return _("Moved: %(number)s. %(statement)s") % {
            "number": items[0].number,
            "statement": _short(items[0].statement),
        }
    return _("%(count)d commitments that you follow have moved") % {"count": len(items)}


def _site() -> str:
    return the_city().partnership.in_language(translation.get_language() or "en")


def _signature() -> str:
    city = the_city()
    language = translation.get_language() or "en"
    return f"{_site()}\n{city.name.in_language(language)}, {city.contact.address}\n{city.contact.email}"


def _short(text: str) -> str:
    return text if len(text) <= 90 else text[:88].rstrip() + "…"
