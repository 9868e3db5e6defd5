"""Bells that wake a sleeping corridor: an event in this process, Redis pub/sub between processes.

A bell saves waiting and carries nothing: whoever sleeps on one also wakes by itself and looks at the tables.
"""

import asyncio
import contextlib
from collections import defaultdict

from kit import redis

_CHANNEL = "huizhi:bell"
_EVENTS: defaultdict[str, asyncio.Event] = defaultdict(asyncio.Event)
_LOST_PAUSE = 1.0  # seconds before listening again after Redis went away


async def ring(name: str) -> None:
    """Wake whoever waits for this bell, here and in other processes; call it after the commit, never inside."""
    _EVENTS[name].set()
    with contextlib.suppress(RuntimeError, *redis.Down):
        await redis.client().publish(_CHANNEL, name)


async def wait(name: str, timeout: float) -> bool:  # noqa: ASYNC109 — the timeout is the purpose
    """Sleep until the bell rings, at most `timeout` seconds; tell whether it rang."""
    event = _EVENTS[name]
    try:
        await asyncio.wait_for(event.wait(), timeout)
    except TimeoutError:
        return False
    event.clear()
    return True


async def listen() -> None:
    """Pass on what other processes ring, for as long as this process lives."""
    while True:
        with contextlib.suppress(*redis.Down):
            await _listen_once()
        await asyncio.sleep(_LOST_PAUSE)


async def _listen_once() -> None:
    async with redis.client().pubsub() as ears:
        await ears.subscribe(_CHANNEL)
        while True:
            heard = await ears.get_message(ignore_subscribe_messages=True, timeout=30)
            if heard:
                _EVENTS[heard["data"].decode()].set()


def forget() -> None:
    """Forget every bell (a new event loop, in tests)."""
    _EVENTS.clear()
