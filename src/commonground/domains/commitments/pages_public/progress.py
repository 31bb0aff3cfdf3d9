"""The picture of progress: how many commitments stood where at the end of each month."""

from collections.abc import Sequence

from django.utils.formats import date_format
from django.utils.translation import gettext as _

from commonground.design.charts import Chart, ChartLink, Series
from commonground.domains.commitments import words
from commonground.domains.commitments.pages_public.links import at
from commonground.domains.commitments.queries.shapes import MonthlyCount
from commonground.domains.commitments.rules import State

MOST_MONTHS = 60
# From the bottom up: what is done stands on the ground.
ORDER = (State.IMPLEMENTED, State.REPORTED, State.STARTED, State.NOT_STARTED, State.UNKNOWN)
TONES = {**words.TONES, State.UNKNOWN: "stopped"}  # told apart from "not started" in a picture


def progress_chart(slug: str, months: Sequence[MonthlyCount]) -> Chart | None:
    """None until there is something to draw. States in which nothing ever stood are left out."""
    shown = [month for month in months if month.total][-MOST_MONTHS:]
    if not shown:
        return None
    states = [state for state in ORDER if any(month.states.get(state) for month in shown)]
    return Chart(
        kind="stacked_steps",
        title=_("Where the commitments stood, month by month"),
        summary=_summary(shown),
        x_label=_("Month"),
        y_label=_("Commitments"),
        periods=tuple(f"{month.month:%Y-%m}" for month in shown),
        series=tuple(
            Series(
                str(words.STATES[state]),
                tuple(month.states.get(state, 0) for month in shown),
                tone=TONES[state],
            )
            for state in states
        ),
        method=_(
            "Counted on the last day of each month, and today for this month, from the public history of each "
            "commitment. On hold and late are not drawn: they are laid over a status and do not replace it."
        ),
        source_links=(ChartLink(_("Every commitment (CSV)"), at("csv", slug)),),
    )


def _summary(months: Sequence[MonthlyCount]) -> str:
    first, last = months[0], months[-1]
    if first is last:
        return _("%(done)d of %(total)d implemented.") % {
            "done": last.states.get(State.IMPLEMENTED, 0),
            "total": last.total,
        }
    return _("Implemented with evidence: %(before)d in %(start)s, %(after)d of %(total)d in %(end)s.") % {
        "before": first.states.get(State.IMPLEMENTED, 0),
        "start": date_format(first.month, "F Y"),
        "after": last.states.get(State.IMPLEMENTED, 0),
        "total": last.total,
        "end": date_format(last.month, "F Y"),
    }
