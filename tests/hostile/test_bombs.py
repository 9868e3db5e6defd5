"""F-2: while bombs are taken apart in children of their own, others are answered as before."""

import asyncio
from pathlib import Path

import httpx
import pytest

from tests.api.files.papers import pdf, stream
from tests.hostile import LONG, PROMPT
from tests.hostile.serving import delays, p99, up

BOMBS = 20 if LONG else 6
_PATH = "/api/v1/files/rules"


@pytest.mark.slow
@pytest.mark.timeout(300)
async def test_pdf_bombs_hold_nobody_up(db: str, valkey: str, tmp_path: Path) -> None:
    """Twenty at once: each refused with a sentence, and the API's p99 no more than twice what it was (or 100 ms)."""
    bomb = pdf(extra=stream(b"\0" * (60 * 1024 * 1024)))
    async with up(db, tmp_path) as served:
        await delays(served, _PATH, 1.0)
        quiet = p99(await delays(served, _PATH, 3.0))
        headers = {"authorization": served.authorization}
        async with httpx.AsyncClient(base_url=served.base, headers=headers, timeout=120) as client:
            thrown = asyncio.gather(*(_thrown(client, bomb) for _ in range(BOMBS)))
            busy = p99(await delays(served, _PATH, 200, until=thrown))
        assert {answer.status_code for answer in await thrown} == {422}
    assert busy < max(PROMPT, 2 * quiet), (quiet, busy)


async def _thrown(client: httpx.AsyncClient, bomb: bytes) -> httpx.Response:
    return await client.post("/api/v1/files?purpose=coordination", files={"file": ("a.pdf", bomb)})
