"""Flights: batches that the process which ordered them sends at once, without a claim.

A flight stands in one row, written in the transaction of its cause: a lease and, as its manifest, everything its
deliveries are made of. They get rows of their own when their outcome is known, written once instead of three times.
If the process dies, the manifest becomes what a claim would have left: deliveries 'sending' under a lease that ran
out. Only what drops repeats may fly, and only what nothing of its thread, and no hold, stands in the way of.
"""

import asyncio
from collections import defaultdict
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final
from uuid import UUID

import orjson

from kit import database
from kit.ids import new_id
from kit.relation import Relation
from push import claiming
from push.claiming import FREE, IN_THE_AIR, Batch, Due
from push.lanes import Lane
from push.outbox import Order
from push.terms import terms_of
from push.verdicts import Verdict

_FRESH: Final = 2.0  # seconds that the rights asked by who ordered it are worth, as in push.sending
_ASKED: Final = Relation(
    "orders", place="integer", person_id="uuid", thread="text", channel="text", seq="bigint", address="text"
)
_GROUNDED: Final = """
    select orders.place from {orders}
    where orders.thread in ({in_the_air})
        or (orders.channel, '') in (select channel, address from holds where until > $1::timestamptz)
        or (orders.channel, orders.address) in (select channel, address from holds where until > $1::timestamptz)
        or (select 1 from deliveries as other
            where other.person_id = orders.person_id and other.thread = orders.thread
                and other.channel = orders.channel
                and (other.seq > orders.seq or other.state in ('new', 'sending')) limit 1) is not null"""
_BOARD: Final = """
    insert into flights (key, channel, boarded_at, until, threads, orders)
    values ($1, $2, $3::timestamptz, $4::timestamptz, $5, $6)"""
_OURS: Final = "select key from flights where key = $1"
_FLOWN: Final = Relation(
    "flown",
    id="uuid",
    message_id="uuid",
    person_id="uuid",
    tenant_id="uuid",
    subscription_id="uuid",
    why="text",
    address="text",
    thread="text",
    seq="bigint",
    lane="smallint",
    expires_at="timestamptz",
    provider_id="text",
    elapsed_ms="integer",
)
_COLUMNS: Final = """
    id, message_id, person_id, tenant_id, subscription_id, why, address, thread, seq, lane, expires_at, provider_id"""
_LAND: Final = f"""
    insert into deliveries ({_COLUMNS}, channel, due_at, created_at, state, shelf, attempts, failures, provider, held,
                            code, reason, accepted_at, closed_at)
    select {_COLUMNS}, $3::text, $1::timestamptz, $1::timestamptz, $4::text, 1, 1, 0, $5::text, '', '', '',
           $2::timestamptz, case when $4::text = 'accepted' then null else $2::timestamptz end
    from {{flown}} where true on conflict do nothing returning id"""  # noqa: S608 — constants of this file
_RECORD: Final = """
    insert into attempts (delivery_id, no, at, provider, outcome, code, text, provider_id, elapsed_ms)
    select flown.id, 1, $2::timestamptz, $5::text, 'accepted', '', '', flown.provider_id, flown.elapsed_ms"""
_LAND_ON_POSTGRES: Final = f"""
    with flown as materialized (select * from {{flown}}),
    landed as ({_LAND.replace("{flown}", "flown")}),
    recorded as ({_RECORD} from landed join flown on flown.id = landed.id)
    select count(*) as landed from landed"""  # noqa: S608
_ENTER: Final = f"""
    insert into deliveries ({_COLUMNS}, channel, due_at, created_at, state, shelf, attempts, failures, provider, held,
                            code, reason, lease_key, doubtful_since)
    select {_COLUMNS}, $2::text, $1::timestamptz, $1::timestamptz, 'sending', 0, 0, 0, '', '', '', '', $3::uuid,
           $1::timestamptz
    from {{flown}} where true on conflict do nothing"""  # noqa: S608
_LOST: Final = "select key, channel, boarded_at, until, orders from flights where until < $1 order by until limit $2"
_LEASE: Final = "insert into leases (key, channel, until) values ($1, $2, $3)"
_END: Final = "delete from flights where key = $1"


@dataclass(frozen=True, slots=True)
class Flight:
    """A batch as a claim would return it, and the channel it goes by."""

    channel: str
    batch: Batch


async def board(
    orders: Sequence[Order], channels: Collection[str], moment: datetime
) -> tuple[list[Flight], Sequence[Order]]:
    """Let what may fly of these orders board, a flight a channel; joins the transaction of their cause.

    `moment` is when rights, addresses and wishes were asked, aware UTC; `channels` are those that take flights now.
    Returns the flights, and the orders that are to be written to the outbox instead. Two of one thread must not be
    boarded at the same time.
    """
    asked = [order for order in orders if _may_fly(order, channels, moment)]
    if not asked:
        return [], orders
    last_start = asyncio.get_running_loop().time() + _FRESH
    grounded = await _grounded(asked, moment)
    left = [order for order in orders if not _may_fly(order, channels, moment)] if len(asked) < len(orders) else []
    by_channel: defaultdict[str, list[Due]] = defaultdict(list)
    for place, order in enumerate(asked):
        if place in grounded:
            left.append(order)
        else:
            by_channel[order.channel].append(_due(order))
    return [await _boarded(channel, rows, moment, last_start) for channel, rows in by_channel.items()], left


