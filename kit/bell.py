"""Bells that wake a sleeping corridor: an event in this process, Redis pub/sub between processes.

A bell saves waiting and carries nothing: whoever sleeps on one also wakes by itself and looks at the tables.
"""

import asyncio
import contextlib
from collections import defaultdict
from typing import Self

from kit import redis

_CHANNEL = "huizhi:bell"
_LOST_PAUSE = 1.0  # seconds before listening again after Redis went away
_EARS: defaultdict[str, set[asyncio.Event]] = defaultdict(set)


class Ear:
    """One sleeper's ear for one bell: it hears every ring since it last woke, whoever else that woke.

    Make it before looking at the tables, so that no ring falls between the look and the sleep.
    """

    def __init__(self, name: str) -> None:
        self._rung = asyncio.Event()
        _EARS[name].add(self._rung)
        self._name = name

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_ignored: object) -> None:
        _EARS[self._name].discard(self._rung)
        if not _EARS[self._name]:
            del _EARS[self._name]

    async def wait(self, timeout: float) -> bool:  # noqa: ASYNC109 — the timeout is the purpose
        """Sleep until the bell rings, at most `timeout` seconds; tell whether it rang."""
        try:
            await asyncio.wait_for(self._rung.wait(), timeout)
        except TimeoutError:
            return False
        self._rung.clear()
        return True


async def ring(name: str) -> None:
    """Wake whoever listens for this bell, here and in other processes; call it after the commit, never inside."""
    _ring_here(name)
    with contextlib.suppress(RuntimeError, *redis.Down):
        await redis.client().publish(_CHANNEL, name)


def _ring_here(name: str) -> None:
    for rung in _EARS.get(name, ()):
        rung.set()


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
                _ring_here(heard["data"].decode())


def forget() -> None:
    """Forget every ear (a new event loop, in tests)."""
    _EARS.clear()
