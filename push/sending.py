"""Handing parcels to a channel, up to a hundred at a time, outside any transaction."""

import asyncio
from collections.abc import Awaitable, Callable, Iterator, Mapping, Sequence
from dataclasses import replace
from time import perf_counter
from typing import Final
from uuid import UUID

from kit import failpoints, logs
from push.address import Address
from push.channels.outcome import Ambiguous, NotAccepted, Parcel, Ticket
from push.claiming import Batch, Due
from push.lanes import Lane
from push.letters import Said
from push.line import Channel, Line
from push.message import Message
from push.verdicts import Attempted, hold_of, not_taken, postponed, taken

AT_ONCE: Final = 100
FAULT: Final = "fault"  # our own, not the provider's: the channel raised what it should not
# Rights were asked just before: what could not begin since then goes back and is asked about anew (R-9, I4).
_FRESH: Final = 2.0  # seconds
_PATIENCE: Final = 0.5  # seconds that finished attempts wait for the slow ones of their batch
_LANES: Final = {lane.value: lane.name.lower() for lane in Lane}
Record = Callable[[list[Attempted]], Awaitable[None]]
_LOG = logs.get("push.sending")


async def send_all(
    line: Line, batch: Batch, rows: Sequence[Due], messages: Mapping[UUID, Said], record: Record
) -> None:
    """Send these rows of a batch and have what came of them recorded as it comes, slow ones later.

    Where the provider drops repeats, recording waits a little to be done for many at once; elsewhere each attempt is
    recorded at once, for a crash makes uncertain whatever is not.
    """
    done: list[Attempted] = []
    turn, until = iter(rows), min(batch.last_start, asyncio.get_running_loop().time() + _FRESH)
    batch = replace(batch, last_start=until)
    working = {asyncio.create_task(_work(line, batch, turn, messages, done)) for _ in range(min(AT_ONCE, len(rows)))}
    patience, enough = (
        (_PATIENCE, asyncio.ALL_COMPLETED) if line.terms.drops_repeats else (None, asyncio.FIRST_COMPLETED)
    )
    while working:
        _finished, working = await asyncio.wait(working, timeout=patience, return_when=enough)
        ready, done[:] = done[:], []
        await record(ready)


async def _work(
    line: Line, batch: Batch, turn: Iterator[Due], messages: Mapping[UUID, Said], done: list[Attempted]
) -> None:
    clock = asyncio.get_running_loop().time
    for due in turn:
        if clock() > batch.last_start or line.stop.is_set() or line.holds(due.address, batch.claimed_at):
            done.append(Attempted(due, postponed(due)))
        else:
            done.append(await _attempt(line, due, messages[due.message_id].message))


async def _attempt(line: Line, due: Due, message: Message) -> Attempted:
    parcel = Parcel(due.id, due.id.hex, Address(due.channel, due.address), message, due.why, _LANES[due.lane])
    began = perf_counter()
    try:
        ticket = await _handed_over(line.channel, parcel)
    except NotAccepted as refused:
        return _judged(line, due, refused, _since(began))
    except Exception as fault:  # noqa: BLE001 — whatever broke, the request may have left: say so and go on
        _LOG.exception("channel broke", channel=line.name, delivery=str(due.id))
        return _judged(line, due, Ambiguous(type(fault).__name__, code=FAULT), _since(began))
    return Attempted(due, taken(due, ticket, _since(began)))


def _since(began: float) -> int:
    return int((perf_counter() - began) * 1000)


def _judged(line: Line, due: Due, error: NotAccepted, elapsed_ms: int) -> Attempted:
    now = line.now()
    hold = hold_of(due, error, now)
    if hold:
        line.hold(hold, now)
    return Attempted(due, not_taken(due, error, line.terms, now)._replace(elapsed_ms=elapsed_ms), error, hold)


async def _handed_over(channel: Channel, parcel: Parcel) -> Ticket:
    failpoints.hit("send.before_write")
    if failpoints.armed("send.after_write_before_reply"):
        ticket = await _watched(channel, parcel)
    else:
        ticket = await channel.send(parcel)
    failpoints.hit("send.after_reply_before_mark")
    return ticket


async def _watched(channel: Channel, parcel: Parcel) -> Ticket:
    """Stand where the request has left and nobody has answered: after the send's first wait."""
    answer = asyncio.ensure_future(channel.send(parcel))
    await asyncio.sleep(0)
    failpoints.hit("send.after_write_before_reply")
    return await answer
