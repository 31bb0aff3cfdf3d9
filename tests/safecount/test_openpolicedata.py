"""The same published files standardised by openpolicedata: the same counts, or a difference that is written down.

Runs only where openpolicedata is installed (it is not among the project's packages) and the real data is present.
The differences below are explained in docs/count/openpolicedata.md.
"""

from __future__ import annotations

import importlib
import importlib.util
import types
import warnings
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

import duckdb
import pytest

from safecount.ingest import IngestReport, Store
from safecount.schema import shipped_definition

Take = Callable[..., IngestReport]

RACES = {
    "asian": "ASIAN",
    "black": "BLACK",
    "white": "WHITE",
    "hispanic": "HISPANIC/LATINO",
    "latino": "HISPANIC/LATINO",
    "native": "INDIGENOUS",
    "native_american": "INDIGENOUS",
    "pacific_islander": "ASIAN/PACIFIC ISLANDER",
    "native_hawaiian": "ASIAN/PACIFIC ISLANDER",
    "multi_racial": "MULTIPLE",
    "two_or_more": "MULTIPLE",
    "other": "OTHER",
    "unknown": "UNKNOWN",
    "not_specified": "UNSPECIFIED",
    None: "UNSPECIFIED",
}
GENDERS = {
    "female": "FEMALE",
    "male": "MALE",
    "other": "OTHER",
    "unknown": "UNKNOWN",
    "unable_to_determine": "UNKNOWN",
    "not_specified": "UNSPECIFIED",
    None: "UNSPECIFIED",
}


@dataclass(frozen=True)
class Published:
    """A file both can read. `columns` are (ours, theirs); `kept_raw` are values they leave as written, by our code."""

    definition: str
    file: str
    kind: str
    agency: tuple[str, str]
    columns: tuple[tuple[str, str], ...]
    kept_raw: dict[str, tuple[str, ...]] = field(default_factory=dict)


SUBJECT = (("subject_race", "SUBJECT_RACE/ETHNICITY"), ("subject_gender", "SUBJECT_GENDER"))
OFFICER = (("officer_race", "OFFICER_RACE/ETHNICITY"), ("officer_gender", "OFFICER_GENDER"))
FILES = (
    Published(
        "minneapolis-stops",
        "stops/minneapolis_2017.csv.gz",
        "STOPS",
        ("Minneapolis", "Minnesota"),
        (("race", "SUBJECT_RACE/ETHNICITY"), ("gender", "SUBJECT_GENDER")),
        {"east_african": ("East African",)},
    ),
    Published(
        "seattle-terry-stops",
        "stops/seattle_terry_2015_2017.csv.gz",
        "TERRY STOPS",
        ("Seattle", "Washington"),
        SUBJECT + OFFICER,
        {"not_given": ("N",)},
    ),
    Published("seattle-force", "force/seattle.csv.gz", "USE OF FORCE", ("Seattle", "Washington"), SUBJECT),
    Published(
        "cincinnati-force",
        "force/cincinnati.csv.gz",
        "USE OF FORCE",
        ("Cincinnati", "Ohio"),
        SUBJECT + OFFICER,
        {"hispanic": ("HISPANIC_LATIN_", "HISPANIC LATIN")},
    ),
)


@pytest.fixture(scope="module")
def standardiser() -> types.ModuleType:
    if importlib.util.find_spec("openpolicedata") is None:
        pytest.skip("openpolicedata is not installed")
    with warnings.catch_warnings():
        # It asks for its list of sources on the web as it is imported, and warns that it cannot have it.
        warnings.simplefilter("ignore")
        return importlib.import_module("openpolicedata.preproc")


def theirs(standardiser: types.ModuleType, path: Path, published: Published) -> dict[str, Counter[str]]:
    """Return how often each of their values occurs, by column; rows alike in every column once."""
    pandas = importlib.import_module("pandas")
    frame = pandas.read_csv(path, low_memory=False).drop_duplicates()
    agency, state = published.agency
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        made, _ = standardiser.standardize(frame, published.kind, "MULTIPLE", source_name=agency, state=state)
    return {name: Counter(made[name].fillna("UNSPECIFIED").tolist()) for _, name in published.columns}


@pytest.mark.parametrize("published", FILES, ids=lambda published: published.definition)
def test_counts_agree_but_for_the_differences_written_down(
    published: Published, standardiser: types.ModuleType, shared_data: Path, take: Take, store: Store
) -> None:
    path = shared_data / published.file
    definition = shipped_definition(published.definition)
    take(definition, path)
    (table,) = definition.tables
    rows = duckdb.read_parquet(f"{store.snapshots}/*/tables/{table.name}/*/*.parquet")
    expected = theirs(standardiser, path, published)
    for column, name in published.columns:
        meaning = RACES if "race" in column else GENDERS
        counts: Counter[str] = Counter()
        for code, count in rows.aggregate(f"{column}, count(*)").fetchall():
            raw = sum(expected[name].get(text, 0) for text in published.kept_raw.get(code, ()))
            counts.update({text: expected[name].get(text, 0) for text in published.kept_raw.get(code, ())})
            counts[meaning.get(code, "")] += count - raw
        assert +counts == +expected[name], (column, name)
