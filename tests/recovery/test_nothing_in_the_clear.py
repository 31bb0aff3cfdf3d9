"""What people tell lies nowhere in the clear: in no file of the database, its log of writes among them, nor of the house."""

from collections.abc import Iterator
from pathlib import Path

from tests.journeys.house import House
from tests.recovery.filers import file_once

TOLD_IN_THE_FILE = b"Featherstonehaugh took the pewter jug. "


def test_what_was_told_is_in_no_file(house: House) -> None:
    told = file_once(house.public_url, content=TOLD_IN_THE_FILE * 500)
    reference = house.rows("SELECT reference FROM casework_case ORDER BY received_at DESC LIMIT 1")[0][0]
    secrets = (
        told.wrote.encode(),
        TOLD_IN_THE_FILE,
        told.words.encode(),
        told.words.replace(" ", "-").encode(),
    )
    found = {path: path.read_bytes() for path in files_of(house)}
    assert any(reference.encode() in raw for raw in found.values()), "these are not the files of the house"
    assert [path for path, raw in found.items() if any(secret in raw for secret in secrets)] == []


def files_of(house: House) -> Iterator[Path]:
    """All that a thief of the disk gets: the house's folder, and on PostgreSQL the server's own."""
    folders = [house.folder]
    if house.on_postgresql:
        house.rows("CHECKPOINT")
        folders.append(Path(house.rows("SHOW data_directory")[0][0]))
    return (path for folder in folders for path in folder.rglob("*") if path.is_file())
