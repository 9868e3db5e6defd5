"""What `huizhi exchange status` asks of the inbox follows an index, however many receipts were handled."""

import pytest

from api.exchange import inbox, quarantine
from kit import database
from tests.api.exchange.letters import answered

_INDEXES = {"inbox_new", "inbox_set_aside"}


@pytest.fixture
def asked(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    found: list[str] = []
    fetch = database.fetch

    async def noted(sql: str, *values: object) -> object:
        found.append(sql)
        return await fetch(sql, *values)

    monkeypatch.setattr(database, "fetch", noted)
    return found


async def _plan(sql: str) -> str:
    if database.dialect() == "sqlite":
        return "\n".join(str(row["detail"]) for row in await database.fetch(f"explain query plan {sql}"))
    async with database.transaction():
        await database.execute("set local enable_seqscan = off")
        return "\n".join(str(row["QUERY PLAN"]) for row in await database.fetch(f"explain {sql}"))


async def test_the_counts_follow_the_indexes_of_what_waits_and_what_was_set_aside(db: str, asked: list[str]) -> None:
    """On PostgreSQL whole reads are forbidden first: a plan that still holds one has no index to follow."""
    await inbox.store("gacc", "1", answered("5"), "test")
    asked.clear()
    assert await quarantine.counts() == {"new": 1}
    plans = [await _plan(sql) for sql in list(asked)]
    assert len(plans) == 2
    assert all("Seq Scan" not in plan for plan in plans), plans
    assert {index for index in _INDEXES if any(index in plan for plan in plans)} == _INDEXES, plans