def _may_fly(order: Order, channels: Collection[str], moment: datetime) -> bool:
    return (
        order.channel in channels
        and order.lane is Lane.STATUS
        and not order.held
        and bool(order.thread)
        and order.due_at <= moment
        and terms_of(order.channel).drops_repeats
    )


async def _grounded(orders: Sequence[Order], moment: datetime) -> set[int]:
    """Return the places of those with something in their way: their thread in the air or unsent, a hold."""
    rows = [
        (place, order.person_id, order.thread, order.channel, order.seq, order.address)
        for place, order in enumerate(orders)
    ]
    sql = _ASKED.into(_GROUNDED.replace("{in_the_air}", IN_THE_AIR[database.dialect()]), 2)
    grounded = {row["place"] for row in await database.fetch(sql, moment, *_ASKED.arguments(rows))}
    newest: dict[tuple[Any, ...], int] = {}
    for place, order in enumerate(orders):  # of two of one thread in a batch neither flies: the outbox orders them
        other = newest.setdefault((order.person_id, order.thread, order.channel), place)
        if other != place:
            grounded |= {place, other}
    return grounded


async def _boarded(channel: str, rows: list[Due], moment: datetime, last_start: float) -> Flight:
    key = new_id()
    threads: Any = list({due.thread for due in rows})
    manifest = orjson.dumps([(*_row(due), "", 0) for due in rows], default=str)
    threads = threads if database.dialect() == "postgres" else database.Json(threads)
    await database.execute(_BOARD, key, channel, moment, moment + claiming.LEASE, threads, manifest)
    return Flight(channel, Batch(key, moment, last_start, rows))


def _due(order: Order) -> Due:
    return Due(
        order.id,
        order.message_id,
        order.person_id,
        order.tenant_id,
        order.subscription_id,
        order.why,
        order.channel,
        order.address,
        order.thread,
        order.seq,
        order.lane,
        "",
        0,
        0,
        None,
        order.expires_at,
        FREE,
        "active",
    )


def _row(due: Due) -> tuple[Any, ...]:
    return (
        due.id,
        due.message_id,
        due.person_id,
        due.tenant_id,
        due.subscription_id,
        due.why,
        due.address,
        due.thread,
        due.seq,
        due.lane,
        due.expires_at,
    )


async def ours(flight: Flight) -> bool:
    """Lock the flight until the caller's transaction ends; False when its lease ran out and others took it over."""
    lock = " for update" if database.dialect() == "postgres" else ""
    return bool(await database.fetch(_OURS + lock, flight.batch.key))


async def land(flight: Flight, state: str, provider: str, taken: Iterable[tuple[Due, Verdict]], now: datetime) -> int:
    """Write rows of what the provider took, with their attempts; return how many. Joins the transaction."""
    rows = [(*_row(due), verdict.provider_id, verdict.elapsed_ms) for due, verdict in taken]
    arguments = (flight.batch.claimed_at, now, flight.channel, state, provider, *_FLOWN.arguments(rows))
    if database.dialect() == "postgres":
        return int((await database.fetch(_FLOWN.into(_LAND_ON_POSTGRES, 6), *arguments))[0]["landed"])
    landed = {row["id"] for row in await database.fetch(_FLOWN.into(_LAND, 6), *arguments)}
    kept = [row for row in rows if str(row[0]) in landed]
    await database.execute(_FLOWN.into(_RECORD + " from {flown}", 6), *arguments[:5], *_FLOWN.arguments(kept))
    return len(landed)


async def enter(flight: Flight, rows: Iterable[Due]) -> None:
    """Write rows of these, 'sending' under the flight's key, so that they are finalised as what was claimed."""
    told = [(*_row(due), "", 0) for due in rows]
    batch = flight.batch
    await database.execute(_FLOWN.into(_ENTER, 4), batch.claimed_at, flight.channel, batch.key, *_FLOWN.arguments(told))


async def end(flight: Flight) -> None:
    """Forget a flight whose deliveries all have rows of their own."""
    await database.execute(_END, flight.batch.key)


async def recover(moment: datetime, limit: int) -> int:
    """Give what lost flights carried rows of its own, as if claimed by who died; return how many flights there were.

    Joins the caller's transaction.
    """
    lock = " for update skip locked" if database.dialect() == "postgres" else ""
    lost = await database.fetch(_LOST + lock, moment, limit)
    for row in lost:
        key, boarded_at = database.as_uuid(row["key"]), database.as_time(row["boarded_at"])
        told = [_as_sent(each) for each in orjson.loads(bytes(row["orders"]))]
        await database.execute(_FLOWN.into(_ENTER, 4), boarded_at, row["channel"], key, *_FLOWN.arguments(told))
        await database.execute(_LEASE, key, row["channel"], database.as_time(row["until"]))
        await database.execute(_END, key)
    return len(lost)


_EXPIRES_AT: Final = 10  # its place in a row of the manifest


def _as_sent(row: list[Any]) -> tuple[Any, ...]:
    ids = [each and UUID(each) for each in row[:5]]
    return (*ids, *row[5:_EXPIRES_AT], datetime.fromisoformat(row[_EXPIRES_AT]), *row[_EXPIRES_AT + 1 :])


async def aboard(delivery_ids: Collection[UUID]) -> set[UUID]:
    """Return those of these deliveries that are in the air now, and have no row of their own yet."""
    asked = {str(each) for each in delivery_ids}
    rows = await database.fetch("select orders from flights") if asked else []
    return {UUID(told[0]) for row in rows for told in orjson.loads(bytes(row["orders"])) if told[0] in asked}
