"""Every key a definition may hold: its kind, whether it must be there, and one sentence of help.

This list is the single source: the loader checks against it, the JSON schema for editors is made from it,
and a test holds the written documentation to it.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from safecount.schema.model import (
    ColumnType,
    CountUnit,
    Faulty,
    IdenticalRows,
    Midnight,
    Period,
    Role,
    Unlisted,
)
from safecount.schema.model_analyses import Step, Test


class Kind(StrEnum):
    """The kinds of value a key may take."""

    TEXT = "a text in quotes"
    NAME = "a name in lower case (letters, digits and _)"
    WHOLE = "a whole number"
    NUMBER = "a number"
    DAY = "a date such as 2016-01-31, without quotes"
    CHOICE = "one of the listed words"
    TEXTS = "a list of texts"
    TEXT_OR_TEXTS = "a text or a list of texts"
    NAMES = "a list of names"
    NAME_OR_NAMES = "a name or a list of names"
    CHOICES = "a list of the listed words"
    FLAG = "true or false"
    TEXTS_BY_NAME = "a table of lists of texts"
    WHOLE_BY_NAME = "a table of whole numbers"
    HEADERS_BY_NAME = "a table of headers (a text, a list of two texts, or false)"
    CODE_LISTS = "a table of code lists, each a table of lists of texts"
    LABEL_LISTS = "a table of code lists, each a table of texts"
    SECTION = "a table"
    SECTIONS_BY_NAME = "a table of tables"
    SECTION_LIST = "a list of tables, each opened with [[...]]"


@dataclass(frozen=True)
class Key:
    """One key: `section` names the further keys inside it, where its kind is a section."""

    name: str
    kind: Kind
    help: str
    required: bool = False
    choices: tuple[str, ...] = ()
    section: str = ""
    minimum: int | None = None


def _choice(name: str, choices: type[StrEnum], text: str, required: bool = False) -> Key:
    return Key(name, Kind.CHOICE, text, required, tuple(str(choice) for choice in choices))


FORMAT_VERSION = 1

DEFINITION = (
    Key("safecount", Kind.WHOLE, "The version of this format; write 1.", required=True),
    Key("name", Kind.TEXT, "A short name for the dataset: lower case, digits and hyphens.", required=True),
    Key("title", Kind.TEXT, "The name a reader sees.", required=True),
    Key("zone", Kind.TEXT, "The time zone the city lives in, such as America/Chicago.", required=True),
    Key("publisher", Kind.TEXT, "Who publishes the data."),
    Key("licence", Kind.TEXT, "The terms the data may be used under."),
    Key("source", Kind.TEXT, "Where the data comes from: an address or a sentence."),
    Key("note", Kind.TEXT, "What a careful reader should know."),
    Key("missing", Kind.TEXTS, "Texts that mean nothing was written, in any column, such as NULL."),
    Key("threshold", Kind.SECTION, "Which counts are too small to show.", section="threshold"),
    Key("codes", Kind.CODE_LISTS, "Code lists: each code with the spellings it absorbs."),
    Key("labels", Kind.LABEL_LISTS, "The words a reader sees for each code of a list."),
    Key(
        "tables", Kind.SECTIONS_BY_NAME, "The kinds of record in the dataset.", required=True, section="table"
    ),
    Key("hierarchies", Kind.SECTIONS_BY_NAME, "Finer and coarser ways to count.", section="hierarchy"),
    Key("releases", Kind.SECTIONS_BY_NAME, "The tables meant for publication.", section="release"),
    Key("analyses", Kind.SECTIONS_BY_NAME, "The questions put to the records.", section="analysis"),
    Key("breaks", Kind.SECTION_LIST, "Days from which figures stop being comparable.", section="break"),
)

THRESHOLD = (
    Key("k", Kind.WHOLE, "Counts from 1 to k-1 are hidden; 11 if not given.", minimum=2),
    Key("columns", Kind.WHOLE_BY_NAME, "A stricter k for cells that name a value of the column.", minimum=2),
    Key(
        "level",
        Kind.CHOICE,
        "The doubt that hidden counts are left in; L2 if not given.",
        choices=("L1", "L2", "L3"),
    ),
)

TABLE = (
    _choice("unit", CountUnit, "What one row stands for.", required=True),
    Key("title", Kind.TEXT, "The name a reader sees."),
    Key("key", Kind.NAME_OR_NAMES, "The columns that together tell one record from another."),
    _choice(
        "identical_rows", IdenticalRows, "Without a key: are rows alike in every column one record or many?"
    ),
    Key("version", Kind.NAME, "The column that says which of two edits of a record is later."),
    Key("month", Kind.NAME, "The date or moment by which records are filed into months."),
    Key("parent", Kind.NAME, "The table each record of this one belongs to."),
    Key("link", Kind.NAME_OR_NAMES, "The columns, present in both tables, that lead to the parent."),
    Key("ignored", Kind.TEXTS, "Headers known to be in the files and not read."),
    Key(
        "columns",
        Kind.SECTIONS_BY_NAME,
        "The columns, in the order they are written.",
        True,
        section="column",
    ),
    Key("layouts", Kind.SECTION_LIST, "The ways the files have been laid out over time.", section="layout"),
)

COLUMN = (
    Key(
        "from",
        Kind.TEXT_OR_TEXTS,
        "The header in the file, or several it has gone by; the name if not given.",
    ),
    Key(
        "time_from", Kind.TEXT_OR_TEXTS, "For a moment written in two columns: the header of its time of day."
    ),
    _choice("type", ColumnType, "What the values are.", required=True),
    _choice("role", Role, "What the column may be used for.", required=True),
    Key("title", Kind.TEXT, "The name a reader sees."),
    Key("note", Kind.TEXT, "What a careful reader should know about the column."),
    Key("unit", Kind.TEXT, "The unit of a number, such as years or minutes."),
    Key("codes", Kind.NAME, "The code list of a column of type code."),
    Key("separator", Kind.TEXT, "The mark between several values in one cell; makes the column a list."),
    Key("formats", Kind.TEXTS, "How dates or moments are written, tried in order."),
    Key("time_formats", Kind.TEXTS, "How the time of day in time_from is written, tried in order."),
    Key(
        "source_zone",
        Kind.TEXT,
        "The zone the file writes its moments in, if not the city's own, such as UTC.",
    ),
    _choice("midnight", Midnight, "Whether exactly midnight is a real time or means that it is unknown."),
    Key("missing", Kind.TEXTS, "Texts that mean nothing was written, in this column only."),
    Key("true", Kind.TEXTS, "Texts that mean yes, in place of the usual ones."),
    Key("false", Kind.TEXTS, "Texts that mean no, in place of the usual ones."),
    Key("minimum", Kind.NUMBER, "The smallest value that is believed; for dates, the first year."),
    Key("maximum", Kind.NUMBER, "The largest value that is believed; for dates, the last year."),
    _choice(
        "faulty",
        Faulty,
        "What a value that cannot be read or believed does: reject its row, or count as missing.",
    ),
    _choice("unlisted", Unlisted, "What to do with a spelling that no code absorbs."),
    Key("required", Kind.FLAG, "Whether a row without this value is rejected."),
)

LAYOUT = (
    Key("name", Kind.TEXT, "What this layout is called in reports, such as a year.", required=True),
    Key("files", Kind.TEXTS, "Patterns of the file names that have this layout, such as force_2013*."),
    Key("encoding", Kind.TEXT, "The encoding of the text, such as cp1252; found out if not given."),
    Key("delimiter", Kind.TEXT, "The mark between columns; found out if not given."),
    Key("quote", Kind.TEXT, "The mark around texts; a double quote if not given."),
    Key("skip_lines", Kind.WHOLE, "How many lines stand above the headers.", minimum=0),
    Key("sheet", Kind.TEXT, "The sheet of a workbook; the first if not given."),
    Key(
        "columns",
        Kind.HEADERS_BY_NAME,
        "Columns whose header differs here; false where the column is absent.",
    ),
    Key("formats", Kind.TEXTS_BY_NAME, "Columns whose dates are written differently here."),
    Key("ignored", Kind.TEXTS, "Headers not read in this layout, besides those the table ignores."),
)

HIERARCHY = (
    Key("table", Kind.NAME, "The table whose columns it uses.", required=True),
    Key("levels", Kind.NAMES, "Columns from finest to coarsest, such as beat, sector, precinct."),
    Key("column", Kind.NAME, "The column that is grouped by codes or by periods."),
    Key("groups", Kind.TEXTS_BY_NAME, "Groups of codes: each with the codes it holds."),
    Key(
        "periods",
        Kind.CHOICES,
        "Periods of a date or moment.",
        choices=tuple(str(period) for period in Period),
    ),
)

RELEASE = (
    Key("table", Kind.NAME, "The table that is counted.", required=True),
    Key(
        "dimensions",
        Kind.TEXTS,
        "Columns, a time with its period such as stopped.month, or a column with a hierarchy of its code groups.",
        required=True,
    ),
    Key("measure", Kind.NAME, "The column that is summed; records are counted if not given."),
    Key("title", Kind.TEXT, "The name a reader sees."),
)

BREAK = (
    Key("on", Kind.DAY, "The first day of the new way of counting.", required=True),
    Key("what", Kind.TEXT, "What changed.", required=True),
    Key("columns", Kind.NAMES, "The columns it touches; all if not given."),
)

_CONDITION = "columns with the values that count; true or false for a column of yes and no."

ANALYSIS = (
    _choice("test", Test, "The test that answers the question.", required=True),
    Key("table", Kind.NAME, "The table whose records are asked.", required=True),
    Key("title", Kind.TEXT, "The name a reader sees."),
    Key("where", Kind.TEXTS_BY_NAME, f"Which records are asked, in all of its columns: {_CONDITION}"),
    Key("group", Kind.NAME, "The column of the groups that are compared."),
    Key("reference", Kind.TEXT, "The group the others are compared with."),
    Key("groups", Kind.TEXTS, "The groups that are compared; every code of the column if not given."),
    Key("searched", Kind.TEXTS_BY_NAME, f"Which records were searches, by any of its columns: {_CONDITION}"),
    Key("hit", Kind.TEXTS_BY_NAME, f"Which searches found something, by any of its columns: {_CONDITION}"),
    Key("event", Kind.TEXTS_BY_NAME, f"Which records are counted, by any of its columns: {_CONDITION}"),
    Key("place", Kind.NAME, "The column of the districts that are compared or allowed for."),
    Key("strata", Kind.NAMES, "The columns whose mix is made equal before districts are compared."),
    Key("time", Kind.NAME, "The date or moment of a record."),
    _choice("step", Step, "The step of a series; a month if not given."),
    Key("latitude", Kind.NUMBER, "Degrees north of the place, for its twilight."),
    Key("longitude", Kind.NUMBER, "Degrees east of the place; negative in America."),
    Key("season", Kind.FLAG, "Whether the time of year is allowed for as well."),
    Key("cluster", Kind.NAME, "The column whose records hang together, for wider intervals; never shown."),
    Key("benchmark", Kind.TEXT, "What events are set against, in words, such as residents in 2020."),
    Key("benchmark_counts", Kind.WHOLE_BY_NAME, "How many of the benchmark each group has.", minimum=0),
    Key("benchmark_file", Kind.TEXT, "A CSV with the columns group and count, beside the definition."),
    Key("benchmark_table", Kind.NAME, "The table whose records are the benchmark."),
    Key("benchmark_where", Kind.TEXTS_BY_NAME, f"Which of them, in all of its columns: {_CONDITION}"),
    Key("per", Kind.WHOLE, "Rates are per this many; 1000 if not given.", minimum=1),
)

SECTIONS: dict[str, tuple[Key, ...]] = {
    "definition": DEFINITION,
    "threshold": THRESHOLD,
    "table": TABLE,
    "column": COLUMN,
    "layout": LAYOUT,
    "hierarchy": HIERARCHY,
    "release": RELEASE,
    "break": BREAK,
    "analysis": ANALYSIS,
}
