"""The clock runs each tick once in the whole house, and no job stops it."""

import asyncio
from datetime import UTC, datetime

import pytest

from api.clockwork import Job, run_tick

TICK = datetime(2026, 11, 21, 1, 0, tzinfo=UTC)


async def test_three_clocks_run_a_hundred_ticks_a_hundred_times(db: str) -> None:
    """S1: APScheduler runs a job in every process; the row of the tick lets one of them do it."""
    runs: list[int] = []

    async def work() -> None:
        runs.append(1)

    job = Job("job", {"second": "*"}, work)
    ticks = [TICK.replace(minute=minute) for minute in range(50)]
    await asyncio.gather(*(run_tick(job, tick) for tick in ticks for _process in range(3)))
    assert len(runs) == len(ticks)


async def test_a_failing_job_is_logged_and_leaves_the_clock_running(db: str) -> None:
    async def work() -> None:
        raise ZeroDivisionError

    assert not await run_tick(Job("job", {"second": "*"}, work), TICK)


@pytest.mark.parametrize("dialect", ["postgres"], indirect=True)
async def test_a_tick_that_the_database_refuses_does_not_run(db: str) -> None:
    """The database being away at a tick is weather: the job is left to the next one."""

    async def work() -> None:
        raise AssertionError("a tick that was not taken must not run")

    assert not await run_tick(Job("a name\x00that PostgreSQL refuses", {"second": "*"}, work), TICK)
