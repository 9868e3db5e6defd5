"""From announcements to deliveries and suppressions: claimed, matched, written and ticked in one transaction."""

from collections import Counter
from collections.abc import Awaitable, Callable, Collection, Sequence
from datetime import datetime, timedelta
from typing import Final
from uuid import UUID

from kit import bell, database, failpoints, logs, metrics
from kit.clock import now
from push import addresses, flights, flying, outbox
from push.address import WECHAT
from push.flights import Flight
from subscriptions import bursts, preferences, records
from subscriptions.matching import decide
from subscriptions.vocabulary import HELD_FOR_BURST, Announced, Circle, Decision, Follower, Recipient

Rights = Callable[[set[tuple[UUID, UUID]]], Awaitable[Collection[tuple[UUID, UUID]]]]
Decided = tuple[Announced, Sequence[Decision]]
WORTH: Final = timedelta(days=3)  # a status older than this is read on the page, not pushed
_LOG = logs.get("subscriptions.fanout")


async def fan_out_once(limit: int, rights: Rights, runway: flying.Runway = flying.NOWHERE) -> int:
    """Turn up to `limit` waiting announcements into deliveries and suppressions; return how many.

    `rights` says which of the pairs (person, tenant) may see that tenant's documents now (R-9). What can go out at
    once leaves by the runway, everything else by the outbox.
    """
    channels = await runway.free()
    moment = now()
    with bursts.counting(moment) as tally:
        async with database.transaction():
            waiting = await records.claimed(limit)
            failpoints.hit("fanout.after_claim")
            decided = await decided_on(waiting, rights, moment)
            aboard, left = await write(decided, tally, moment, channels)
            await records.tick(decided, moment)
            failpoints.hit("fanout.before_commit")
    runway.take_off(aboard)
    await bursts.share(tally)
    await _tell(decided, left)
    return len(waiting)


async def decided_on(waiting: Sequence[Announced], rights: Rights, moment: datetime) -> list[Decided]:
    """Return what becomes of every candidate of these announcements, one by one."""
    followers = await records.followers_of(waiting)
    found = [(said, [f for topic in said.topics for f in followers.get(topic, ())]) for said in waiting]
    circle = await circle_of(found, rights, moment)
    return [(said, decide(said, matched, circle)) for said, matched in found]


async def circle_of(found: Sequence[tuple[Announced, Sequence[Follower]]], rights: Rights, moment: datetime) -> Circle:
    """Return what the rules must know about these followers: addresses, quiet hours, rights."""
    pairs: set[tuple[UUID, UUID]] = set()
    wanted: set[Recipient] = set()
    for said, matched in found:
        wanted.update([(f.person_id, f.channel) for f in matched])
        if said.tenant_id:
            pairs.update([(f.person_id, said.tenant_id) for f in matched])
    if not wanted:
        return Circle({}, (), {}, (), moment)
    persons = {person for person, _channel in wanted}
    reachable = await addresses.active_for(persons)
    unreached = {person for person, channel in wanted - reachable.keys() if channel == WECHAT}
    lost = await addresses.lost_among(unreached, WECHAT)
    wants = await preferences.wanted_by(persons)
    allowed = await rights(pairs) if pairs else ()
    return Circle(reachable, lost, wants.quiet, allowed, moment, wants.choosy)


async def write(
    decided: Sequence[Decided], tally: bursts.Tally, moment: datetime, channels: Collection[str] = ()
) -> tuple[list[Flight], int]:
    """Write a delivery or a suppression for every candidate; joins the caller's transaction.

    Returns the flights by these channels that take some of the deliveries, and how many went to the outbox.
    """
    orders = [_order(said, one, tally) for said, made in decided for one in made if not one.reason]
    aboard, left = await flights.board(orders, channels, moment)
    await outbox.enqueue(left)
    await records.suppress(decided, moment)
    return aboard, len(left)


def _order(said: Announced, one: Decision, tally: bursts.Tally) -> outbox.Order:
    over = None if one.held else tally.held_until((one.person_id, one.channel))
    due_at, held = (over, HELD_FOR_BURST) if over else (one.due_at, one.held)
    return outbox.Order(
        said.id,
        one.person_id,
        said.tenant_id,
        one.subscription_id,
        one.why,
        one.channel,
        one.address,
        said.document_topic if said.seq else "",
        said.seq,
        outbox.Lane.STATUS,
        due_at,
        due_at + WORTH,
        held,
    )


async def _tell(decided: Sequence[Decided], left: int) -> None:
    if not decided:
        return
    outcomes = Counter(one.reason or "sent" for _said, made in decided for one in made)
    metrics.ANNOUNCEMENTS.inc(len(decided))
    for outcome, count in outcomes.items():
        metrics.CANDIDATES.labels(outcome).inc(count)
    _LOG.debug("fanned out", announcements=len(decided), **outcomes)
    if left:
        await bell.ring(outbox.BELL)
