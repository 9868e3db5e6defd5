"""The clock: APScheduler's cron triggers, and a row per tick so that each tick runs once in the whole house (R-14)."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from apscheduler.schedulers.asyncio import AsyncIOScheduler
from apscheduler.triggers.cron import CronTrigger

from kit import database, failpoints, logs, trace
from kit.clock import SHANGHAI, now

_LOG = logs.get("api.clock")
_LATE = 60  # seconds a tick may be late and still run
_REMEMBERED = timedelta(days=2)


@dataclass(frozen=True)
class Job:
    """One recurring job; `every` holds the fields of a cron trigger, in Shanghai's wall time."""

    name: str
    every: dict[str, str]
    work: Callable[[], Awaitable[Any]]


def wind_up(jobs: tuple[Job, ...]) -> AsyncIOScheduler:
    """Start the clock of this process and return it; `shutdown(wait=False)` stops it."""
    scheduler = AsyncIOScheduler(timezone=SHANGHAI)
    for job in jobs:
        trigger = CronTrigger(timezone=SHANGHAI, **job.every)
        options = {"id": job.name, "coalesce": True, "max_instances": 1, "misfire_grace_time": _LATE}
        scheduler.add_job(run_tick, trigger, args=[job], **options)
    scheduler.start()
    return scheduler


async def run_tick(job: Job, moment: datetime | None = None) -> bool:
    """Run the job's present tick unless another process has it; tell whether it ran here."""
    with trace.bind():
        try:
            if not await _taken(job.name, (moment or now()).replace(microsecond=0)):
                return False
            failpoints.hit("sched.after_lease_before_run")
            await job.work()
        except Exception as error:  # noqa: BLE001 — the clock outlives any job; the fault is logged and the next tick comes
            _LOG.exception("job failed", job=job.name, error=type(error).__name__)
            return False
    return True


async def _taken(name: str, tick: datetime) -> bool:
    sql = "insert into clock_ticks (job, tick) values ($1, $2) on conflict do nothing"
    return await database.execute(sql, name, tick) == 1


async def forget_old_ticks() -> None:
    """Delete ticks that no clock can take any more."""
    await database.execute("delete from clock_ticks where tick < $1", now() - _REMEMBERED)
