"""A first definition guessed from data: valid as it stands, made to be edited."""

from __future__ import annotations

import tempfile
from pathlib import Path

from safecount.describe.guess import guess_columns
from safecount.describe.profile import profile
from safecount.describe.write import definition_text
from safecount.ingest.limits import DEFAULT_LIMITS, Limits
from safecount.ingest.opening import open_source
from safecount.ingest.sources import lay_out
from safecount.problems import SourceError
from safecount.schema import Layout

ROWS_LOOKED_AT = 200_000


def describe(address: str, limits: Limits = DEFAULT_LIMITS, most_rows: int = ROWS_LOOKED_AT) -> str:
    """Return the TOML of a definition guessed from the file at `address`.

    Looks at the first `most_rows` rows. Raises SourceError if the file cannot be read or holds no values.
    """
    with tempfile.TemporaryDirectory(prefix="safecount-") as folder:
        file = lay_out(address, Path(folder), 0, limits)
        source = open_source(file, Layout(name=""), Path(folder), limits)
        seen = profile(source.reader.headers, source.reader.records(()), most_rows)
    marks = {mark for column in seen.columns for mark in column.marks()}
    guesses = guess_columns(seen, marks)
    if not guesses:
        raise SourceError(f"{address}: there are headers but no values to guess from.")
    return definition_text(guesses, seen, marks, file.name)


__all__ = ["ROWS_LOOKED_AT", "describe"]
