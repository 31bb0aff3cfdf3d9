"""People who file, as many at once as wanted, through the public door; and the proof that nothing of theirs was lost."""

import hashlib
import html
import http.client
import json
import os
import re
import secrets
import subprocess
import sys
import time
import urllib.parse
import urllib.request
from dataclasses import asdict, dataclass
from pathlib import Path

from tests.journeys.house import PROJECT, House

FORM = "/tell-us/complaint/"
WORDS = re.compile(r'<p class="tell-words__line">([^<]+)</p>')
HIDDEN = re.compile(r'<input type="hidden" name="([^"]+)" value="([^"]*)"')
EDGE = "edge-of-a-part"


@dataclass(frozen=True)
class Receipt:
    """What a person holds after filing: the words, what they wrote, and the SHA-256 of their file ("" for none)."""

    words: str
    wrote: str
    file_sha256: str
    seconds: float


class NotFiled(Exception):
    """The door was not there, or it said no: the person holds no receipt and tries again."""


def file_once(address: str, *, content: bytes = b"", timeout: float = 60) -> Receipt:
    """Files one complaint, with a file where `content` is given. Raises `NotFiled`."""
    wrote = f"It happened on {secrets.token_hex(8)} street."
    fields = [("category", "rude"), ("what_happened", wrote)]
    start = time.perf_counter()
    try:
        if content:
            fields = _with_file(address, fields, content, timeout)
        page = _post(address, [*fields, ("step", "check"), ("go", "send")], timeout)
    except (OSError, http.client.HTTPException) as away:
        raise NotFiled(str(away)) from away
    found = WORDS.search(page)
    if found is None:
        raise NotFiled(re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", page))[:300])
    digest = hashlib.sha256(content).hexdigest() if content else ""
    return Receipt(html.unescape(found[1]), wrote, digest, time.perf_counter() - start)


def _with_file(
    address: str, fields: list[tuple[str, str]], content: bytes, timeout: float
) -> list[tuple[str, str]]:
    """Sends the page of files as a browser without scripts does, and takes what the next page carries."""
    parts = [*fields, ("step", "files"), ("go", "next"), ("keep_metadata", "on")]
    body = b"".join(
        f'--{EDGE}\r\nContent-Disposition: form-data; name="{name}"\r\n\r\n{value}\r\n'.encode()
        for name, value in parts
    )
    body += f'--{EDGE}\r\nContent-Disposition: form-data; name="file"; filename="seen.txt"\r\n'.encode()
    body += b"Content-Type: text/plain\r\n\r\n" + content + f"\r\n--{EDGE}--\r\n".encode()
    page = _send(address, body, f"multipart/form-data; boundary={EDGE}", timeout)
    carried = [(html.unescape(name), html.unescape(value)) for name, value in HIDDEN.findall(page)]
    tokens = [(name, value) for name, value in carried if name == "sent_before"]
    if not tokens:
        raise NotFiled(
            "the file was not taken in: " + re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", page))[:300]
        )
    return [*fields, *tokens]


def _post(address: str, fields: list[tuple[str, str]], timeout: float) -> str:
    return _send(
        address, urllib.parse.urlencode(fields).encode(), "application/x-www-form-urlencoded", timeout
    )


def _send(address: str, body: bytes, kind: str, timeout: float) -> str:
    headers = {"Content-Type": kind, "Origin": address, "Sec-Fetch-Site": "same-origin"}
    request = urllib.request.Request(address + FORM, data=body, headers=headers)
    with urllib.request.urlopen(request, timeout=timeout) as answer:
        return answer.read().decode()


def check_all(house: House, receipts: list[Receipt], folder: Path) -> dict[str, int]:
    """Comes back with every receipt, as the owner of the tables, and counts what is there and what is not."""
    held = folder / "receipts.json"
    held.write_text(json.dumps([asdict(one) for one in receipts]))
    done = subprocess.run(
        [sys.executable, "-m", "tests.recovery.filers", str(held)],
        env=house.environment("public", "owner"),
        cwd=PROJECT,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stdout + done.stderr
    counts: dict[str, int] = json.loads(done.stdout.splitlines()[-1])
    return counts


def _check(held: list[dict[str, object]]) -> dict[str, int]:
    from commonground.casework.evidence import open_evidence
    from commonground.casework.models import Case, EvidenceFile
    from commonground.casework.queries.by_receipt import case_by_receipt
    from commonground.foundation.vault import open_receipt, read_receipt

    counts = {
        "receipts": len(held),
        "there": 0,
        "whole": 0,
        "cases": Case.objects.filter(category="rude").count(),
    }
    for one in held:
        found = case_by_receipt(open_receipt(read_receipt(str(one["words"]))))
        if found is None or one["wrote"] not in found.answers.values():
            continue
        counts["there"] += 1
        digests = {
            hashlib.sha256(b"".join(open_evidence(file, found.shared))).hexdigest()
            for file in EvidenceFile.objects.filter(case_id=found.case_id)
        }
        counts["whole"] += digests == ({one["file_sha256"]} if one["file_sha256"] else set())
    return counts


if __name__ == "__main__":
    import django

    django.setup()
    sys.stdout.write(json.dumps(_check(json.loads(Path(sys.argv[1]).read_text()))) + os.linesep)
