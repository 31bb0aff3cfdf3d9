"""Every key a definition may hold: its kind, whether it must be there, and one sentence of help.

This list is the single source: the loader checks against it, the JSON schema for editors is made from it,
and a test holds the written documentation to it.
"""

from __future__ import annotations

from safecount.schema.key import Key, Kind, choice
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
from safecount.schema.model_records import Ladder

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
    Key("records", Kind.SECTIONS_BY_NAME, "Records released one by one, made coarser.", section="records"),
    Key("rates", Kind.SECTIONS_BY_NAME, "Rates of released counts by a named denominator.", section="rate"),
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
    Key(
        "sum_percent",
        Kind.NUMBER,
        "p of the p % rule: a sum is hidden where the rest is less than p % of its largest value; 10 if not given.",
    ),
    Key(
        "sum_largest",
        Kind.WHOLE,
        "n of the dominance rule: how many of the largest values it looks at, 1 or 2; 0 for no such rule; 1 if not given.",
        minimum=0,
    ),
    Key(
        "sum_dominance",
        Kind.NUMBER,
        "The percentage of a sum above which its largest values hide it; 75 if not given.",
    ),
)

TABLE = (
    choice("unit", CountUnit, "What one row stands for.", required=True),
    Key("title", Kind.TEXT, "The name a reader sees."),
    Key("key", Kind.NAME_OR_NAMES, "The columns that together tell one record from another."),
    choice(
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
    choice("type", ColumnType, "What the values are.", required=True),
    choice("role", Role, "What the column may be used for.", required=True),
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
    choice("midnight", Midnight, "Whether exactly midnight is a real time or means that it is unknown."),
    Key("missing", Kind.TEXTS, "Texts that mean nothing was written, in this column only."),
    Key("true", Kind.TEXTS, "Texts that mean yes, in place of the usual ones."),
    Key("false", Kind.TEXTS, "Texts that mean no, in place of the usual ones."),
    Key("minimum", Kind.NUMBER, "The smallest value that is believed; for dates, the first year."),
    Key("maximum", Kind.NUMBER, "The largest value that is believed; for dates, the last year."),
    choice(
        "faulty",
        Faulty,
        "What a value that cannot be read or believed does: reject its row, or count as missing.",
    ),
    choice("unlisted", Unlisted, "What to do with a spelling that no code absorbs."),
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
    Key(
        "together",
        Kind.WHOLE,
        "Publish a table for every so many of the dimensions instead of one of all: for tables with too many cells.",
    ),
)

RATE = (
    Key("numerator", Kind.NAME, "The release table whose counts are divided.", required=True),
    Key(
        "of",
        Kind.TEXT,
        "The dimension of that table over which the denominator is summed: percent of its margin.",
    ),
    Key("denominator", Kind.NAME, "Another release table with the same dimensions, whose counts divide."),
    Key("benchmark", Kind.TEXT, "What counts are divided by, in words, such as residents in 2020."),
    Key("benchmark_dimension", Kind.TEXT, "The dimension whose values the benchmark is known for."),
    Key("benchmark_counts", Kind.WHOLE_BY_NAME, "How many of the benchmark each value has.", minimum=1),
    Key("per", Kind.WHOLE, "Rates are per this many; 100 if not given.", minimum=1),
    Key("decimals", Kind.WHOLE, "Decimals that are printed, up to 6; 1 if not given.", minimum=0),
    Key("title", Kind.TEXT, "The name a reader sees."),
)

RECORDS = (
    Key("table", Kind.NAME, "The table whose records are released.", required=True),
    Key("keys", Kind.SECTIONS_BY_NAME, "Columns by which one may know a record.", True, section="record_key"),
    Key("sensitive", Kind.WHOLE_BY_NAME, "Columns told as they are, each with its l, at least 2.", minimum=2),
    Key(
        "k",
        Kind.WHOLE,
        "How many records share every key at least; the threshold's k if not given.",
        minimum=2,
    ),
    Key("left_out", Kind.NUMBER, "The share of records, 0 to 1, that may be left out; 0.05 if not given."),
    Key("title", Kind.TEXT, "The name a reader sees."),
)

RECORD_KEY = (
    Key("column", Kind.NAME, "The column; the name of the key if not given."),
    choice("ladder", Ladder, "How values become coarser; what suits the column if not given."),
    Key("coarsest", Kind.TEXT, "The highest rung that is still of use; all if not given."),
    Key("weight", Kind.NUMBER, "How dear its detail is beside that of other keys; 1 if not given."),
    Key("bands", Kind.NUMBER_LISTS, "Where bands of a number begin, finest rung first."),
    Key("longitude", Kind.NAME, "For points: the column of degrees east, beside one of degrees north."),
    Key(
        "addresses", Kind.TEXT, "For points: a CSV with latitude and longitude of every address in the city."
    ),
)

BREAK = (
    Key("on", Kind.DAY, "The first day of the new way of counting.", required=True),
    Key("what", Kind.TEXT, "What changed.", required=True),
    Key("columns", Kind.NAMES, "The columns it touches; all if not given."),
)

_CONDITION = "columns with the values that count; true or false for a column of yes and no."

ANALYSIS = (
    choice("test", Test, "The test that answers the question.", required=True),
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
    choice("step", Step, "The step of a series; a month if not given."),
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
    "rate": RATE,
    "records": RECORDS,
    "record_key": RECORD_KEY,
    "break": BREAK,
    "analysis": ANALYSIS,
}
