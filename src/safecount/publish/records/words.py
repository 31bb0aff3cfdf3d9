"""What a release of records says of itself to a reader: how it was made safe, and what may not be concluded from it."""

from __future__ import annotations

from safecount.disclosure.microdata.safe_records import RecordsCertificate
from safecount.publish.wording import counted


def rules_of(certificate: RecordsCertificate, unit: str) -> list[str]:
    """Return how the records were made safe, as sentences."""
    said = certificate
    share = 100 * said.suppressed / max(1, said.records_in)
    found = [
        f"Each row is one {unit}. It is alike in every key with at least {said.k - 1} other rows.",
        f"{counted(said.records_out, unit).capitalize()} of {said.records_in:,} are told; {said.suppressed:,} "
        f"({share:.1f} %) are left out, since too few were like them.",
    ]
    found += [
        f"Rows alike in every key hold at least {fewest} different values of {name}."
        for name, fewest in said.diversity.items()
    ]
    if said.first:
        found.append(
            f"They are from {said.first} to {said.last}, months that no other release of records holds."
        )
    found.append(
        "Nothing was added or altered, only made coarser. Names, texts, days and exact places are not told."
    )
    return found


CAUTION = (
    "Those left out are the rare ones, so small groups lose most. Do not compare rates of small groups from these rows, and "
    "do not add rows up to totals."
)
"""What a reader must not do with the rows."""

KINDS = {
    "key": "Somebody might know this of a person. It is told on the rung named under meaning, the same for all rows.",
    "sensitive": "Told as it is. Rows that are alike in every key differ in it.",
}
"""What each kind of column is, for every reader."""
