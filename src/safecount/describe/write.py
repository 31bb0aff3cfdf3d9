"""Writes a guessed definition as TOML that is valid as it stands and made to be edited."""

from __future__ import annotations

import json
import re

from safecount.describe.guess import Guess, best_key, best_month
from safecount.describe.profile import FileProfile
from safecount.schema import ColumnType, Role

_UNITS = (
    ("force", "application"),
    ("complaint", "complaint"),
    ("call", "call"),
    ("stop", "person"),
    ("search", "person"),
)


def _text(value: str) -> str:
    """Return a TOML text; JSON's escapes are TOML's, but for the delete character and pairs of surrogates."""
    return json.dumps(value, ensure_ascii=False).replace("\x7f", "\\u007f")


def _texts(values: tuple[str, ...]) -> str:
    return "[" + ", ".join(_text(value) for value in values) + "]"


def _dataset_name(file_name: str) -> str:
    stem = re.sub(
        r"(\.(csv|tsv|txt|jsonl?|ndjson|geojson|xlsx|xlsm|parquet|gz|bz2|xz|zip))+$", "", file_name.lower()
    )
    return re.sub(r"[^a-z0-9]+", "-", stem).strip("-")[:60] or "dataset"


def _column_line(guess: Guess, key: Guess | None, month: Guess | None) -> str:
    parts = [] if guess.header == guess.name else [f"from = {_text(guess.header)}"]
    if guess.time_header:
        parts.append(f"time_from = {_text(guess.time_header)}")
    parts.append(f'type = "{guess.type}"')
    if guess.codes is not None:
        parts.append(f'codes = "{guess.name}"')
    parts.append(f'role = "{guess.role}"')
    if guess.formats and guess.formats != ("iso",):
        parts.append(f"formats = {_texts(guess.formats)}")
    if guess.time_formats:
        parts.append(f"time_formats = {_texts(guess.time_formats)}")
    if guess is month and guess is not key and guess.complete:
        parts.append("required = true")
    remark = f"  # {guess.remark}" if guess.remark else ""
    return f"{guess.name} = {{ {', '.join(parts)} }}{remark}"


def _code_lists(guesses: list[Guess]) -> list[str]:
    lines = []
    for guess in guesses:
        if guess.codes is not None:
            lines += [f"[codes.{guess.name}]"]
            lines += [f"{code} = {_texts(spellings)}" for code, spellings in guess.codes.items()]
            lines.append("")
    return lines


def _table(guesses: list[Guess], file_name: str) -> list[str]:
    key, month = best_key(guesses), best_month(guesses)
    unit = next((unit for word, unit in _UNITS if word in file_name.lower()), "incident")
    lines = [
        "[tables.record]",
        f'unit = "{unit}"  # What one row stands for: incident, person, application, call, …',
    ]
    if key:
        lines.append(f'key = "{key.name}"')
    else:
        lines.append(
            '# No column tells the rows apart. Write "one" if rows alike in every column are one record.'
        )
        lines.append('identical_rows = "many"')
    if month:
        lines.append(f'month = "{month.name}"')
    return lines


def _releases(guesses: list[Guess]) -> list[str]:
    dimensions = [
        guess.name for guess in guesses if guess.type is ColumnType.CODE and guess.role is not Role.SENSITIVE
    ]
    if not dimensions:
        return []
    return ["", "[releases.first]", 'table = "record"', f"dimensions = {_texts(tuple(dimensions[:2]))}"]


def definition_text(guesses: list[Guess], seen: FileProfile, marks: set[str], file_name: str) -> str:
    """Return the TOML of a guessed definition of the file called `file_name`."""
    held = {header for guess in guesses for header in (guess.header, guess.time_header) if header}
    ignored = tuple(dict.fromkeys(column.header for column in seen.columns if column.header not in held))
    whole = f"all {seen.rows:,} rows" if seen.complete else f"the first {seen.rows:,} rows"
    name = _dataset_name(file_name)
    lines = [
        f"# Guessed from {whole} of {_text(file_name)[1:-1]}. Every line is to be checked and edited.",
        "safecount = 1",
        f"name = {_text(name)}",
        f"title = {_text(name.replace('-', ' ').capitalize())}",
        'zone = "UTC"  # The city\'s own time zone, such as America/Chicago.',
        f"missing = {_texts(tuple(sorted(marks)))}",
        "",
        *_code_lists(guesses),
        *_table(guesses, file_name),
    ]
    if ignored:
        lines.append(f"ignored = {_texts(ignored)}  # Empty in every row, or without a header of its own.")
    key, month = best_key(guesses), best_month(guesses)
    lines += ["", "[tables.record.columns]", *(_column_line(guess, key, month) for guess in guesses)]
    return "\n".join([*lines, *_releases(guesses)]) + "\n"
