"""`kit.database.transaction()` is the only one, and cancelling a task inside it harms nobody (R-11, C1)."""

import asyncio
import random

import pytest

from kit import database
from kit.clock import now
from kit.ids import new_id

CANCELS = 1000


async def _counter() -> None:
    await database.execute(
        "insert into alerts (id, kind, key, text, times, first_at, last_at) values ($1, 'k', 'x', '', 0, $2, $2)",
        new_id(),
        now(),
    )


async def _count() -> int:
    return int((await database.fetch("select times from alerts"))[0]["times"])


async def _increment() -> None:
    async with database.transaction():
        await database.execute("update alerts set times = times + 1")
        async with database.transaction():
            await database.fetch("select times from alerts")


async def test_what_is_inside_is_undone_together_when_it_fails(db: str) -> None:
    """An exception takes back every statement of the transaction."""
    await _counter()
    with pytest.raises(ZeroDivisionError):
        async with database.transaction():
            await database.execute("update alerts set times = 7")
            raise ZeroDivisionError
    assert await _count() == 0


async def test_an_inner_failure_leaves_the_outer_whole(db: str) -> None:
    """A nested transaction is a savepoint."""
    await _counter()
    async with database.transaction():
        await database.execute("update alerts set times = 1")
        with pytest.raises(ZeroDivisionError):
            async with database.transaction():
                await database.execute("update alerts set times = 2")
                raise ZeroDivisionError
    assert await _count() == 1


@pytest.mark.slow
async def test_a_thousand_random_cancels_neither_hang_nor_leak(db: str) -> None:
    """1,000 cancels at random awaits, on each engine: the next transaction works within a second, every time."""
    await _counter()
    moods = random.Random(20261121)
    committed = 0
    for _ in range(CANCELS):
        task = asyncio.create_task(_increment())
        await asyncio.sleep(moods.random() * 0.004)
        task.cancel()
        await asyncio.gather(task, return_exceptions=True)
        before = await _count()
        await asyncio.wait_for(_increment(), 1)
        committed += 1
        assert await _count() == before + 1
    assert committed == CANCELS


async def test_concurrent_increments_lose_nothing(db: str) -> None:
    """R-13: an atomic UPDATE under concurrency counts every one."""
    await _counter()
    await asyncio.gather(*(_increment() for _ in range(100)))
    assert await _count() == 100
