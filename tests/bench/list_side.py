"""One enterprise with a database of its own, in a process of its own: it fills it, and then asks what it is told to.

    python -m tests.bench.list_side URL DOCUMENTS

says its cases as one JSON line when the database is full; then takes `["ask", case, times]`, answering with the seconds
on a CPU of each, and `["plan", case]`, answering with the step that its slowest statement spends most on.
"""

import asyncio
import json
import sys
import time
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any, Final

import uvloop

from api.documents import Entry, Key, enter_many
from api.people import Actor
from api.startup import MODELS
from kit import database, logs, migrating
from tests.api import things
from tests.api.people import makers
from tests.api.world import World
from tests.bench import beside, filling, list_asking, list_plans, variety
from tests.bench.copying import multiply

# What an enterprise has, before it is copied: four of its twelve documents are certificates being filled in.
_HAS: Final = ("own_certificate",) * 4 + (
    "approved_certificate", "backfill", "coordination", "filing", "declaration", "licence", "sync", "party", "delivery"
)  # fmt: skip


async def _serve(url: str, documents: int) -> None:
    boss, token = await _settled(url, documents)
    async with _connected(url), makers.a_client(token) as client:
        asked = list_asking.asked(client, boss)
        _say(list(asked))
        for line in sys.stdin:  # nothing else waits in this loop
            what, name, *times = json.loads(line)
            _say(await _timed(asked[name], *times) if what == "ask" else await list_plans.main_step(asked[name]))


async def _settled(url: str, documents: int) -> tuple[Actor, str]:
    """Found an enterprise with so many documents; return its 管理员 and the token of a session."""
    async with _connected(url):
        await migrating.migrate()
        enterprise, person = await makers.founded()
        boss = await makers.at_work(person)
        await makers.qualified(boss)
        there = World(enterprise_id=enterprise.id, boss=boss, persons={"admin": person})
        for thing in _HAS:
            await things.MADE[thing](there)
        await database.execute("update syncs set finished_at = requested_at")
        token = await makers.a_token(person)
    async with _connected(url), filling.quickly():
        await multiply(enterprise.id, documents)
        await enter_many([Entry(key=Key("consignment", f"WT{n}"), enterprise_id=enterprise.id) for n in range(5)])
        await variety.vary(enterprise.id)
        await beside.gather(enterprise.id, variety.SOMEBODY)
    return boss, token


@asynccontextmanager
async def _connected(url: str) -> AsyncIterator[None]:
    await database.connect(url, MODELS)
    try:
        yield
    finally:
        await database.disconnect()


async def _timed(ask: list_asking.Ask, times: int) -> list[float]:
    taken, backends = [], await _backends()
    for _ in range(times):
        began = _spent(backends)
        await ask()
        taken.append(_spent(backends) - began)
    return taken


async def _backends() -> list[Path]:
    """Return where the kernel says how long those who serve us have run; on SQLite that is we ourselves."""
    if database.dialect() == "sqlite":
        return []
    rows = await database.fetch("select pid from pg_stat_activity where datname = current_database()")
    return [Path(f"/proc/{row['pid']}/schedstat") for row in rows]


def _spent(backends: Sequence[Path]) -> float:
    """Return the seconds on a CPU so far: one waits for the other, so without other people's work they are the time."""
    return time.process_time() + sum(int(each.read_text().split()[0]) for each in backends if each.exists()) / 1e9


def _say(answer: Any) -> None:
    print(json.dumps(answer), flush=True)


if __name__ == "__main__":
    logs.configure(level="ERROR")
    with asyncio.Runner(loop_factory=uvloop.new_event_loop) as runner:
        runner.run(_serve(sys.argv[1], int(sys.argv[2])))
