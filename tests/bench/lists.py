"""How much longer a list takes when an enterprise has a hundred thousand documents instead of a thousand.

Every operation of the OpenAPI document that is paged is asked through the whole app by the enterprise's 管理员, without
conditions and with each of them (list_cases.py); what the chat asks of all documents at once is asked of its functions.
Either enterprise has a database of its own: what reads a whole table would be as slow for the smaller one in the same.
They are asked in turns, so that whatever disturbs the machine disturbs both alike.
"""

import os
import statistics
import subprocess
import time
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass

import uvloop

from api.documents import Entry, Key, enter_many
from api.people import Actor
from api.startup import MODELS
from kit import database, logs, migrating
from tests.api import things
from tests.api.people import makers
from tests.api.world import World
from tests.bench import beside, list_asking, variety
from tests.bench.copying import multiply
from tests.bench.result import Figure, Result
from tests.bench.services import Services, postgres_bin
from tests.bench.sink import Sink

SMALL = 1_000
BOUND = 1.5
FLOOR = 5.0  # milliseconds: what is quicker than this counts as this, for nobody notices the difference
_ROUNDS, _TIMES = 2, 4
_QUICKEST = 3  # the others were held up by somebody else
# What an enterprise has, before it is copied: four of its twelve documents are certificates being filled in.
_HAS = ("own_certificate",) * 4 + (
    "approved_certificate", "backfill", "coordination", "filing", "declaration", "licence", "sync", "party", "delivery"
)  # fmt: skip
Taken = dict[str, list[float]]


@dataclass(frozen=True)
class Side:
    """An enterprise with a database of its own."""

    url: str
    token: str
    boss: Actor


def run(services: Services, sink: Sink, n: int) -> Result:
    """Measure on both databases; `sink` is not needed."""
    os.environ |= {
        "HUIZHI_SECRET_KEY": "a-secret-key-for-benches-only-0123456789",
        "HUIZHI_DATA_DIR": str(services.folder / "data"),
    }
    logs.configure(level="ERROR")
    figures: list[Figure] = []
    for name in ("SQLite", "PostgreSQL"):
        urls = [_fresh(services, name, each) for each in ("small", "large")]
        figures += uvloop.run(_measured(name, urls, n))
    note = (
        f"the {_QUICKEST} quickest of {_ROUNDS * _TIMES} requests through the whole app; {n:,} documents against "
        f"{SMALL:,}; what takes less than {FLOOR:g} ms counts as {FLOOR:g} ms"
    )
    return Result("lists", figures=tuple(figures), note=note)


def _fresh(services: Services, name: str, which: str) -> str:
    """Return the URL of an empty database."""
    if name == "SQLite":
        return f"sqlite://{services.folder}/{which}.sqlite3"
    server = services.postgres()
    reach = ["-h", str(server.socket_dir), "-p", str(server.port), "-U", "postgres"]
    subprocess.run([str(postgres_bin() / "createdb"), *reach, which], check=True)
    return server.url.removesuffix("bench") + which


async def _measured(name: str, urls: Sequence[str], n: int) -> list[Figure]:
    sides = [await _settled(url, documents) for url, documents in zip(urls, (SMALL, n), strict=True)]
    taken: list[Taken] = [defaultdict(list) for _ in sides]
    for _ in range(_ROUNDS):
        for side, times in zip(sides, taken, strict=True):
            await _ask_all(side, times)
    few, many = ({case: _typical(times) for case, times in each.items()} for each in taken)
    return [_figure(f"{case} on {name}", few[case], many[case]) for case in few]


def _figure(what: str, few: float, many: float) -> Figure:
    growth = max(many, FLOOR) / max(few, FLOOR)
    return Figure(f"{what}, {few:.1f} → {many:.1f} ms", growth, "×", bound=BOUND)


def _typical(times: Sequence[float]) -> float:
    return statistics.mean(sorted(times)[:_QUICKEST]) * 1000


async def _settled(url: str, documents: int) -> Side:
    """Found an enterprise with so many documents, in a database of its own."""
    await database.connect(url, MODELS)
    try:
        await migrating.migrate()
        enterprise, person = await makers.founded()
        boss = await makers.at_work(person)
        await makers.qualified(boss)
        there = World(enterprise_id=enterprise.id, boss=boss, persons={"admin": person})
        for thing in _HAS:
            await things.MADE[thing](there)
        await database.execute("update syncs set finished_at = requested_at")
        await multiply(enterprise.id, documents)
        await enter_many([Entry(key=Key("consignment", f"WT{n}"), enterprise_id=enterprise.id) for n in range(5)])
        await variety.vary(enterprise.id)
        await beside.gather(enterprise.id, variety.SOMEBODY)
        await database.execute("vacuum analyze" if database.dialect() == "postgres" else "analyze")
        return Side(url, await makers.a_token(person), boss)
    finally:
        await database.disconnect()


async def _ask_all(side: Side, taken: Taken) -> None:
    await database.connect(side.url, MODELS)
    try:
        async with makers.a_client(side.token) as client:
            for name, ask in list_asking.asked(client, side.boss).items():
                await _timed(taken[name], ask)
    finally:
        await database.disconnect()


async def _timed(times: list[float], ask: list_asking.Ask) -> None:
    for _ in range(_TIMES):
        began = time.perf_counter()
        await ask()
        times.append(time.perf_counter() - began)
