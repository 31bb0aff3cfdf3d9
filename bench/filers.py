"""People who file, in a process of their own and on as little processor time as it takes: they run on the machine they measure.

Run by `bench.intake`; prints one line of JSON: what each person holds afterwards, and the processor time that they took.
"""

import argparse
import asyncio
import hashlib
import html
import json
import os
import re
import secrets
import sys
import time
from contextlib import suppress
from dataclasses import asdict, dataclass, field
from urllib.parse import urlencode, urlsplit

from tests.recovery.filers import EDGE, FORM, HIDDEN, WORDS, NotFiled, Receipt

LONGEST = 300  # seconds that anybody waits for an answer
LENGTH = re.compile(rb"\r\ncontent-length: *(\d+)", re.IGNORECASE)

Pair = tuple[asyncio.StreamReader, asyncio.StreamWriter]


@dataclass
class Door:
    """The public door's address, and connections to it that nobody uses at this moment."""

    address: str
    free: list[Pair] = field(default_factory=list)

    async def post(self, kind: str, *body: bytes) -> str:
        """Sends a form, and gives the page that comes back. Raises `NotFiled`."""
        there = urlsplit(self.address)
        head = (
            f"POST {FORM} HTTP/1.1\r\nHost: {there.netloc}\r\nOrigin: {self.address}\r\nSec-Fetch-Site: same-origin\r\n"
            f"Content-Type: {kind}\r\nContent-Length: {sum(map(len, body))}\r\n\r\n"
        )
        try:
            reader, writer = self.free.pop() if self.free else await self._connected(there.port or 80)
            for part in (head.encode(), *body):
                writer.write(part)
            await writer.drain()
            answer = await reader.readuntil(b"\r\n\r\n")
            length = LENGTH.search(answer)
            page = (await reader.readexactly(int(length[1]) if length else 0)).decode()
        except (OSError, asyncio.IncompleteReadError) as away:
            raise NotFiled(type(away).__name__) from away
        self.free.append((reader, writer))
        return page

    async def _connected(self, port: int) -> Pair:
        return await asyncio.open_connection("127.0.0.1", port, limit=4 * 1024 * 1024)

    async def file_once(self, size: int) -> Receipt:
        """One complaint, with a file where `size` is given. Raises `NotFiled`."""
        wrote = f"It happened on {secrets.token_hex(8)} street."
        fields = [("category", "rude"), ("what_happened", wrote)]
        began, digest = time.perf_counter(), ""
        if size:
            content = os.urandom(1024).hex().encode() * (size // 2048)
            digest = hashlib.sha256(content).hexdigest()
            fields += await self._sent_file(fields, content)
        form = urlencode([*fields, ("step", "check"), ("go", "send")]).encode()
        page = await self.post("application/x-www-form-urlencoded", form)
        found = WORDS.search(page)
        if found is None:
            raise NotFiled(_sentence(page))
        return Receipt(html.unescape(found[1]), wrote, digest, time.perf_counter() - began)

    async def _sent_file(self, fields: list[tuple[str, str]], content: bytes) -> list[tuple[str, str]]:
        """The page of files, as a browser without scripts sends it; gives what the next page carries."""
        parts = [*fields, ("step", "files"), ("go", "next"), ("keep_metadata", "on")]
        before = "".join(
            f'--{EDGE}\r\nContent-Disposition: form-data; name="{name}"\r\n\r\n{value}\r\n'
            for name, value in parts
        )
        before += (
            f'--{EDGE}\r\nContent-Disposition: form-data; name="file"; filename="seen.txt"\r\n'
            "Content-Type: text/plain\r\n\r\n"
        )
        page = await self.post(
            f"multipart/form-data; boundary={EDGE}", before.encode(), content, f"\r\n--{EDGE}--\r\n".encode()
        )
        carried = [(html.unescape(name), html.unescape(value)) for name, value in HIDDEN.findall(page)]
        if not (tokens := [pair for pair in carried if pair[0] == "sent_before"]):
            raise NotFiled("the file was not taken in: " + _sentence(page))
        return tokens


async def crowd(door: Door, filings: int, people: int, size: int) -> list[Receipt | str]:
    """So many at once, each beginning the next filing when theirs has ended."""
    left = iter(range(filings))

    async def person() -> list[Receipt | str]:
        return [await _tried(door, size) for _filing in left]

    return [one for told in await asyncio.gather(*(person() for _one in range(people))) for one in told]


async def steady(door: Door, filings: int, a_second: float, size: int) -> list[Receipt | str]:
    """So many begun in each second, whether or not those before have ended."""
    start, running = time.perf_counter(), []
    for number in range(filings):
        await asyncio.sleep(max(start + number / a_second - time.perf_counter(), 0))
        running.append(asyncio.create_task(_tried(door, size)))
    return list(await asyncio.gather(*running))


async def _tried(door: Door, size: int) -> Receipt | str:
    with suppress(TimeoutError):
        async with asyncio.timeout(LONGEST):
            try:
                return await door.file_once(size)
            except NotFiled as refused:
                return str(refused)
    return "no answer"


def _sentence(page: str) -> str:
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", page))[:300]


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m bench.filers", description=__doc__)
    parser.add_argument("address")
    parser.add_argument("filings", type=int)
    parser.add_argument("size", type=int)
    parser.add_argument("--people", type=int, default=0)
    parser.add_argument("--a-second", type=float, default=0)
    given = parser.parse_args()
    door, began = Door(given.address), time.perf_counter()
    running = (
        crowd(door, given.filings, given.people, given.size)
        if given.people
        else steady(door, given.filings, given.a_second, given.size)
    )
    ended = asyncio.run(running)
    told = {
        "receipts": [asdict(one) for one in ended if isinstance(one, Receipt)],
        "refused": [one for one in ended if isinstance(one, str)],
        "seconds": time.perf_counter() - began,
        "processor": time.process_time(),
    }
    sys.stdout.write(json.dumps(told) + os.linesep)


if __name__ == "__main__":
    main()
