"""Compares a file with the register and says what would change. Reads the database; writes nothing."""

import hashlib
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

from django.utils.text import slugify
from django.utils.translation import gettext as _

from commonground.domains.commitments.city_rules import the_rules
from commonground.domains.commitments.dates import NotADate, PartialDate
from commonground.domains.commitments.importing import differences, standing
from commonground.domains.commitments.importing.cells import Meaning, meaning_of
from commonground.domains.commitments.importing.parsed import (
    FileUnreadable,
    ParsedFile,
    ParsedMilestone,
    RefusedRow,
)
from commonground.domains.commitments.importing.plans import ImportPlan, MilestonePlan, ProgrammePlan, RowPlan
from commonground.domains.commitments.importing.read_csv import read_csv
from commonground.domains.commitments.importing.read_json import read_json
from commonground.domains.commitments.importing.rows import plan_row
from commonground.domains.commitments.models import Milestone, Programme
from commonground.domains.commitments.numbering import is_number
from commonground.reference.models import PublicBody

LARGEST_FILE = 5 * 1024 * 1024


class NamedFile(Protocol):
    """An uploaded file, or an open one."""

    name: str | None

    def read(self) -> bytes: ...


@dataclass(frozen=True)
class NewProgramme:
    """A programme that the import is to create."""

    slug: str
    name: str


def plan_import(file: NamedFile, programme: str | NewProgramme) -> ImportPlan:
    """What the file would change in the programme of that slug, or in one that is to be created.

    Reads JSON when the file begins like it, CSV otherwise. Raises `FileUnreadable` when nothing of it can be read.
    """
    content = file.read()
    if len(content) > LARGEST_FILE:
        raise FileUnreadable(
            _("The file is larger than %(limit)d MB.") % {"limit": LARGEST_FILE // 1024 // 1024}
        )
    begins = content.removeprefix(b"\xef\xbb\xbf").lstrip()[:1]
    parsed = read_json(content) if begins in (b"{", b"[") else read_csv(content)
    target = _target(programme)
    found = standing.of_programme(target.id)
    meanings, refused = _meanings(parsed)
    named = {one.topic_number: one.topic_name for one in meanings if one.topic_number and one.topic_name}
    topics = {**parsed.topics, **named}
    planned, more = _rows(meanings, found, topics)
    milestones, odd = _milestones(parsed, target.id)
    everything = sorted([*refused, *more, *odd], key=lambda row: row.line)
    notes = [*parsed.notes, *(note for one in meanings for note in one.notes)]
    counters = standing.counters_after(found, planned)
    return ImportPlan(
        programme=target,
        file_name=Path(file.name or _("file")).name[:240],
        sha256=hashlib.sha256(content).hexdigest(),
        rows=tuple(row for row in planned if row.is_new or row.fields),
        unchanged=sum(1 for row in planned if not row.is_new and not row.fields),
        new_topics={number: name for number, name in sorted(topics.items()) if number not in found.topics},
        new_bodies=_new_bodies(planned),
        new_milestones=milestones,
        refused=tuple(everything),
        notes=tuple(dict.fromkeys(notes)),
        counters=counters,
        claimed=parsed.claimed,
        differences=differences.worded(parsed.claimed, counters),
    )


def _target(programme: str | NewProgramme) -> ProgrammePlan:
    slug = programme.slug if isinstance(programme, NewProgramme) else programme
    found = Programme.objects.filter(slug=slug).first()
    if found is not None:
        return ProgrammePlan(found.pk, found.slug, found.name)
    if isinstance(programme, NewProgramme):
        short = slugify(programme.slug)[:80]
        if not short or not programme.name.strip():
            raise FileUnreadable(_("Give the program a short name for its address, such as safer-together."))
        return ProgrammePlan(None, short, programme.name.strip()[:160])
    raise FileUnreadable(_("There is no program “%(slug)s”.") % {"slug": slug})


def _meanings(parsed: ParsedFile) -> tuple[list[Meaning], list[RefusedRow]]:
    """Rows that can be read; a row with any cell that cannot is refused whole."""
    rules = the_rules()
    kept: list[Meaning] = []
    refused = list(parsed.refused)
    lines: dict[str, int] = {}
    for row in parsed.rows:
        meaning = meaning_of(row, rules)
        problems = [*_number_problems(meaning, lines), *meaning.refused]
        lines.setdefault(meaning.number, row.line)
        refused += problems
        if not problems:
            kept.append(meaning)
    return kept, refused


def _number_problems(meaning: Meaning, lines: dict[str, int]) -> list[RefusedRow]:
    if not meaning.number:
        return [RefusedRow(meaning.line, "number", _("The row has no number."))]
    if not is_number(meaning.number):
        reason = _("“%(text)s” is not a number: up to 12 letters, figures, dots or hyphens, such as 6 or 4a.")
        return [RefusedRow(meaning.line, "number", reason % {"text": meaning.number[:40]})]
    if meaning.number in lines:
        reason = _("Number %(number)s stands in line %(line)d already.")
        return [
            RefusedRow(
                meaning.line, "number", reason % {"number": meaning.number, "line": lines[meaning.number]}
            )
        ]
    return []


def _rows(
    meanings: list[Meaning], found: standing.Standing, topics: dict[int, str]
) -> tuple[list[RowPlan], list[RefusedRow]]:
    planned: list[RowPlan] = []
    refused: list[RefusedRow] = []
    for meaning in meanings:
        result = plan_row(meaning, found, topics)
        if isinstance(result, RefusedRow):
            refused.append(result)
        else:
            planned.append(result)
    return planned, refused


def _milestones(
    parsed: ParsedFile, programme_id: int | None
) -> tuple[tuple[MilestonePlan, ...], list[RefusedRow]]:
    known = {
        (str(one.happened), one.event)
        for one in Milestone.objects.filter(programme=programme_id)
        if programme_id
    }
    planned: list[MilestonePlan] = []
    refused: list[RefusedRow] = []
    for one in parsed.milestones:
        try:
            happened = PartialDate.parse(one.happened)
        except NotADate:
            refused.append(_odd_milestone(one))
            continue
        if (str(happened), one.event[:400]) not in known:
            planned.append(MilestonePlan(happened, one.event[:400]))
    return tuple(planned), refused


def _odd_milestone(one: ParsedMilestone) -> RefusedRow:
    return RefusedRow(one.line, "date", _("“%(text)s” is not a date.") % {"text": one.happened[:40]})


def _new_bodies(planned: list[RowPlan]) -> tuple[str, ...]:
    """Names that no body has yet, whatever their case; the first spelling counts."""
    known = {name.casefold() for name in PublicBody.objects.values_list("name", flat=True)}
    named: dict[str, str] = {}
    for row in planned:
        for name in row.bodies or ():
            named.setdefault(name.casefold(), name)
    return tuple(sorted(name for plain, name in named.items() if plain not in known))
