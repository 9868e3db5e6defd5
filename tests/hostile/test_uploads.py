"""F-1 on the wire, against `huizhi up`: a hundred uploads at once of exactly what is allowed, and of a byte more."""

import asyncio
from collections.abc import AsyncIterator
from pathlib import Path

import httpx
import pytest

from tests.api.files.papers import png
from tests.hostile import LONG
from tests.hostile.serving import MIB, Served, delays, p99, up

LIMIT = 4_194_304  # bytes
UPLOADS = 100 if LONG else 20
LAG = 0.1 if LONG else 1.0  # seconds: `make test` runs beside itself on every core
_PATH = "/api/v1/files?purpose=certificate"
_FORM = b'--x\r\nContent-Disposition: form-data; name="file"; filename="a.png"\r\n\r\n'
_WHOLE = png().ljust(LIMIT, b"\n")


@pytest.fixture
async def served(db: str, valkey: str, tmp_path: Path) -> AsyncIterator[Served]:
    async with up(db, tmp_path) as found:
        yield found


async def _beside(served: Served, work: "asyncio.Future[list[str]]") -> tuple[list[str], float, float]:
    """What became of the uploads, by how many MiB each let the process grow at most, and the p99 of /healthz."""
    before = served.resident()
    peak = asyncio.create_task(_peak(served, work))
    waits = await delays(served, "/healthz", 120, until=work)
    return await work, (await peak - before) / MIB / UPLOADS, p99(waits)


async def _peak(served: Served, work: "asyncio.Future[list[str]]") -> int:
    most = 0
    while not work.done():
        most = max(most, served.resident())
        await asyncio.sleep(0.02)
    return most


@pytest.mark.slow
@pytest.mark.timeout(300)
async def test_a_hundred_uploads_of_exactly_the_limit_are_kept(served: Served) -> None:
    """Each 201; no more than 16 MiB of memory for each, and others are answered within 100 ms."""
    headers = {"authorization": served.authorization}
    async with httpx.AsyncClient(
        base_url=served.base, headers=headers, timeout=120, limits=httpx.Limits(max_connections=UPLOADS)
    ) as client:
        work = asyncio.gather(*(_upload(client) for _ in range(UPLOADS)))
        told, grown, lag = await _beside(served, work)
    print(f"{UPLOADS} uploads: {grown:.2f} MiB each, p99 beside them {1000 * lag:.0f} ms")
    assert told == ["201"] * UPLOADS
    assert grown <= 16
    assert lag <= LAG


async def _upload(client: httpx.AsyncClient) -> str:
    return str((await client.post(_PATH, files={"file": ("a.png", _WHOLE)})).status_code)


@pytest.mark.slow
@pytest.mark.timeout(300)
async def test_a_byte_more_is_refused_before_the_rest_is_read(served: Served) -> None:
    """Each says that 12 MiB will come, sends 4 MiB and a byte, and hears 413 without sending more."""
    work = asyncio.gather(*(_begun(served) for _ in range(UPLOADS)))
    told, grown, lag = await _beside(served, work)
    print(f"{UPLOADS} uploads and a byte: {grown:.2f} MiB each, p99 beside them {1000 * lag:.0f} ms")
    assert told == ["413"] * UPLOADS
    assert grown <= 16
    assert lag <= LAG


async def _begun(served: Served) -> str:
    reader, writer = await asyncio.open_connection("127.0.0.1", served.port)
    head = (
        f"POST {_PATH} HTTP/1.1\r\nHost: x\r\nAuthorization: {served.authorization}\r\n"
        f"Content-Type: multipart/form-data; boundary=x\r\nContent-Length: {12 * MIB}\r\n\r\n"
    )
    writer.write(head.encode() + _FORM + _WHOLE + b"\n")
    told = await asyncio.wait_for(reader.readline(), 100)
    writer.close()
    return told[9:12].decode()
