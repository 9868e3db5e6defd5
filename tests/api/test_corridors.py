"""A corridor carries on: it wakes at its bell, outlives its faults, and ends when asked."""

import asyncio
import time

import pytest

from api import corridors
from api.corridors import Corridor, walk
from kit import bell


async def test_a_bell_wakes_an_idle_corridor_at_once() -> None:
    """Receipt to phone takes milliseconds, though the loop by itself looks once in ten seconds."""
    stop, seen = asyncio.Event(), []

    async def work() -> int:
        seen.append(time.monotonic())
        if len(seen) == 2:
            stop.set()
        return 0

    walking = asyncio.create_task(walk(Corridor("c", work, "inbox", idle=10), stop))
    await asyncio.sleep(0.05)
    await bell.ring("inbox")
    await asyncio.wait_for(walking, 1)
    assert seen[1] - seen[0] < 0.5


async def test_a_fault_makes_it_pause_and_go_on(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(corridors, "_PAUSES", (0.0,))
    stop, tries = asyncio.Event(), []

    async def work() -> int:
        tries.append(1)
        if len(tries) < 3:
            raise ConnectionResetError
        stop.set()
        return 1

    await asyncio.wait_for(walk(Corridor("c", work, "x"), stop), 2)
    assert len(tries) == 3


async def test_it_stops_within_moments_while_idle() -> None:
    """K5: SIGTERM ends an idle corridor at once."""
    stop = asyncio.Event()

    async def work() -> int:
        return 0

    walking = asyncio.create_task(walk(Corridor("c", work, "nothing", idle=60), stop))
    await asyncio.sleep(0.05)
    stop.set()
    await asyncio.wait_for(walking, 0.5)
