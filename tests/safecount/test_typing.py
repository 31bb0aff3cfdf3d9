"""Values as the field writes them: dates, times of day, zones, numbers, yes and no."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import duckdb
import pytest

from safecount.ingest import IngestReport, Store
from tests.safecount.conftest import parsed

Take = Callable[..., IngestReport]


def read(
    take: Take, store: Store, folder: Path, column: str, cells: dict[str, str]
) -> tuple[object, IngestReport]:
    """Ingest one row with one column defined by `column`; return its value as text, 'rejected' if it was."""
    table = '[tables.row]\nunit = "incident"\nidentical_rows = "many"\n[tables.row.columns]\n'
    text = f'safecount = 1\nname = "x"\ntitle = "x"\nzone = "America/New_York"\nmissing = ["NA"]\n{table}'
    text += f'other = {{ type = "text", role = "dimension" }}\nvalue = {{ {column} }}\n'
    path = folder / "x.csv"
    header = ",".join(["other", *cells])
    row = ",".join(["x", *(f'"{cell}"' for cell in cells.values())])
    path.write_text(f"{header}\n{row}\n", "utf-8")
    report = take(parsed(text), path, rebuild=True)
    if report.total("rejected"):
        return "rejected", report
    current = store.current()
    assert current is not None
    value = duckdb.read_parquet(str(store.path_of(current, current.parts[0]))).fetchone()
    assert value is not None
    return (None if value[1] is None else str(value[1])), report


MOMENT = 'type = "moment", role = "time"'
US = f'{MOMENT}, formats = ["%m/%d/%Y %I:%M:%S %p", "%m/%d/%Y %H:%M", "%m/%d/%y"]'
TWO = f'{MOMENT}, time_from = "clock"'
DATE = 'type = "date", role = "time"'
CLOCK = 'type = "clock", role = "time"'
WHOLE = 'type = "integer", role = "measure"'
NUMBER = 'type = "number", role = "measure"'
BOOLEAN = 'type = "boolean", role = "dimension"'

CASES = [
    (US, "1/7/2013 4:05:00 AM", "2013-01-07 04:05:00"),
    (US, "01/07/2013 12:00:00 AM", "2013-01-07 00:00:00"),
    (US, "1/7/2013 24:00", "2013-01-08 00:00:00"),
    (US, "12/31/2013 24:15", "2014-01-01 00:15:00"),
    (US, "1/7/13", "2013-01-07 00:00:00"),
    (US, "13/7/2013 04:00", "rejected"),
    (US, "2/30/13", "rejected"),
    (MOMENT, "2013-1-7 4:05", "2013-01-07 04:05:00"),
    (MOMENT, "2013-01-07T04:05:06.1234567", "2013-01-07 04:05:06.123456"),
    (MOMENT, "2013-01-07T04:05:06Z", "2013-01-06 23:05:06"),
    (MOMENT, "2013-02-01T04:59:59+00:00", "2013-01-31 23:59:59"),
    (MOMENT, "2013-07-01T04:00:00+02:00", "2013-06-30 22:00:00"),
    (MOMENT, "2013-01-07 24:00:00", "2013-01-08 00:00:00"),
    (MOMENT, "epoch", "rejected"),
    (MOMENT, "infinity", "rejected"),
    (MOMENT, "0001-01-01", "rejected"),
    (MOMENT + ', faulty = "missing"', "0001-01-01", None),
    (MOMENT + ", minimum = 1800", "1850-01-01 00:00", "1850-01-01 00:00:00"),
    (MOMENT + ', source_zone = "UTC"', "2013-01-07 04:05", "2013-01-06 23:05:00"),
    (MOMENT + ', midnight = "unknown"', "2013-01-07 00:00", None),
    (MOMENT + ', formats = ["epoch_ms"]', "1609777980000", "2021-01-04 11:33:00"),
    (MOMENT + ', formats = ["epoch_s"]', "1609777980", "2021-01-04 11:33:00"),
    (MOMENT + ', formats = ["excel"]', "41281.5", "2013-01-07 12:00:00"),
    (MOMENT + ', formats = ["%Y-%m-%d %H:%M %z"]', "2013-01-07 04:05 +0000", "2013-01-06 23:05:00"),
    (DATE, "2013-01-07", "2013-01-07"),
    (DATE, "20130107", "rejected"),
    (DATE + ', formats = ["%Y%m%d"]', "20130107", "2013-01-07"),
    (CLOCK, "4:05", "04:05:00"),
    (CLOCK, "4:05 PM", "16:05:00"),
    (CLOCK, "0019", "00:19:00"),
    (CLOCK, "19", "00:19:00"),
    (CLOCK, "930", "09:30:00"),
    (CLOCK, "2400", "00:00:00"),
    (CLOCK, "21:08:00.0000000", "21:08:00"),
    (CLOCK, "25:00", "rejected"),
    (WHOLE, "7", "7"),
    (WHOLE, "-7", "-7"),
    (WHOLE, "007", "7"),
    (WHOLE, "7.0", "7"),
    (WHOLE, "1,234", "1234"),
    (WHOLE, "7.5", "rejected"),
    (WHOLE, "1e3", "rejected"),
    (WHOLE, "0x1F", "rejected"),
    (WHOLE, "1_000", "rejected"),
    (WHOLE, "99999999999999999999", "rejected"),
    (WHOLE + ", maximum = 5", "7", "rejected"),
    (WHOLE + ', maximum = 5, faulty = "missing"', "7", None),
    (NUMBER, "1,234.5", "1234.5"),
    (NUMBER, "-.5", "-0.5"),
    (NUMBER, "nan", "rejected"),
    (NUMBER, "inf", "rejected"),
    (NUMBER, "1_0", "rejected"),
    (BOOLEAN, "Yes", "True"),
    (BOOLEAN, "0.0", "False"),
    (BOOLEAN, "perhaps", "rejected"),
    (BOOLEAN + ', true = ["ja"], false = ["nein"]', "JA", "True"),
    ('type = "text", role = "dimension"', " \u00a0x  y\t", "x  y"),
    ('type = "text", role = "dimension"', "NA", None),
    ('type = "text", role = "dimension", missing = ["0"]', "0", None),
]


@pytest.mark.parametrize(("column", "cell", "expected"), CASES)
def test_one_value(
    take: Take, store: Store, tmp_path: Path, column: str, cell: str, expected: str | None
) -> None:
    assert read(take, store, tmp_path, column, {"value": cell})[0] == expected


@pytest.mark.parametrize(
    ("day", "clock", "expected"),
    [
        ("2013-01-07", "4:05 PM", "2013-01-07 16:05:00"),
        ("2013-01-07", "24:00", "2013-01-08 00:00:00"),
        ("2013-01-07", "19", "2013-01-07 00:19:00"),
        ("2013-01-07", "", None),
        ("2013-01-07", "late", "rejected"),
        ("", "16:05", None),
    ],
)
def test_a_date_and_a_time_of_day_make_a_moment(
    take: Take, store: Store, tmp_path: Path, day: str, clock: str, expected: str | None
) -> None:
    assert read(take, store, tmp_path, TWO, {"value": day, "clock": clock})[0] == expected


def test_a_moment_always_keeps_its_date(take: Take, store: Store, tmp_path: Path) -> None:
    read(take, store, tmp_path, TWO, {"value": "2013-01-07", "clock": ""})
    current = store.current()
    assert current is not None
    row = duckdb.sql(
        f"SELECT value, value_date::VARCHAR FROM '{store.path_of(current, current.parts[0])}'"
    ).fetchone()
    assert row == (None, "2013-01-07")


def test_a_file_without_the_column_of_times_has_no_times(take: Take, store: Store, tmp_path: Path) -> None:
    assert read(take, store, tmp_path, TWO, {"value": "2013-01-07"})[0] is None


def test_a_faulty_value_taken_as_missing_is_counted(take: Take, store: Store, tmp_path: Path) -> None:
    _, report = read(take, store, tmp_path, WHOLE + ', minimum = 9, faulty = "missing"', {"value": "7"})
    assert report.tables[0].faulty == {"value": 1}


def test_future_and_midnight_rows_are_counted(take: Take, store: Store, tmp_path: Path) -> None:
    text = """
        safecount = 1
        name = "x"
        title = "x"
        zone = "UTC"
        [tables.row]
        unit = "incident"
        month = "value"
        [tables.row.columns]
        value = { type = "moment", role = "time" }
        other = { type = "text", role = "dimension" }
    """
    path = tmp_path / "x.csv"
    path.write_text("value,other\n2031-01-01 00:00,x\n2021-01-01 10:00,x\n", "utf-8")
    (table,) = take(parsed(text), path).tables
    assert (table.future, table.midnight) == (1, {"value": 1})
