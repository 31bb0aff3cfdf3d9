"""The survey and the exact reader see the same records at the same places, on anything the survey calls clean."""

from __future__ import annotations

import tempfile
from pathlib import Path
from unittest import mock

from hypothesis import given, settings
from hypothesis import strategies as st

from safecount.ingest import survey as survey_module
from safecount.ingest.csv_reader import CsvReader
from safecount.ingest.dialect import Dialect
from safecount.ingest.limits import Limits
from safecount.ingest.survey import locate, survey

text = st.text(alphabet='ab,"\n\r é\x00', max_size=80)


@settings(max_examples=300, deadline=None)
@given(text, st.sampled_from([7, 16, 1024]))
def test_clean_means_every_reader_sees_the_same(body: str, window: int) -> None:
    content = f"a,b\n{body}".encode()
    with tempfile.TemporaryDirectory() as folder, mock.patch.object(survey_module, "_WINDOW", window):
        path = Path(folder) / "x.csv"
        path.write_bytes(content)
        seen = survey(path, ",", Limits())
        if seen.untidy:
            return
        records = list(CsvReader(path, "utf-8", Dialect(","), Limits()).records(()))
        assert seen.records - 1 == len(records)
        found = dict(locate(path, range(1, seen.records), Limits()))
    assert [found[number].original for number in sorted(found)] == [record.original for record in records]
    assert [found[number].line for number in sorted(found)] == [record.line for record in records]


def _untidy(content: bytes, tmp_path: Path, limits: Limits | None = None) -> str:
    path = tmp_path / "x.csv"
    path.write_bytes(content)
    return survey(path, ",", limits or Limits()).untidy


def test_what_is_not_clean(tmp_path: Path) -> None:
    assert _untidy(b"a,b\n1,2\n", tmp_path) == ""
    assert _untidy(b'a,b\r\n"1\n",2\r\n', tmp_path) != ""
    assert _untidy(b"a,b\n\n1,2\n", tmp_path) != ""
    assert _untidy(b'a,b\n1,5" pipe\n', tmp_path) != ""
    assert _untidy(b'a,b\n1,"open\n', tmp_path) != ""
    assert _untidy(b"a,b\n1,\xff\n", tmp_path) != ""
    assert _untidy(b"a,b\n1,\xc3", tmp_path) != ""
    assert _untidy(b"a,b\n1,2\0\n", tmp_path) != ""
    assert _untidy(b"a,b\n" + b"x" * 50 + b",2\n", tmp_path, Limits(record_bytes=20)) != ""


def test_characters_cut_by_a_window_are_whole(tmp_path: Path) -> None:
    path = tmp_path / "x.csv"
    path.write_text("a,b\n" + "é,ü\n" * 20, "utf-8")
    for window in range(3, 12):
        with mock.patch.object(survey_module, "_WINDOW", window):
            assert survey(path, ",", Limits()).untidy == ""
            assert survey(path, ",", Limits()).records == 21
