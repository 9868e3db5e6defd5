"""How much longer a list takes when an enterprise has a hundred thousand documents instead of a thousand.

Every operation of the OpenAPI document that is paged is asked through the whole app, as the 管理员 of either enterprise
in turn: both live in one database, so whatever disturbs the machine disturbs both alike. On SQLite and on PostgreSQL.
"""

import os
import statistics
import time
from collections.abc import Sequence
from uuid import UUID

import httpx
import uvloop

from api.main import create_app
from api.startup import MODELS
from kit import database, logs, migrating
from tests.api import things
from tests.api.asking import Document, Operation
from tests.api.people import makers
from tests.api.test_matrix import ROWS
from tests.api.world import World
from tests.bench.copying import multiply
from tests.bench.result import Figure, Result
from tests.bench.services import Services
from tests.bench.sink import Sink

SMALL = 1_000
BOUND = 1.5
_TIMES = 40
_QUICKEST = 5  # the others were held up by somebody else
# What an enterprise has, before it is copied: of nine documents four are certificates being filled in.
_HAS = ("own_certificate",) * 4 + ("approved_certificate", "backfill", "coordination", "filing", "party", "delivery")


def run(services: Services, sink: Sink, n: int) -> Result:
    """Measure on both databases; `sink` is not needed."""
    os.environ |= {
        "HUIZHI_SECRET_KEY": "a-secret-key-for-benches-only-0123456789",
        "HUIZHI_DATA_DIR": str(services.folder / "data"),
    }
    logs.configure(level="ERROR")
    figures: list[Figure] = []
    for name, url in (("SQLite", f"sqlite://{services.folder}/lists.sqlite3"), ("PostgreSQL", services.postgres().url)):
        figures += uvloop.run(_measured(name, url, n))
    note = f"requests through the whole app, the {_QUICKEST} quickest of {_TIMES}; {n:,} documents against {SMALL:,}"
    return Result("lists", figures=tuple(figures), note=note)


async def _measured(name: str, url: str, n: int) -> list[Figure]:
    await database.connect(url, MODELS)
    try:
        await migrating.migrate()
        small = await _enterprise("small", makers.CREDIT_CODE, SMALL)
        large = await _enterprise("large", makers.OTHER_CREDIT_CODE, n)
        await database.execute("vacuum analyze" if name == "PostgreSQL" else "analyze")
        return [figure for each in _lists() for figure in await _cost(name, each, small, large)]
    finally:
        await database.disconnect()


async def _enterprise(login: str, credit_code: str, documents: int) -> str:
    """Found an enterprise with so many documents; return a session's token of its 管理员."""
    enterprise, person = await makers.founded(login, credit_code)
    boss = await makers.at_work(person)
    await makers.qualified(boss, credit_code[:9])
    there = World(enterprise_id=enterprise.id, boss=boss, persons={"admin": person})
    for thing in _HAS:
        await things.MADE[thing](there)
    await multiply(enterprise.id, documents)
    return await makers.a_token(UUID(str(person.id)))


def _lists() -> Sequence[tuple[Operation, dict[str, str]]]:
    """Every paged operation, with the parameters that the matrix of rights gives it."""
    content = create_app().openapi()
    operations = Document(content).operations()
    paged = {
        told["operationId"]
        for item in content["paths"].values()
        for told in item.values()
        if {"page", "size"} <= {each["name"] for each in told.get("parameters", [])}
    }
    return [(operations[row.operation], row.about) for row in ROWS.values() if row.operation in paged & set(operations)]


async def _cost(name: str, asked: tuple[Operation, dict[str, str]], small: str, large: str) -> list[Figure]:
    operation, about = asked
    path = operation.path.format(**about)
    query = {**operation.query, **{each: value for each, value in about.items() if each not in operation.named}}
    taken: dict[str, list[float]] = {small: [], large: []}
    async with makers.a_client() as client:
        for turn in range(2 * _TIMES):
            token = (small, large)[turn % 2]
            began = time.perf_counter()
            answer = await client.get(path, params=query, headers={"Authorization": f"Bearer {token}"})
            taken[token].append(time.perf_counter() - began)
            if answer.status_code == httpx.codes.UNAUTHORIZED:
                return []  # for who runs the site alone
            answer.raise_for_status()
    few, many = (statistics.mean(sorted(each)[:_QUICKEST]) * 1000 for each in taken.values())
    what = f"{operation.name} on {name}"
    return [Figure(f"{what}, large", many, "ms"), Figure(f"{what}, growth", many / few, "×", bound=BOUND)]
