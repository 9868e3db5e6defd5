"""Sending flights: what the fan-out ordered goes out from the same process, and is written down once it is known."""

import asyncio
from collections.abc import Iterable, Sequence
from typing import Final
from uuid import UUID

from kit import failpoints, logs
from kit.engines.carrying import to_the_end
from push import finalising, letters, telling
from push.arrivals import join_those_of
from push.claiming import Due
from push.flights import Flight
from push.letters import Said
from push.line import Line
from push.sending import send_all
from push.sifting import by_pace
from push.verdicts import Attempted, postponed, reported_as

AT_ONCE: Final = 3  # flights of a process in the air: one is written down while others are sent
PATIENCE: Final = 1.0  # seconds to wait for a place before the outbox is taken instead
_WEATHER: Final = (0.1, 0.5, 1.0, 3.0, 5.0, 10.0, 10.0)  # seconds between tries while the database fails us
_LOG = logs.get("push.flying")


class Runway:
    """Takes flights from whoever orders deliveries, once the lines they go by are known."""

    def __init__(self) -> None:
        self._lines: dict[str, Line] = {}
        self._places = asyncio.Semaphore(AT_ONCE)
        self._in_the_air: set[asyncio.Task[None]] = set()
        self._is_crowded = False

    def open(self, lines: Iterable[Line]) -> None:
        """Take flights for the channels of these lines whose providers drop repeats."""
        self._lines = {line.name: line for line in lines if line.terms.drops_repeats}

    async def close(self) -> None:
        """Wait for the flights in the air; nobody may order any more."""
        if self._in_the_air:
            await to_the_end(_all_down(self._in_the_air))

    async def free(self) -> Sequence[str]:
        """Return the channels that take a flight now, after waiting a moment for a place; none when all is full."""
        if not self._lines or not await self._has_place():
            return ()
        return [line.name for line in self._lines.values() if not line.stop.is_set()]

    async def _has_place(self) -> bool:
        """Wait for a place once; while that was in vain, the outbox is taken at once, until one is free."""
        if self._places.locked() and not self._is_crowded:
            try:
                async with asyncio.timeout(PATIENCE):
                    await self._places.acquire()
                self._places.release()
            except TimeoutError:
                self._is_crowded = True
        return not self._places.locked()

    def take_off(self, flights: Iterable[Flight]) -> None:
        """Send flights whose boarding is committed; returns at once."""
        for flight in flights:
            task = asyncio.create_task(self._fly(flight))
            self._in_the_air.add(task)
            task.add_done_callback(self._in_the_air.discard)

    async def _fly(self, flight: Flight) -> None:
        line = self._lines[flight.channel]
        async with self._places:
            try:
                await fly(line, flight)
            except Exception:  # noqa: BLE001 — its lease runs out and the clock takes over what it carried
                _LOG.exception("flight lost", channel=flight.channel)
        self._is_crowded = False


NOWHERE: Final = Runway()  # never opened: all orders go to the outbox


async def _all_down(flights: Iterable[asyncio.Task[None]]) -> None:
    await asyncio.wait(list(flights))


async def fly(line: Line, flight: Flight) -> None:
    """Send what is aboard and write down what became of it, some of it earlier than the slow rest."""
    left = len(flight.batch.rows)
    failpoints.hit("relay.after_claim")
    passed, paced, said = await _prepared(line, flight)

    async def record(done: list[Attempted]) -> None:
        nonlocal left
        if done:
            left -= len(done)
            await _written_down(line, flight, done, is_last=not left)
            await join_those_of([name for each in done for name in reported_as(each)])
            await telling.tell(line, done, said)

    await record(paced)
    if passed:
        await send_all(line, flight.batch, passed, said, record)


async def _prepared(line: Line, flight: Flight) -> tuple[list[Due], list[Attempted], dict[UUID, Said]]:
    """Read the messages and part what may be sent from what must wait; if that fails, the outbox gets everything."""
    rows = list(flight.batch.rows)
    try:
        said = await letters.read(due.message_id for due in rows)
        await line.prepare()
        passed, paced = await by_pace(line, rows)
    except Exception:
        await _written_down(line, flight, [Attempted(due, postponed(due)) for due in rows], is_last=True)
        raise
    return passed, paced, said


async def _written_down(line: Line, flight: Flight, done: Sequence[Attempted], *, is_last: bool) -> None:
    """Write down, through an absence of the database too, unless somebody waits for our end."""
    for pause in (*_WEATHER, None):
        try:
            await finalising.land(line, flight, done, is_last=is_last)
        except Exception:
            if pause is None or (line.stop.is_set() and pause > 1):
                raise
            _LOG.exception("not written down yet", channel=line.name, deliveries=len(done))
            await asyncio.sleep(pause)
        else:
            return
