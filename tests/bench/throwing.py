"""Who throws bombs: so many uploads at once, each followed by the next, from a process with the least right to the CPU.

    python -m tests.bench.throwing BASE COUNT

reads tokens and then `go` and `stop` from standard input, and says at each `stop` what became of what it threw.
"""

import asyncio
import json
import os
import sys
import time
from collections import Counter
from contextlib import suppress

import aiohttp

from tests.api.files.papers import chunk, pdf, png, stream, xlsx

MIB = 1024 * 1024
_PAUSE = 0.5  # seconds after being told to come later
_ROWS = [["1" * 8] * 26] * 4_000
# What each is: its purpose, its name, its bytes. Each is small, and dear to whoever takes it apart.
BOMBS = (
    ("coordination", "swells.pdf", pdf(extra=stream(b"\0" * (60 * MIB)))),
    ("certificate", "just-within.pdf", pdf(extra=stream(b"\0" * (49 * MIB)))),
    ("certificate", "nine-megapixels.png", png(3000, 3000, pixels=b"\0" * (3000 * 9001))),
    ("mark", "81-megapixels.png", png(9000, 9000, pixels=b"\0" * 9_000_000)),
    ("seal", "text.png", png(chunks=chunk(b"zTXt", b"a\0\0" + b"\0" * 900_000))),
    ("import", "swells.xlsx", xlsx(_ROWS, xl__media_xml=b"\0" * (60 * MIB))),
    ("import", "deep.xml", b"<x>" * 200_000),
    ("import", "wide.xml", b"<x>" + b"<y/>" * 199_000 + b"</x>"),
)


async def throw(base: str, tokens: list[str], count: int, stopped: asyncio.Event) -> Counter[str]:
    """Keep `count` uploads under way until stopped; tell how many were answered how, and the slowest in ms."""
    told: Counter[str] = Counter()
    async with aiohttp.ClientSession(base, connector=aiohttp.TCPConnector(limit=0)) as http:
        people = (tokens[number % len(tokens)] for number in range(count))
        await asyncio.gather(*(_throw(http, number, token, stopped, told) for number, token in enumerate(people)))
    return told


async def _throw(
    http: aiohttp.ClientSession, number: int, token: str, stopped: asyncio.Event, told: Counter[str]
) -> None:
    headers = {"authorization": f"Bearer {token}"}
    while not stopped.is_set():
        purpose, name, content = BOMBS[number % len(BOMBS)]
        form = aiohttp.FormData()
        form.add_field("file", content, filename=name)
        begun = time.perf_counter()
        async with http.post("/api/v1/files", params={"purpose": purpose}, data=form, headers=headers) as answer:
            await answer.read()
        told[str(answer.status)] += 1
        told["slowest"] = max(told["slowest"], round(1000 * (time.perf_counter() - begun)))
        number += 1
        if answer.status == 429:
            await asyncio.sleep(_PAUSE)


async def main(base: str, count: int) -> None:
    """Throw between each `go` and `stop` until standard input ends."""
    os.nice(19)
    with suppress(AttributeError, OSError):  # not every system has it
        os.sched_setscheduler(0, os.SCHED_IDLE, os.sched_param(0))
    tokens = (await asyncio.to_thread(sys.stdin.readline)).split()
    while await asyncio.to_thread(sys.stdin.readline):
        stopped = asyncio.Event()
        thrown = asyncio.create_task(throw(base, tokens, count, stopped))
        await asyncio.to_thread(sys.stdin.readline)
        stopped.set()
        print(json.dumps(await thrown), flush=True)


if __name__ == "__main__":
    asyncio.run(main(sys.argv[1], int(sys.argv[2])))
