"""Whose file is looked into next: as many at once as leave the loop its processor, and then one of each enterprise.

Who sends a hundred bombs waits behind their own bombs; anybody else waits for one of them.
"""

import asyncio
import os
from collections import deque
from collections.abc import AsyncIterator, Hashable
from contextlib import asynccontextmanager
from typing import Final
from weakref import WeakKeyDictionary

from api.files import refusals

AT_ONCE: Final = max(1, (os.cpu_count() or 1) - 1)
MOST: Final = 256  # that wait, each with a file of up to 16 MiB on the disk
MOST_OF_ONE: Final = 128


class Turns:
    """A queue for each enterprise, served in a round."""

    def __init__(self, at_once: int) -> None:
        self._free = at_once
        self._queues: dict[Hashable, deque[asyncio.Future[None]]] = {}

    def require_room(self, whose: Hashable) -> None:
        """Raise examiners_busy if one more would wait too long."""
        waiting = sum(map(len, self._queues.values()))
        if waiting >= MOST or len(self._queues.get(whose, ())) >= MOST_OF_ONE:
            raise refusals.busy()

    @asynccontextmanager
    async def taken(self, whose: Hashable) -> AsyncIterator[None]:
        """Wait for a turn, and hand it on afterwards; raises examiners_busy."""
        await self._wait(whose)
        try:
            yield
        finally:
            self._hand_on()

    async def _wait(self, whose: Hashable) -> None:
        if self._free:
            self._free -= 1
            return
        self.require_room(whose)
        turn = asyncio.get_running_loop().create_future()
        self._queues.setdefault(whose, deque()).append(turn)
        try:
            await turn
        except asyncio.CancelledError:
            if turn.done() and not turn.cancelled():  # it came, and nobody is left to take it
                self._hand_on()
            raise

    def _hand_on(self) -> None:
        """Give the turn to the first of the enterprise that has waited longest; it then stands behind the others."""
        while self._queues:
            whose = next(iter(self._queues))
            queue = self._queues.pop(whose)
            turn = queue.popleft()
            if queue:
                self._queues[whose] = queue
            if not turn.done():
                turn.set_result(None)
                return
        self._free += 1


_TURNS: WeakKeyDictionary[asyncio.AbstractEventLoop, Turns] = WeakKeyDictionary()


def turns() -> Turns:
    """Return the turns of this process."""
    return _TURNS.setdefault(asyncio.get_running_loop(), Turns(AT_ONCE))
