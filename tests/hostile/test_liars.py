"""F-1 on the wire, against `huizhi up`: who is slow, lies or talks without end costs little and holds nobody up."""

import asyncio
import contextlib
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from tests.api.files.papers import png
from tests.hostile import LONG, PROMPT
from tests.hostile.serving import MIB, Served, delays, p99, up

SLOW = 100 if LONG else 40
_FORM = (
    b'--x\r\nContent-Disposition: form-data; name="file"; filename="a.png"\r\nContent-Type: image/png\r\n\r\n'
    b"\x89PNG\r\n\x1a\n"
)
_NAMELESS = b'--x\r\nContent-Disposition: form-data; name="file"\r\n\r\nwords\r\n--x--\r\n'


@pytest.fixture
async def served(db: str, valkey: str, tmp_path: Path) -> AsyncIterator[Served]:
    async with up(db, tmp_path, HEAD_SECONDS="3", BODY_SECONDS="5") as found:
        yield found


async def _told(served: Served, *pieces: bytes, pause: float = 0.0, within: float = 15.0) -> bytes:
    """What the server says, until it hangs up, to who sends these pieces with pauses between."""
    reader, writer = await asyncio.open_connection("127.0.0.1", served.port)
    heard = bytearray()

    async def hear() -> None:
        with contextlib.suppress(ConnectionError):
            while piece := await reader.read(4096):
                heard.extend(piece)

    hearing = asyncio.create_task(hear())
    for piece in pieces:
        if hearing.done():
            break
        with contextlib.suppress(ConnectionError):
            writer.write(piece)
            await writer.drain()
        await asyncio.sleep(pause)
    await asyncio.wait_for(hearing, within)
    writer.close()
    return bytes(heard)


def _head(served: Served, *headers: str, path: str = "/api/v1/files?purpose=coordination") -> bytes:
    lines = (
        f"POST {path} HTTP/1.1", "Host: x", f"Authorization: {served.authorization}",
        "Content-Type: multipart/form-data; boundary=x", *headers, "", "",
    )  # fmt: skip
    return "\r\n".join(lines).encode()


@pytest.mark.slow
async def test_slow_uploads_are_cut_off_and_meanwhile_others_are_answered(served: Served) -> None:
    """A hundred drip a byte now and then: little memory, others answered in 100 ms, all cut off with 408."""
    await delays(served, "/healthz", 1.0)
    before, quiet = served.resident(), p99(await delays(served, "/healthz", 2.0))
    drips = [_FORM + b"\0" * 200_000, *[b"\0"] * 60]
    slow = [
        asyncio.create_task(_told(served, _head(served, "Content-Length: 4000000"), *drips, pause=0.2))
        for _ in range(SLOW)
    ]
    busy = p99(await delays(served, "/healthz", 4.0))
    grown = served.resident() - before
    answers = await asyncio.gather(*slow)
    assert all(answer.startswith(b"HTTP/1.1 408") for answer in answers), set(answers)
    assert grown < 16 * MIB * SLOW
    assert grown < 96 * MIB
    assert busy < max(PROMPT, 2 * quiet), (quiet, busy)


@pytest.mark.slow
async def test_heads_that_never_end_are_cut_off(served: Served) -> None:
    """Bit by bit without end: 408 after three seconds. More than 64 KiB, or 200 headers: 431 at once."""
    slow = _told(served, b"GET / HTTP/1.1\r\n", *[b"a: b\r\n"] * 60, pause=0.1)
    silent = _told(served)
    many = _told(served, b"GET / HTTP/1.1\r\nHost: x\r\n" + b"a: b\r\n" * 100_000 + b"\r\n")
    long = _told(served, b"GET / HTTP/1.1\r\na: ", *[b"x" * 65_536] * 100)
    statuses = [answer[9:12] for answer in await asyncio.gather(slow, silent, many, long)]
    assert statuses[:2] == [b"408", b"408"]
    assert set(statuses[2:]) <= {b"431", b""}  # who is still talking may miss the answer
    assert b" 200 " in await _told(served, b"GET /healthz HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n")


@pytest.mark.slow
async def test_who_is_honest_is_served_one_request_after_another_on_one_connection(served: Served) -> None:
    """A body far beyond the measure of a head is no head; the next request comes on the same connection."""
    body = _FORM[: _FORM.index(b"\x89PNG")] + png() + b"\r\n--x\r\n\r\n" + b"\0" * 300_000 + b"\r\n--x--\r\n"
    upload = _head(served, f"Content-Length: {len(body)}") + body
    last = b"GET /healthz HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n"
    told = await _told(served, upload, upload, last, pause=0.5)
    assert [told.count(b"HTTP/1.1 %s" % status) for status in (b"201", b"200", b"431")] == [2, 1, 0], told[:500]


LIES = {
    "a negative length": (("Content-Length: -5",), b""),
    "a length that is no number": (("Content-Length: many",), b""),
    "two lengths": (("Content-Length: 5", "Content-Length: 50"), b"12345"),
    "a length and chunks": (("Content-Length: 5", "Transfer-Encoding: chunked"), b"5\r\n12345\r\n0\r\n\r\n"),
    "a chunk beyond all numbers": (("Transfer-Encoding: chunked",), b"ffffffffffffffffff\r\n"),
    "chunks that are none": (("Transfer-Encoding: chunked",), b"zz\r\nxx"),
    "a length beyond the limit": (("Content-Length: 99999999999",), b"x"),
    "less than was told": (("Content-Length: 5000",), _FORM),
    "no file name": ((f"Content-Length: {len(_NAMELESS)}", "Connection: close"), _NAMELESS),
    "no form at all": (("Content-Length: 3", "Connection: close"), b"abc"),
}


@pytest.mark.slow
async def test_lies_about_the_length_are_refused_and_never_a_fault(served: Served) -> None:
    """Each is answered with a 4xx, and the process lives on without having grown."""
    before = served.resident()
    answers = await asyncio.gather(*(_told(served, _head(served, *lie) + body) for lie, body in LIES.values()))
    told = {name: answer[9:12] for name, answer in zip(LIES, answers, strict=True)}
    assert {status[:1] for status in told.values()} == {b"4"}, told
    assert served.resident() - before < 16 * MIB
