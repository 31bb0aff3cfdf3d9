"""The columns of a register of commitments as a spreadsheet: what export writes and import reads. Pure.

`docs/reference/commitments-csv.md` says the same, and a test compares the two.
"""

from dataclasses import dataclass


@dataclass(frozen=True)
class Column:
    """`read` is false for what export adds for readers and import passes over."""

    name: str
    meaning: str
    read: bool = True


COLUMNS: tuple[Column, ...] = (
    Column(
        "number",
        "Label of the commitment, such as 6 or 4a. Required; finds the commitment that a row is about.",
    ),
    Column("statement", "What was promised, up to 600 characters. Required for a commitment that is new."),
    Column("statement_es", "The same in Spanish."),
    Column("detail", "More about it; Markdown."),
    Column("detail_es", "The same in Spanish."),
    Column("topic_number", "Number of its topic; a topic that is new needs its name too."),
    Column("topic", "Name of its topic."),
    Column("bodies", "Responsible public bodies, separated by semicolons; one that is new is added."),
    Column("owner_title", "Title of who answers for it, as the public reads it."),
    Column("owner_name", "Name of who answers for it, where the city publishes it."),
    Column(
        "status", "Key or name of one of the city's statuses, in English or Spanish; empty when not known."
    ),
    Column("percent", "Whole number from 0 to 100, with or without %; empty when not known."),
    Column("start", "When work began: 2025-05-06, 2025-05, 2025-Q2, 2025, or as people write (May 2025)."),
    Column("estimated", "When it is expected to be implemented; every earlier estimate is kept."),
    Column("implemented", "When it was implemented."),
    Column(
        "reported_implemented",
        "yes when somebody says it is implemented; shown so until evidence is attached.",
    ),
    Column("on_hold", "yes when it is on hold."),
    Column("held_since", "Since when it is on hold."),
    Column("hold_reason", "Why it is on hold."),
    Column("hold_reason_es", "The same in Spanish."),
    Column("resume", "When work is expected to resume."),
    Column("next_update_by", "Day by which the next update is promised: 2025-05-06."),
    Column("as_of", "Day for which the row is true: 2025-05-06."),
    Column("as_of_note", "Where that day is not known: words that say what is."),
    Column("state", "Where it stands when claims and evidence are weighed.", read=False),
    Column("late", "yes when a promised date has passed.", read=False),
    Column("evidence", "How many pieces of evidence count.", read=False),
    Column("last_updated", "Day of the last update.", read=False),
    Column("address", "Its public page.", read=False),
)
NAMES = tuple(column.name for column in COLUMNS)
READ = tuple(column.name for column in COLUMNS if column.read)
REQUIRED = "number"

# Headings that spreadsheets use for the same thing.
ALIASES = {
    "no": "number",
    "no.": "number",
    "#": "number",
    "recommendation number": "number",
    "title": "statement",
    "recommendation": "statement",
    "responsible body": "bodies",
    "responsible bodies": "bodies",
    "department": "bodies",
    "percent implemented": "percent",
    "percent complete": "percent",
    "% complete": "percent",
    "start date": "start",
    "estimated implementation": "estimated",
    "estimated date": "estimated",
    "due date": "estimated",
    "implementation": "implemented",
    "implementation date": "implemented",
    "ticked as implemented": "reported_implemented",
    "owner": "owner_title",
    "next update by": "next_update_by",
}

_FORMULA = ("=", "+", "-", "@", "\t", "\r")


def column_named(heading: str) -> str | None:
    """The column that a heading means, whatever its case, spaces or underscores; None when it is none of ours."""
    plain = " ".join(heading.replace("\ufeff", "").replace("_", " ").casefold().split())
    by_name = {name.replace("_", " "): name for name in NAMES}
    return by_name.get(plain) or ALIASES.get(plain)


def harmless(cell: str) -> str:
    """A cell that a spreadsheet will not run: an apostrophe is put before = + - @, tab and return."""
    return f"'{cell}" if cell.lstrip("'").startswith(_FORMULA) else cell


def as_typed(cell: str) -> str:
    """Takes back what `harmless` put before."""
    return cell[1:] if cell.startswith("'") and cell.lstrip("'").startswith(_FORMULA) else cell
