"""From records to `SafeRecords`: climb, combine, search, leave out the rest, count again.

Records of the same months are never released twice: a reader who holds both can often tell which record of the one is
which of the other, and then has each at its finest, in classes nobody counted (Sweeney 2002, IJUFKS 10, 557-570, section
4: complementary release; Ganta et al. 2008, KDD, 265-273). Releases of months apart share no record.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import duckdb
import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

import safecount
from safecount.disclosure.microdata.combinations import Combinations, Field, combine
from safecount.disclosure.microdata.plan import MOST_SENSITIVE, Plan, SensitiveField
from safecount.disclosure.microdata.problems import MicrodataRefused
from safecount.disclosure.microdata.rungs import Codes, days_of, written
from safecount.disclosure.microdata.safe_records import (
    RecordsCertificate,
    SafeRecords,
    digest_of_records,
    share_months,
)
from safecount.disclosure.microdata.search import Choice, best_choice


def anonymise(
    records: pa.Table | duckdb.DuckDBPyRelation,
    plan: Plan,
    earlier: Sequence[RecordsCertificate] = (),
) -> SafeRecords:
    """Return `records`, an Arrow table or a DuckDB relation with the columns of the plan, told as finely as k and l allow.

    `earlier`: the certificates of all records ever released of this dataset. Raises MicrodataRefused where the plan
    cannot be met, or where an earlier release holds records of the same months, unless it is this very release;
    UnsafeRecords if this program is at fault.
    """
    table = _of_months(_needed(records, plan), plan)
    rungs = [key.climb(table) for key in plan.keys]
    told = [_told(field, table) for field in plan.sensitive]
    fields = [
        Field(values, len(texts), one.fewest)
        for (values, texts), one in zip(told, plan.sensitive, strict=True)
    ]
    found = combine(rungs, fields)
    choice = _choice(found, plan)
    kept = found.passing(choice.levels, plan.k)[found.of]
    texts = [one.labels[level] for one, level in zip(rungs, choice.levels, strict=True)]
    columns = [(one.values[kept], labels) for one, labels in zip(rungs, texts, strict=True)]
    columns += [(values[kept], labels) for values, labels in told]
    cells = _in_order(dict(zip(_titles(plan), columns, strict=True)))
    first, last = _span(table, plan)
    certificate = replace(_certificate(plan, choice, found.records, cells), first=first, last=last)
    return SafeRecords(cells, replace(certificate, earlier=_before(certificate, earlier)), _titles(plan))


def _choice(found: Combinations, plan: Plan) -> Choice:
    if not found.records:
        return Choice((0,) * len(plan.keys), 0, 0.0)
    return best_choice(found, [key.weight for key in plan.keys], plan.k, plan.most_suppressed)


def _certificate(plan: Plan, choice: Choice, records: int, cells: pa.Table) -> RecordsCertificate:
    levels = {key.name: key.ladder.rungs[level] for key, level in zip(plan.keys, choice.levels, strict=True)}
    return RecordsCertificate(
        dataset=plan.dataset,
        table=plan.table,
        k=plan.k,
        levels=levels,
        diversity={field.column.name: field.fewest for field in plan.sensitive},
        records_in=records,
        records_out=cells.num_rows,
        suppressed=choice.suppressed,
        most_suppressed=plan.most_suppressed,
        loss=round(choice.loss / sum(key.weight for key in plan.keys), 2),
        digest=digest_of_records(cells),
        version=safecount.__version__,
    )


def _needed(records: pa.Table | duckdb.DuckDBPyRelation, plan: Plan) -> pa.Table:
    """Return the columns of the plan, and the dates of its moments; no other column is ever read."""
    names = list(records.column_names if isinstance(records, pa.Table) else records.columns)
    absent = [name for name in plan.columns if names.count(name) != 1]
    if absent:
        raise MicrodataRefused(
            f"The records lack the columns {', '.join(absent)}, or have them twice. Give the records of {plan.table}."
        )
    taken = [name for name in names if name in {*plan.columns, *(f"{one}_date" for one in plan.columns)}]
    if isinstance(records, pa.Table):
        return records.select(taken)
    quoted = ", ".join('"' + name.replace('"', '""') + '"' for name in taken)
    return records.project(quoted).to_arrow_table()


def _told(field: SensitiveField, records: pa.Table) -> tuple[Codes, tuple[str, ...]]:
    values, texts = written(field.column, records)
    if len(texts) > MOST_SENSITIVE:
        raise MicrodataRefused(
            f"{field.column.name} has more than {MOST_SENSITIVE} different values. Group them, and make it a key."
        )
    return values, texts


def _in_order(columns: dict[str, tuple[Codes, tuple[str, ...]]]) -> pa.Table:
    """Return the texts, rows in order of them, so that nothing is left of the order in which records were kept."""
    ranks, texts = [], {}
    for name, (values, labels) in columns.items():
        different = sorted(set(labels))
        place = {label: number for number, label in enumerate(different)}
        ranks.append(np.array([place[label] for label in labels], np.int32)[values])
        texts[name] = pa.array(different, pa.string())
    order = np.lexsort(ranks[::-1])
    return pa.table(
        {name: of.take(pa.array(rank[order])) for (name, of), rank in zip(texts.items(), ranks, strict=True)}
    )


def _of_months(records: pa.Table, plan: Plan) -> pa.Table:
    """Return the records from the months of the plan: all if it names none. One of unknown date lies in no month."""
    if plan.month is None or not plan.first:
        return records
    dates = days_of(plan.month, records)
    number = pc.add(pc.multiply(pc.year(dates), 12), pc.subtract(pc.month(dates), 1))
    first, last = (12 * int(text[:4]) + int(text[5:]) - 1 for text in (plan.first, plan.last))
    return records.filter(pc.and_(pc.greater_equal(number, first), pc.less_equal(number, last)))


def _span(records: pa.Table, plan: Plan) -> tuple[str, str]:
    """Return the months of the plan, or those in which its records lie; nothing, for all times, where one has no date."""
    if plan.month is None or plan.first:
        return plan.first, plan.last
    dates = days_of(plan.month, records)
    ends = pc.min_max(dates).as_py()
    if ends["min"] is None or dates.null_count:
        return "", ""
    return f"{ends['min']:%Y-%m}", f"{ends['max']:%Y-%m}"


def _before(certificate: RecordsCertificate, earlier: Sequence[RecordsCertificate]) -> tuple[str, ...]:
    """Return the digests of the other releases, which must be of other months."""
    others = [one for one in earlier if (one.digest, one.levels) != (certificate.digest, certificate.levels)]
    if any(share_months(one, certificate) for one in others):
        raise MicrodataRefused(
            "Records of the same months were released before, told differently. Whoever holds both can match them, and "
            "then knows each record at its finest. Publish the earlier release again, or months it does not hold."
        )
    return tuple(one.digest for one in others)


def _titles(plan: Plan) -> dict[str, str]:
    told = [(key.name, key.column) for key in plan.keys]
    told += [(field.column.name, field.column) for field in plan.sensitive]
    return {name: column.title or name.replace("_", " ").capitalize() for name, column in told}
