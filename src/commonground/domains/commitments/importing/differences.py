"""Where the counters that a file prints of itself differ from what its rows say."""

from collections.abc import Mapping

from django.utils.translation import gettext as _

from commonground.domains.commitments.rules import Counters


def worded(claimed: Mapping[str, int], counters: Counters) -> tuple[str, ...]:
    """One sentence for each counter that does not come out."""
    found = []
    if "total" in claimed and claimed["total"] != counters.total:
        found.append(
            _("The file says %(claimed)d in total; %(found)d result.")
            % {"claimed": claimed["total"], "found": counters.total}
        )
    if "started" in claimed and claimed["started"] != counters.started:
        found.append(
            _(
                "The file says %(claimed)d started; its rows show %(found)d, and the status of %(unknown)d is "
                "not known."
            )
            % {"claimed": claimed["started"], "found": counters.started, "unknown": counters.unknown}
        )
    if "implemented" in claimed and claimed["implemented"] != counters.implemented:
        found.append(
            _(
                "The file says %(claimed)d implemented; %(found)d are shown by evidence, and %(reported)d are "
                "reported implemented, evidence not yet shown."
            )
            % {
                "claimed": claimed["implemented"],
                "found": counters.implemented,
                "reported": counters.reported,
            }
        )
    return tuple(found)
