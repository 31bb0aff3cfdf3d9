"""Sources on other machines: an S3-compatible store and HTTPS, both really spoken, on loopback."""

from __future__ import annotations

import datetime
import gzip
import hashlib
import http.server
import ipaddress
import ssl
import threading
import urllib.parse
from collections.abc import Callable, Iterator
from pathlib import Path
from xml.sax.saxutils import escape

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

from safecount.ingest import IngestReport
from safecount.problems import SourceError
from safecount.schema import Definition

Take = Callable[..., IngestReport]
HEADERS = "number,stopped,race,age\n"
OBJECTS = {
    "2026/january.csv": (HEADERS + "1,2026-01-05,White,7\n").encode(),
    "2026/february.csv": (HEADERS + "2,2026-02-05,White,7\n").encode(),
    "2026/march.csv.gz": gzip.compress((HEADERS + "3,2026-03-05,White,7\n").encode(), mtime=0),
}


class _Bucket(http.server.BaseHTTPRequestHandler):
    """As much of S3 as a reader needs: ListObjectsV2, HeadObject, GetObject with ranges; any signature will do."""

    protocol_version = "HTTP/1.1"

    def do_HEAD(self) -> None:
        self._answer(with_body=False)

    def do_GET(self) -> None:
        self._answer(with_body=True)

    def _answer(self, *, with_body: bool) -> None:
        split = urllib.parse.urlsplit(self.path)
        key = urllib.parse.unquote(split.path).removeprefix("/exports").lstrip("/")
        if not key:
            query = urllib.parse.parse_qs(split.query)
            return self._send(200, _listing(query.get("prefix", [""])[0]), with_body, "application/xml")
        content = OBJECTS.get(key)
        if content is None:
            missing = b"<Error><Code>NoSuchKey</Code><Message>There is no such key.</Message></Error>"
            return self._send(404, missing, with_body, "application/xml")
        first, _, last = self.headers.get("Range", "bytes=0-").removeprefix("bytes=").partition("-")
        part = content[int(first) : int(last) + 1 if last else len(content)]
        return self._send(206 if "Range" in self.headers else 200, part, with_body, "text/csv")

    def _send(self, status: int, content: bytes, with_body: bool, kind: str) -> None:
        self.send_response(status)
        self.send_header("Content-Type", kind)
        self.send_header("Content-Length", str(len(content)))
        self.send_header("ETag", f'"{hashlib.md5(content, usedforsecurity=False).hexdigest()}"')
        self.send_header("Last-Modified", "Sat, 21 Nov 2026 12:00:00 GMT")
        self.end_headers()
        if with_body:
            self.wfile.write(content)

    def log_message(self, *arguments: object) -> None:
        """Say nothing."""


def _listing(prefix: str) -> bytes:
    found = [key for key in sorted(OBJECTS) if key.startswith(prefix)]
    items = "".join(
        f"<Contents><Key>{escape(key)}</Key><Size>{len(OBJECTS[key])}</Size><ETag>x</ETag>"
        "<LastModified>2026-11-21T12:00:00.000Z</LastModified><StorageClass>STANDARD</StorageClass></Contents>"
        for key in found
    )
    return (
        '<?xml version="1.0" encoding="UTF-8"?><ListBucketResult '
        'xmlns="http://s3.amazonaws.com/doc/2006-03-01/"><Name>exports</Name>'
        f"<Prefix>{escape(prefix)}</Prefix><KeyCount>{len(found)}</KeyCount><MaxKeys>1000</MaxKeys>"
        f"<IsTruncated>false</IsTruncated>{items}</ListBucketResult>"
    ).encode()


class _Files(http.server.BaseHTTPRequestHandler):
    """Serves the first object, whatever is asked."""

    def do_GET(self) -> None:
        content = OBJECTS["2026/january.csv"]
        self.send_response(200)
        self.send_header("Content-Length", str(len(content)))
        self.end_headers()
        self.wfile.write(content)

    def log_message(self, *arguments: object) -> None:
        """Say nothing."""


def _serving(server: http.server.ThreadingHTTPServer) -> Iterator[int]:
    server.daemon_threads = True
    with server:
        thread = threading.Thread(target=server.serve_forever)
        thread.start()
        yield server.server_port
        server.shutdown()
        thread.join()


@pytest.fixture
def bucket(monkeypatch: pytest.MonkeyPatch) -> Iterator[str]:
    for port in _serving(http.server.ThreadingHTTPServer(("127.0.0.1", 0), _Bucket)):
        monkeypatch.setenv("AWS_ENDPOINT_URL_S3", f"http://127.0.0.1:{port}")
        monkeypatch.setenv("AWS_ACCESS_KEY_ID", "reader")
        monkeypatch.setenv("AWS_SECRET_ACCESS_KEY", "reader")
        monkeypatch.setenv("AWS_DEFAULT_REGION", "us-east-1")
        yield "s3://exports"


def test_an_s3_compatible_store(bucket: str, take: Take, small: Definition) -> None:
    report = take(small, f"{bucket}/2026/january.csv")
    assert (report.total("accepted"), report.files[0].sha256) == (
        1,
        hashlib.sha256(OBJECTS["2026/january.csv"]).hexdigest(),
    )
    every = take(small, f"{bucket}/2026/*", rebuild=True)
    assert [file.address.rpartition("/")[2] for file in every.files] == [
        "february.csv",
        "january.csv",
        "march.csv.gz",
    ]
    assert every.total("accepted") == 3


def test_what_is_not_in_the_store_is_a_sentence(bucket: str, take: Take, small: Definition) -> None:
    with pytest.raises(SourceError, match=r"nowhere\.csv"):
        take(small, f"{bucket}/nowhere.csv")
    with pytest.raises(SourceError, match="nothing matches"):
        take(small, f"{bucket}/2031/*.csv")


@pytest.fixture
def certificate(tmp_path: Path) -> Path:
    """A certificate for 127.0.0.1, signed by itself, with its key in one file."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "loopback")])
    now = datetime.datetime.now(tz=datetime.UTC)
    loopback = x509.IPAddress(ipaddress.ip_address("127.0.0.1"))
    made = (
        x509.CertificateBuilder(name, name, key.public_key(), x509.random_serial_number())
        .not_valid_before(now - datetime.timedelta(hours=1))
        .not_valid_after(now + datetime.timedelta(hours=1))
        .add_extension(x509.SubjectAlternativeName([loopback]), critical=False)
        .add_extension(x509.BasicConstraints(ca=True, path_length=None), critical=True)
        .sign(key, hashes.SHA256())
    )
    path = tmp_path / "loopback.pem"
    secret = key.private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )
    path.write_bytes(made.public_bytes(serialization.Encoding.PEM) + secret)
    return path


@pytest.fixture
def secure(certificate: Path) -> Iterator[str]:
    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), _Files)
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(certificate)
    server.socket = context.wrap_socket(server.socket, server_side=True)
    for port in _serving(server):
        yield f"https://127.0.0.1:{port}"


def test_https_asks_for_a_certificate_it_trusts(
    secure: str, certificate: Path, take: Take, small: Definition, monkeypatch: pytest.MonkeyPatch
) -> None:
    with pytest.raises(SourceError, match="certificate"):
        take(small, f"{secure}/stops.csv")
    monkeypatch.setenv("SSL_CERT_FILE", str(certificate))
    assert take(small, f"{secure}/stops.csv?year=2026").total("accepted") == 1
