"""Rates with their denominators; distinct persons and quantiles that are refused; results in a notebook."""

from __future__ import annotations

from pathlib import Path

import pytest

from safecount.cubes import (
    CountedTable,
    Engine,
    count_files,
    distinct_counts,
    quantiles,
    ratio,
    share,
)
from safecount.problems import SafecountError
from tests.safecount.conftest import parsed
from tests.safecount.cubes.plain import MEASURED, release_text, write_records

DEFINITION = parsed(release_text(extra=MEASURED))


def _searched(tmp_path: Path, engine: Engine) -> CountedTable:
    records = [{"searched": True, "race": "white"}] * 3 + [{"searched": False, "race": "white"}] * 5
    records += [{"searched": None, "race": "white"}] * 2 + [{"searched": False, "race": "black"}] * 4
    text = (
        release_text(()) + '[releases.x]\ntable = "stop"\ndimensions = ["race", "searched", "race.broad"]\n'
    )
    path = write_records(tmp_path / "x.parquet", records)
    return count_files(parsed(text), {"stop": [path]}, engine=engine)[0]


def test_shares_name_their_denominator(engine: Engine, tmp_path: Path) -> None:
    counted = _searched(tmp_path, engine)
    rates = share(counted, "searched", ["true"])
    rows = [tuple(row.values()) for row in rates.cells.to_pylist()]
    assert rows == [
        ("*", "*", 3, 14, 3 / 14),
        ("*", "of_colour", 0, 4, 0.0),
        ("black", "of_colour", 0, 4, 0.0),
        ("*", "white", 3, 10, 0.3),
        ("white", "white", 3, 10, 0.3),
    ]
    assert (rates.numerator, rates.denominator) == ("Searched: Yes", "Searched: all")
    known = share(counted, "searched", ["true"], among=["true", "false"])
    assert known.denominator == "Searched: Yes, No"
    assert known.cells.to_pylist()[0]["denominator"] == 12
    assert "Not protected" in rates._repr_html_()
    of_colour = share(counted, "race.broad", ["of_colour"])
    assert of_colour.cells.to_pylist()[0] == {
        "searched": "*",
        "numerator": 4,
        "denominator": 14,
        "rate": 4 / 14,
    }


def test_shares_that_mean_nothing_are_refused(engine: Engine, tmp_path: Path) -> None:
    counted = _searched(tmp_path, engine)
    for dimension in ("race", "beat"):
        with pytest.raises(SafecountError, match=r"Use one of searched, race.broad"):
            share(counted, dimension, ["white"])
    with pytest.raises(SafecountError, match="in both"):
        share(counted, "searched", ["missing"], among=["true"])


def test_ratios_divide_tables_of_the_same_dimensions(engine: Engine, tmp_path: Path) -> None:
    text = release_text(()) + '[releases.x]\ntable = "stop"\ndimensions = ["race"]\n'
    tables = []
    for name, races in (("a", ["white", "black"]), ("b", ["white", "white", None])):
        path = write_records(tmp_path / f"{name}.parquet", [{"race": race} for race in races])
        tables += count_files(parsed(text), {"stop": [path]}, engine=engine)
    rows = [tuple(row.values()) for row in ratio(*tables).cells.to_pylist()]
    assert rows == [("*", 2, 3, 2 / 3), ("white", 1, 2, 0.5), ("missing", 0, 1, 0.0), ("black", 1, 0, None)]
    with pytest.raises(SafecountError, match="same dimensions"):
        ratio(tables[0], _searched(tmp_path, engine))


def test_what_is_not_counted_so_is_refused(tmp_path: Path) -> None:
    for who in ("race", "nobody"):
        with pytest.raises(SafecountError, match="number or officer or badge"):
            distinct_counts(DEFINITION, [], "time", who)
    with pytest.raises(SafecountError, match="no release table"):
        distinct_counts(DEFINITION, [], "nowhere", "officer")
    with pytest.raises(SafecountError, match="no measure"):
        quantiles(DEFINITION, [], "time")
    for text in ("0", "1", "half", "1/0", "nan"):
        with pytest.raises(SafecountError, match="between 0 and 1"):
            quantiles(DEFINITION, [], "minutes", [text])


def test_results_show_themselves(tmp_path: Path) -> None:
    path = write_records(tmp_path / "x.parquet", [{"race": "white", "minutes": 3, "officer": "7"}] * 60)
    assert "p50" in quantiles(DEFINITION, [path], "minutes")._repr_html_()
    assert "different officer" in distinct_counts(DEFINITION, [path], "race", "officer")._repr_html_()
