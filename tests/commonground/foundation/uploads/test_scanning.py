"""The scanner, the real one: what it finds is refused by name, and what it did not see is never called clean."""

import io
import socket
import threading

import pytest

from commonground.foundation.uploads.receiving import begin, finish, take_piece
from commonground.foundation.uploads.refused import UploadRefused
from tests.commonground.foundation.uploads import samples
from tests.commonground.foundation.uploads.conftest import bytes_on_disk


def examined(content: bytes, name: str = "a.txt"):
    begun = begin(name, len(content))
    take_piece(begun, 0, io.BytesIO(content))
    return finish(begun)


def test_a_clean_file_is_scanned_by_a_real_clamd(clamd) -> None:
    assert examined(b"what happened on Main Street\n").scan == "clean"


def test_what_the_scanner_finds_is_refused_by_name_and_removed(clamd, evidence_root) -> None:
    with pytest.raises(UploadRefused, match=r"Own\.Test\.Signature"):
        examined(samples.EICAR)
    assert not bytes_on_disk(evidence_root)


def test_a_file_larger_than_the_scanner_takes_is_not_called_clean(clamd) -> None:
    assert examined(samples.mp4(3_500_000), "a.mp4").scan == "not-scanned"


@pytest.mark.parametrize("address", ["", "/nowhere/clamd.sock", "127.0.0.1:1", "nonsense"])
def test_no_scanner_means_not_scanned(settings, address: str) -> None:
    settings.CLAMD = address
    assert examined(b"what happened\n").scan == "not-scanned"


@pytest.mark.parametrize(
    "answer", [b"", b"stream: OK maybe\0", b"ERROR\0", b"stream: Access denied. ERROR\0", b"\xff\0"]
)
def test_an_answer_that_is_not_ok_means_not_scanned(settings, answer: bytes) -> None:
    server = socket.create_server(("127.0.0.1", 0))

    def serve() -> None:
        connection, _ = server.accept()
        with connection:
            while not connection.recv(65536).endswith(b"\0\0\0\0"):
                pass
            connection.sendall(answer)

    thread = threading.Thread(target=serve)
    thread.start()
    settings.CLAMD = f"127.0.0.1:{server.getsockname()[1]}"
    assert examined(b"what happened\n").scan == "not-scanned"
    thread.join()
    server.close()


def test_a_scanner_that_goes_away_in_the_middle_means_not_scanned(settings) -> None:
    server = socket.create_server(("127.0.0.1", 0))
    thread = threading.Thread(target=lambda: server.accept()[0].close())
    thread.start()
    settings.CLAMD = f"127.0.0.1:{server.getsockname()[1]}"
    assert examined(samples.mp4(3_000_000), "a.mp4").scan == "not-scanned"
    thread.join()
    server.close()
