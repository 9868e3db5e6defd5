"""F-1…F-6 at the door: what is too much is stopped early, in a bounded process, in little memory, and says why."""

import resource
import time
import tracemalloc
from collections.abc import AsyncIterator
from pathlib import Path

import httpx
import pytest

from api.files import examining, names
from api.files.models import File
from api.files.readers import png as png_reader
from api.files.readers import xml_text
from api.files.rules import KIB, MIB
from api.people.actor import Actor
from kit.refusals import Refusal
from tests.api.files.papers import pdf, png, stream
from tests.api.files.rooms import Room
from tests.api.people.makers import a_client, a_token

HEAD = b'--x\r\nContent-Disposition: form-data; name="file"; filename="a.png"\r\nContent-Type: image/png\r\n\r\n'
SIGN = png()[:8]
FORM = {"content-type": "multipart/form-data; boundary=x"}
ADDRESS = "/api/v1/files?purpose=coordination"
TOO_COMPLEX = "文件结构过于复杂，无法检查，请另存后重新上传。"


@pytest.fixture
async def client(clerk: Actor) -> AsyncIterator[httpx.AsyncClient]:
    async with a_client(await a_token(clerk.person_id)) as client:
        yield client


def endless(read: list[int]) -> AsyncIterator[bytes]:
    """A form whose file never ends, sent in pieces without a length; `read` counts them."""

    async def pieces() -> AsyncIterator[bytes]:
        yield HEAD + SIGN
        for _ in range(2000):
            read.append(1)
            yield b"\0" * 64 * KIB

    return pieces()


async def test_a_chunked_upload_without_end_is_cut_off_at_the_limit(client: httpx.AsyncClient) -> None:
    """F-1: 413 with the manual's hint once 4 MiB have come, not after 125 MiB; nothing is kept."""
    read: list[int] = []
    answer = await client.post(ADDRESS, content=endless(read), headers=FORM)
    assert (answer.status_code, answer.json()["code"]) == (413, "file_too_large")
    assert len(read) <= 4 * MIB // (64 * KIB) + 1
    assert await File.all().count() == 0


@pytest.mark.parametrize("length", ["-1", "x", "999999999999", "0", "10"])
async def test_a_lying_length_is_refused_or_not_believed(client: httpx.AsyncClient, length: str) -> None:
    """F-1: never a fault of ours, and never a file that is not whole."""
    body = HEAD + png() + b"\r\n--x--\r\n"
    answer = await client.post(ADDRESS, content=body, headers=FORM | {"content-length": length})
    assert answer.status_code in {201, 400, 413, 422}
    if answer.status_code == 201:
        assert (await File.get()).size > 0


async def test_an_upload_needs_memory_for_a_piece_and_not_for_the_file(client: httpx.AsyncClient) -> None:
    """F-1: a file of 4 MiB leaves less than 1 MiB behind and never needs more than a piece of it at a time."""

    async def pieces() -> AsyncIterator[bytes]:
        yield HEAD + png()
        for _ in range(60):
            yield b"\n" * 64 * KIB
        yield b"\r\n--x--\r\n"

    tracemalloc.start()
    answer = await client.post(ADDRESS, content=pieces(), headers=FORM)
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert answer.status_code == 201, answer.text
    assert peak < 3 * MIB


async def test_a_pdf_bomb_is_refused_in_time_and_costs_this_process_nothing(tmp_path: Path) -> None:
    """F-2: two kilobytes that unfold to gigabytes are told apart by a child; our own memory does not grow."""
    path = tmp_path / "a.pdf"
    path.write_bytes(pdf(extra=stream(b"\0" * (60 * MIB))))
    before, begun = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss, time.monotonic()
    with pytest.raises(Refusal, match="解压后过大"):
        await examining.require_sound("pdf", path)
    assert time.monotonic() - begun < 5 + examining._PATIENCE
    assert resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before < 16 * 1024  # KiB


