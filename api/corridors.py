"""The loops that carry a receipt from room to room; each can be stopped and started at any point."""

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import dataclass

from kit import bell, logs
from kit.refusals import Weather

_LOG = logs.get("api.corridors")
_WEATHER = (Weather, OSError, TimeoutError)
_PAUSES = (0.2, 0.5, 1.0, 2.0, 5.0)  # seconds to wait after the first, second … failure in a row


@dataclass(frozen=True)
class Corridor:
    """One loop: `work` handles a batch and says how much; idle, it sleeps until its bell or `idle` seconds."""

    name: str
    work: Callable[[], Awaitable[int]]
    bell: str
    idle: float = 1.0


async def walk(corridor: Corridor, stop: asyncio.Event) -> None:
    """Work until told to stop; a batch in hand is finished first, and a failing batch only makes the loop pause."""
    failures = 0
    with bell.Ear(corridor.bell) as ear:
        while not stop.is_set():
            try:
                handled = await corridor.work()
                failures = 0
            except Exception as error:  # noqa: BLE001 — a corridor outlives its weather; each fault is logged
                failures = await _pause(corridor, error, failures)
                continue
            if not handled:
                await _sleep(ear, corridor.idle, stop)


async def _pause(corridor: Corridor, error: Exception, failures: int) -> int:
    level = _LOG.warning if isinstance(error, _WEATHER) else _LOG.exception
    level("corridor pauses", corridor=corridor.name, error=type(error).__name__, text=str(error)[:200])
    await asyncio.sleep(_PAUSES[min(failures, len(_PAUSES) - 1)])
    return failures + 1


async def _sleep(ear: bell.Ear, idle: float, stop: asyncio.Event) -> None:
    ringing = asyncio.ensure_future(ear.wait(idle))
    stopping = asyncio.ensure_future(stop.wait())
    _done, waiting = await asyncio.wait({ringing, stopping}, return_when=asyncio.FIRST_COMPLETED)
    for task in waiting:
        task.cancel()
    await asyncio.gather(*waiting, return_exceptions=True)
