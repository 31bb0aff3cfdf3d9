"""What anyone may read of appeals: those that stand today, how others ended, and how fast it went."""

from dataclasses import dataclass
from datetime import timedelta
from statistics import median

from django.db.models import Prefetch, QuerySet
from django.utils import timezone
from django.utils.translation import get_language

from commonground.domains.newsroom.city_rules import Named, appeals_file
from commonground.domains.newsroom.models import Appeal, AppealCorrection, AppealPicture
from commonground.domains.newsroom.rules import is_live, shows_outcome
from commonground.foundation import clock
from commonground.foundation.privacy.reads import public_only
from commonground.reference.city import Words

FEWEST = 5  # below this a median says more about one case than about the desk


@dataclass(frozen=True)
class AppealShown:
    """An appeal as the public sees it. `live` false: it has ended, and only how is shown."""

    appeal: Appeal
    live: bool
    pictures: tuple[AppealPicture, ...]
    corrections: tuple[AppealCorrection, ...]

    @property
    def offence(self) -> str:
        return named(appeals_file().offence(self.appeal.offence).name)

    @property
    def legal_basis(self) -> str:
        return name_in(appeals_file().legal_bases, self.appeal.legal_basis)

    @property
    def outcome(self) -> str:
        return name_in(appeals_file().outcomes, self.appeal.outcome)


@dataclass(frozen=True)
class Measure:
    """How long something took over all ended appeals, in minutes; `median` is None where there are too few to say."""

    number: int
    median: int | None


@dataclass(frozen=True)
class Results:
    """How appeals ended so far, counted; nothing of any one of them."""

    ended: int
    by_outcome: tuple[tuple[str, int], ...]
    to_first_tip: Measure
    to_identification: Measure
    to_end: Measure


def live_appeals() -> list[AppealShown]:
    """Every appeal that stands today, newest first."""
    rows = _public().filter(ended_at=None, expires_on__gte=clock.today())
    return [_shown(appeal) for appeal in rows]


def ended_appeals() -> list[AppealShown]:
    """Appeals that ended lately enough to say how."""
    since = clock.now() - timedelta(days=appeals_file().outcome_shown_days)
    rows = _public().filter(ended_at__gte=since).order_by("-ended_at")[:50]
    return [_shown(appeal) for appeal in rows]


def public_appeal(number: str) -> AppealShown | None:
    """One appeal, while it stands or while its outcome is shown; None afterwards, as if it had never been."""
    appeal = _public().filter(number=number).first()
    if appeal is None:
        return None
    shown = _shown(appeal)
    if shown.live:
        return shown
    ended_on = timezone.localtime(appeal.ended_at).date() if appeal.ended_at else appeal.expires_on
    days = appeals_file().outcome_shown_days
    return shown if shows_outcome(ended_on=ended_on, today=clock.today(), days=days) else None


def results() -> Results:
    """Counts and medians over all ended appeals; medians only from `FEWEST` on."""
    rows = list(
        Appeal.objects.filter(published_at__isnull=False, ended_at__isnull=False)
        .order_by()
        .values_list("outcome", "minutes_to_first_tip", "minutes_to_identification", "minutes_to_end")
    )
    counts = [
        (named(outcome.name), sum(row[0] == outcome.key for row in rows))
        for outcome in appeals_file().outcomes
    ]
    first, identified, end = (_measure([row[place] for row in rows]) for place in (1, 2, 3))
    return Results(len(rows), tuple(counts), first, identified, end)


def named(words: Words) -> str:
    return words.in_language(get_language() or "en")


def _measure(minutes: list[int | None]) -> Measure:
    known = [value for value in minutes if value is not None]
    return Measure(len(known), round(median(known)) if len(known) >= FEWEST else None)


def name_in(choices: tuple[Named, ...], key: str) -> str:
    """The name of a choice of the city's file, in the reader's language; the key where the file has it no more."""
    return next((named(choice.name) for choice in choices if choice.key == key), key)


def _public() -> "QuerySet[Appeal]":
    pictures = Prefetch(
        "pictures", public_only(AppealPicture.objects.all(), follow=("stored_file", "still", "captions"))
    )
    corrections = Prefetch("corrections", public_only(AppealCorrection.objects.all()))
    # The order of the table itself asks for a column that is not public.
    rows = public_only(Appeal.objects.filter(published_at__isnull=False).order_by("-published_at"))
    return rows.prefetch_related(pictures, corrections)


def _shown(appeal: Appeal) -> AppealShown:
    live = is_live(
        published=True, ended=appeal.ended_at is not None, expires_on=appeal.expires_on, today=clock.today()
    )
    pictures = tuple(appeal.pictures.all()) if live else ()
    return AppealShown(appeal, live, pictures, tuple(appeal.corrections.all()))
