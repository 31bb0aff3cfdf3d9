"""Everything that the page of one matter shows: in the clear for every member, and opened in an unlocked session."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from commonground.access.models import Person
from commonground.casework.evidence.keeping import FileShown
from commonground.casework.evidence.reading import files_of
from commonground.casework.kinds import kind_of
from commonground.casework.models import Case, CaseLink, Message, Note, Side, StageChange
from commonground.casework.queries.opened import OpenedCase, opened
from commonground.casework.queries.visible import cases_for
from commonground.foundation.vault import DataKey, UnlockedVault, open_text, place
from commonground.matters.models import AgencyReferral


@dataclass(frozen=True)
class Said:
    """One message, whichever of the merged matters it belongs to."""

    row: Message
    text: str
    reference: str
    files: tuple[FileShown, ...]

    @property
    def from_person(self) -> bool:
        return self.row.side == Side.REPORTER


@dataclass(frozen=True)
class Written:
    """A note, a letter to an agency: a text of the unit's own."""

    row: Any
    text: str


@dataclass(frozen=True)
class Told:
    """A filing: the answers under the kind's words for its questions, and the files that came with it."""

    case: Case
    answers: tuple[tuple[str, str, str], ...]  # key, label, text
    files: tuple[FileShown, ...]


@dataclass(frozen=True)
class Content:
    """What an unlocked session reads of a matter and of those merged into it."""

    opened: OpenedCase
    merged: tuple[OpenedCase, ...]
    told: tuple[Told, ...]
    talk: tuple[Said, ...]
    notes: tuple[Written, ...]
    referrals: tuple[Written, ...]
    files: tuple[FileShown, ...]  # every file of the matter itself


@dataclass(frozen=True)
class Step:
    """One line of the history; `reason` is "" while the vault is locked."""

    row: StageChange
    reason: str


@dataclass(frozen=True)
class Linked:
    row: CaseLink
    case: Case  # the other one


def content_of(own: OpenedCase, vault: UnlockedVault) -> Content:
    """Raises `CannotOpen` where something was changed or belongs elsewhere."""
    merged = tuple(opened(one, vault) for one in merged_into(own.case))
    everybody = (own, *merged)
    files = {one.case.pk: files_of(one) for one in everybody}
    talk = [said for one in everybody for said in _talk(one, files[one.case.pk])]
    return Content(
        opened=own,
        merged=merged,
        told=tuple(_told(one, files[one.case.pk]) for one in everybody),
        talk=tuple(sorted(talk, key=lambda said: said.row.sent_at)),
        notes=tuple(_in_order(_notes(one) for one in everybody)),
        referrals=tuple(_in_order(_referrals(one) for one in everybody)),
        files=files[own.case.pk],
    )


def merged_into(case: Case) -> list[Case]:
    return list(Case.objects.filter(merged_into=case, disposed_at__isnull=True).order_by("received_at"))


def history_of(case: Case, content: Content | None) -> list[Step]:
    """Newest first, with the reasons where the vault is open. A merged matter's own steps until then are among them."""
    keys = {one.case.pk: one.inner for one in (content.opened, *content.merged)} if content else {}
    rows = StageChange.objects.filter(case__in=[case, *merged_into(case)])
    rows = rows.select_related("by", "case").order_by("-at")
    together = {(row.at, row.to_stage) for row in rows if row.case_id == case.pk}
    steps = [
        row
        for row in rows
        if row.case_id == case.pk or not row.from_stage or (row.at, row.to_stage) not in together
    ]
    return [Step(row, _text(keys[row.case_id], row, "reason_sealed") if keys else "") for row in steps]


def links_of(viewer: Person, case: Case) -> list[Linked]:
    """Only to matters that the viewer may know of."""
    rows = CaseLink.objects.filter(case=case) | CaseLink.objects.filter(other=case)
    other = {row.pk: row.other_id if row.case_id == case.pk else row.case_id for row in rows}
    visible = cases_for(viewer).in_bulk(list(other.values()))
    return [Linked(row, visible[other[row.pk]]) for row in rows if other[row.pk] in visible]


def _told(one: OpenedCase, files: tuple[FileShown, ...]) -> Told:
    labels = kind_of(one.case.kind).labels()
    order = [key for key in labels if key in one.answers] + [key for key in one.answers if key not in labels]
    answers = tuple((key, str(labels.get(key, key)), text) for key in order if (text := one.answers[key]))
    with_it = tuple(file for file in files if file.message_id is None and not file.from_us)
    return Told(one.case, answers, with_it)


def _talk(one: OpenedCase, files: tuple[FileShown, ...]) -> list[Said]:
    rows = Message.objects.filter(case=one.case).select_related("author")
    return [
        Said(
            row,
            _text(one.shared, row, "body_sealed"),
            one.case.reference,
            tuple(file for file in files if file.message_id == row.pk),
        )
        for row in rows
    ]


def _notes(one: OpenedCase) -> list[Written]:
    rows = Note.objects.filter(case=one.case).select_related("author")
    return [Written(row, _text(one.inner, row, "body_sealed")) for row in rows]


def _referrals(one: OpenedCase) -> list[Written]:
    rows = AgencyReferral.objects.filter(case=one.case).select_related("referred_by")
    return [Written(row, _text(one.inner, row, "letter_sealed")) for row in rows]


def _text(key: DataKey, row: Any, column: str) -> str:
    return open_text(key, bytes(getattr(row, column)), place(row._meta.db_table, column, row.pk))


def _in_order(lists: Iterable[list[Written]]) -> list[Written]:
    def moment(one: Written) -> datetime:
        found: datetime = getattr(one.row, "written_at", None) or one.row.referred_at
        return found

    return sorted((one for each in lists for one in each), key=moment)
