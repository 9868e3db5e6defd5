"""From the outbox to the phones: claim, sift, send outside any transaction, finalise; lease and key see to the rest."""

import asyncio
from collections.abc import Callable, Mapping, Sequence
from datetime import datetime
from typing import Final
from uuid import UUID

from kit import bell, clock, failpoints, logs
from kit.engines.carrying import to_the_end
from push import letters, outbox, telling
from push.arrivals import join_those_of
from push.claiming import Batch, Due, claim, release
from push.finalising import finalise
from push.flying import Runway
from push.lanes import ALL, EXPRESS, Lane
from push.letters import Said
from push.line import Alarm, Channel, Gate, Line, let_all_pass, tell_nobody
from push.sending import send_all
from push.sifting import sift
from push.verdicts import Attempted, as_before, postponed, reported_as

__all__ = ["Alarm", "Channel", "Due", "Gate", "deliver_once", "run"]

_LOG = logs.get("push.delivering")
_IDLE: Final = 1.0  # seconds between looks at the outbox when no bell rings
_WEATHER: Final = (0.1, 0.5, 1.0, 3.0, 5.0, 10.0, 10.0)  # seconds between tries while the database fails us


async def deliver_once(
    channels: Mapping[str, Channel],
    gate: Gate = let_all_pass,
    limit: int | None = None,
    *,
    alarm: Alarm = tell_nobody,
    now: Callable[[], datetime] = clock.now,
) -> int:
    """Send what is due, at most `limit` a channel (None: a batch each), and return how many rows were handled."""
    lines = [Line(name, channel, gate, alarm, now) for name, channel in channels.items()]
    return sum(await asyncio.gather(*(_deliver(line, ALL, limit or line.terms.batch) for line in lines)))


async def run(
    channels: Mapping[str, Channel],
    gate: Gate = let_all_pass,
    *,
    alarm: Alarm = tell_nobody,
    stop: asyncio.Event | None = None,
    runway: Runway | None = None,
) -> None:
    """Deliver until `stop` is set or we are cancelled; what is on the wire then is still written down (K5).

    From now on `runway` takes flights for these channels; who made it closes it.

    Each channel has senders of its own, and one of them takes only codes and personal messages: neither a slow
    provider nor a mass push is ever in their way.
    """
    stop = stop or asyncio.Event()
    lines = [Line(name, channel, gate, alarm, stop=stop) for name, channel in channels.items()]
    senders = [asyncio.create_task(_serve(line, lanes)) for line in lines for lanes in _shifts(line)]
    if runway:
        runway.open(lines)
    try:
        await stop.wait()
    finally:
        stop.set()
        await to_the_end(_all_done(senders))


async def _all_done(senders: Sequence[asyncio.Task[None]]) -> None:
    await bell.ring(outbox.BELL)  # those who sleep need not finish their sleep
    if senders:
        await asyncio.wait(senders)


def _shifts(line: Line) -> list[Sequence[Lane]]:
    return [EXPRESS, *([ALL] * line.terms.in_flight)]


async def _serve(line: Line, lanes: Sequence[Lane]) -> None:
    with bell.Ear(outbox.BELL) as ear:
        while not line.stop.is_set():
            try:
                handled = await _deliver(line, lanes, line.terms.batch)
            except Exception:  # noqa: BLE001 — a sender outlives whatever failed; its rows wait for their lease
                _LOG.exception("delivering failed", channel=line.name)
                handled = 0
            if not handled and not line.stop.is_set():
                await ear.wait(_IDLE)


async def _deliver(line: Line, lanes: Sequence[Lane], limit: int) -> int:
    """Carry one batch through; return how many of its deliveries are not simply waiting as before."""
    batch = await claim(line.name, line.now(), limit, lanes)
    if not batch.rows:
        return 0
    failpoints.hit("relay.after_claim")
    passed, aside, said = await _prepared(line, batch)
    unmoved = 0

    async def record(done: list[Attempted]) -> None:
        nonlocal unmoved
        if done:
            await _written_down(line, batch.key, done)
            await join_those_of([name for each in done for name in reported_as(each)])
            await telling.tell(line, done, said)
            unmoved += sum(1 for each in done if as_before(each))

    await record(aside)
    await send_all(line, batch, passed, said, record)
    await release(batch.key)
    return len(batch.rows) - unmoved


async def _prepared(line: Line, batch: Batch) -> tuple[list[Due], list[Attempted], dict[UUID, Said]]:
    """Read the messages and part what may be sent from what may not; if that fails, everything goes back as it came."""
    try:
        said = await letters.read(due.message_id for due in batch.rows)
        await line.prepare()
        passed, aside = await sift(line, batch)
    except Exception:
        await _written_down(line, batch.key, [Attempted(due, postponed(due)) for due in batch.rows])
        await release(batch.key)
        raise
    return passed, aside, said


async def _written_down(line: Line, key: UUID, done: Sequence[Attempted]) -> None:
    """Finalise, through an absence of the database too, as long as the lease may last and nobody waits for our end."""
    for pause in _WEATHER:
        try:
            await finalise(line, key, done)
        except Exception:
            _LOG.exception("not written down yet", channel=line.name, deliveries=len(done))
            if line.stop.is_set() and pause > _IDLE:
                raise
            await asyncio.sleep(pause)
        else:
            return
    await finalise(line, key, done)