FATES = {
    "more memory than it may": "def check(data):\n    return len(bytearray(600 * 1024 * 1024)) and None\n",
    "more processor than it may": "def check(data):\n    while True:\n        pass\n",
    "killed": "import os, signal\ndef check(data):\n    os.kill(os.getpid(), signal.SIGKILL)\n",
    "gone without a word": "import os\ndef check(data):\n    os._exit(0)\n",
    "a crash": "def check(data):\n    raise RuntimeError\n",
}


@pytest.mark.parametrize("code", FATES.values(), ids=FATES)
async def test_however_a_child_ends_the_sentence_is_clear(tmp_path: Path, room: Room, code: str) -> None:
    """F-2: killed for memory, for time, or by somebody: this process lives on and says what to do."""
    path = tmp_path / "a.pdf"
    path.write_bytes(pdf())
    room(code)
    with pytest.raises(Refusal) as refused:
        await examining.require_sound("pdf", path)
    assert (refused.value.code, refused.value.sentence) == ("file_unsafe", TOO_COMPLEX)


def test_a_picture_of_81_megapixels_in_nine_kilobytes_is_told_by_its_header() -> None:
    """F-3: refused before it is unfolded, in less than 5 MiB."""
    content = png(9000, 9000, pixels=b"\0" * 9_000_000)
    assert len(content) < 16 * KIB
    tracemalloc.start()
    with pytest.raises(ValueError, match="图片"):
        png_reader.check(content)
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert peak < 5 * MIB


TRICKS = [
    "../",
    "..\\",
    "/",
    "\\",
    "C:\\",
    "\0",
    "\r\n",
    "\u202e",
    '"',
    ";",
    "%2e%2e%2f",
    "\u2028",
    "....//",
    "~/",
    "//host/",
]
PLACES = ["{0}{0}etc{0}passwd.pdf", "a{0}b.pdf", "{0}", "证书{0}.pdf", "{0}" * 90 + "x.pdf"]


@pytest.mark.parametrize("trick", TRICKS, ids=range(len(TRICKS)))
def test_seventy_five_names_stay_names(trick: str) -> None:
    """F-5: no path, no second header, no longer than a file system bears."""
    for place in PLACES:
        kept = names.cleaned(place.format(trick))
        assert 0 < len(kept.encode()) <= 255 * 2
        assert not set(kept) & set('/\\\0\r\n"')
        assert kept not in {".", ".."}
        told = names.disposition(kept)
        assert told.isascii()
        assert not set(told) & set("\r\n\0")
        assert told.startswith('attachment; filename="')


EVIL_XML = {
    "a file": b'<!DOCTYPE x [<!ENTITY a SYSTEM "file:///etc/passwd">]><x>&a;</x>',
    "an address": b'<!DOCTYPE x SYSTEM "http://127.0.0.1:9/x.dtd"><x/>',
    "a billion laughs": b'<!DOCTYPE x [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;">]><x>&b;</x>',
    "quadratic": b'<!DOCTYPE x [<!ENTITY a "' + b"a" * 50_000 + b'">]><x>' + b"&a;" * 5_000 + b"</x>",
    "two hundred thousand deep": b"<x>" * 200_000 + b"</x>" * 200_000,
    "cut off": b"<x><y>",
}


@pytest.mark.parametrize("content", EVIL_XML.values(), ids=EVIL_XML)
def test_evil_xml_is_refused_within_a_fifth_of_a_second(content: bytes) -> None:
    """F-6: no DTD, no entity, no depth; and soon."""
    begun = time.process_time()
    with pytest.raises(ValueError, match=r"DOCTYPE|嵌套|不是完整"):
        xml_text.check(content)
    assert time.process_time() - begun < 0.2


def test_an_inclusion_is_text_and_is_not_followed() -> None:
    """F-6: XInclude names a file; nobody opens it."""
    xml_text.check(b'<x xmlns:i="http://www.w3.org/2001/XInclude"><i:include href="/etc/passwd" parse="text"/></x>')
