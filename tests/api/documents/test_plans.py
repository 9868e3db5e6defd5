"""No list reads or sorts the documents of an enterprise: each, under each of its conditions, follows an index."""

import re
from typing import Any

import pytest

from api.certificates import shelves
from api.documents import Entry, Key, enter_many, listing
from api.people import Actor
from kit import database
from tests.api.people import makers
from tests.bench import list_asking, list_cases

_FORCED = "set local enable_seqscan = off", "set local enable_bitmapscan = off", "set local enable_sort = off"
_READS_ALL = {
    "sqlite": re.compile(
        r"^SCAN (?!found|counted|pairs|json_each|CONSTANT|\(|SUBQUERY)|B-TREE FOR .*ORDER BY", re.MULTILINE
    ),
    "postgres": re.compile(r"Seq Scan|^\W*(Incremental )?Sort\b(?! Key)", re.MULTILINE),
}
Statement = tuple[str, tuple[Any, ...]]


@pytest.fixture
async def boss(db: str, valkey: str) -> Actor:
    """The 管理员 of an enterprise that has a document, and shelves that are taken for long ones."""
    enterprise, person = await makers.founded()
    await enter_many([Entry(key=Key("licence", "XK1"), enterprise_id=enterprise.id)])
    await shelves.count_in([(enterprise.id, "customs", "general")] * (listing.MOST + 1))
    return await makers.at_work(person)


@pytest.fixture
def statements(monkeypatch: pytest.MonkeyPatch) -> list[Statement]:
    """Every statement of a list, as it is asked of the database."""
    asked: list[Statement] = []
    fetch = database.fetch

    async def noted(sql: str, *values: Any) -> Any:
        if " limit " in sql or "count(*)" in sql:
            asked.append((sql, values))
        return await fetch(sql, *values)

    monkeypatch.setattr(database, "fetch", noted)
    return asked


async def _plan(statement: Statement) -> str:
    sql, values = statement
    if database.dialect() == "sqlite":
        return "\n".join(str(row["detail"]) for row in await database.fetch(f"explain query plan {sql}", *values))
    async with database.transaction():
        for setting in _FORCED:
            await database.execute(setting)
        return "\n".join(str(row["QUERY PLAN"]) for row in await database.fetch(f"explain {sql}", *values))


async def test_no_list_under_any_condition_reads_or_sorts_all(
    boss: Actor, statements: list[Statement], monkeypatch: pytest.MonkeyPatch
) -> None:
    """On PostgreSQL whole reads and sorts are forbidden first: a plan that still holds one has no index to follow."""
    read_all = []
    async with makers.a_client(await makers.a_token(boss.person_id)) as client:
        asked = list_asking.asked(client, boss)
        for name, ask in asked.items():
            statements.clear()
            await ask()
            for statement in list(statements):
                plan = await _plan(statement)
                if _READS_ALL[database.dialect()].search(plan):
                    read_all.append(f"{name}\n{plan}")
    assert not read_all, f"{len(read_all)}\n" + "\n\n".join(read_all)


def test_every_list_is_looked_at_or_says_why_not() -> None:
    """A paged operation that a slice adds fails here until list_cases.py asks for it, or tells why it stays short."""
    told = {*list_cases.LISTS, *list_cases.EXEMPT}
    assert set(list_asking.paged()) - told == set()
    assert not list_cases.LISTS.keys() & list_cases.EXEMPT.keys()


def test_every_condition_of_every_list_is_looked_at() -> None:
    """A condition that a slice adds to a list fails here until list_cases.py has values for it."""
    for operation, of in list_cases.LISTS.items():
        known = {*of.always, *of.conditions, *of.beside, *(name for pair in of.times for name in pair)}
        assert list_asking.conditions_of(operation) - known <= set(), operation
