"""The outbox: what is to be said and to whom, written in the same transaction as its cause (house rule 2)."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from operator import itemgetter
from typing import Any, Final, NamedTuple
from uuid import UUID

import orjson

from kit import bell, database
from kit.clock import now
from kit.ids import derived_id
from kit.relation import Relation
from push.address import Address
from push.lanes import Lane
from push.message import Message, to_data

__all__ = ["BELL", "Lane", "Letter", "Order", "delivery_id", "direct", "enqueue", "post", "supersede", "write_messages"]

BELL: Final = "deliveries"
_PERSON, _CHANNEL, _THREAD, _SEQ = 2, 6, 8, 9
_place = itemgetter(_THREAD, _PERSON, _CHANNEL)

_LETTERS: Final = Relation(
    "letters",
    id="uuid",
    kind="text",
    title="text",
    facts="jsonb",
    remark="text",
    brief="text",
    link="text",
    trace="text",
    occurred_at="timestamptz",
)
_ORDERS: Final = Relation(
    "orders",
    id="uuid",
    message_id="uuid",
    person_id="uuid",
    tenant_id="uuid",
    subscription_id="uuid",
    why="text",
    channel="text",
    address="text",
    thread="text",
    seq="bigint",
    lane="smallint",
    due_at="timestamptz",
    expires_at="timestamptz",
    held="text",
)
_SUCCESSIONS: Final = Relation("successions", id="uuid", successor_id="uuid")

_WRITE: Final = """
    insert into messages (id, kind, title, facts, remark, brief, link, trace, occurred_at, created_at)
    select letters.id, kind, title, facts, remark, brief, link, trace, occurred_at, $1::timestamptz
    from {letters} where true on conflict do nothing"""
_INSERT: Final = """
    insert into deliveries (id, message_id, person_id, tenant_id, subscription_id, why, channel, address, thread, seq,
                            lane, due_at, expires_at, held, state, shelf, attempts, failures, provider, provider_id,
                            code, reason, created_at)
    select orders.*, 'new', 0, 0, 0, '', '', '', '', $1::timestamptz
    from {orders} where true on conflict do nothing"""
# Older ones of the thread, looked up one order at a time by index: the lateral query is not to be flattened.
_OLDER: Final = """
    select older.id, orders.id as successor_id from {orders}
    cross join lateral (
        select id from deliveries where person_id = orders.person_id and thread = orders.thread and thread <> ''
            and channel = orders.channel and seq < orders.seq and state in ('new', 'sending') offset 0) as older"""
_OLDER_ON_SQLITE: Final = """
    select older.id, orders.id as successor_id from {orders}
    join deliveries as older on older.person_id = orders.person_id and older.thread = orders.thread
        and older.thread <> '' and older.channel = orders.channel and older.seq < orders.seq
        and older.state in ('new', 'sending')"""
# One that is being sent cannot be taken back; it learns of its successor, and is not tried again.
_SUPERSEDE_OLDER: Final = """
    update deliveries set successor_id = found.successor_id,
        state = case state when 'new' then 'superseded' else state end,
        shelf = case state when 'new' then 1 else shelf end,
        held = case state when 'new' then '' else held end,
        closed_at = case state when 'new' then $1::timestamptz else closed_at end
    from {found} where deliveries.id = found.id and state in ('new', 'sending')"""
_ENQUEUE: Final = f"""
    with orders as (select * from {{orders}}),
    inserted as ({_INSERT.replace("{orders}", "orders")} returning 1),
    found as ({_OLDER.replace("{orders}", "orders")}),
    superseded as ({_SUPERSEDE_OLDER.replace("{found}", "found")})
    select count(*) as inserted from inserted"""  # noqa: S608 — constants of this file
_SUPERSEDE_ON_SQLITE: Final = _SUPERSEDE_OLDER.replace("{found}", f"({_OLDER_ON_SQLITE}) as found")
_SUPERSEDE: Final = """
    update deliveries set state = 'superseded', shelf = 1, held = '', successor_id = successions.successor_id,
        closed_at = $1::timestamptz
    from {successions} where deliveries.id = successions.id and state = 'new' returning deliveries.id"""


class Letter(NamedTuple):
    """A message with its id, the trace it belongs to, and when what it tells of happened (aware UTC)."""

    id: UUID
    message: Message
    trace: str
    occurred_at: datetime


class Order(NamedTuple):
    """One message for one person on one channel; the fields stand in the order of the columns of `_ORDERS`.

    `person_id` None sends to an address that is nobody's yet (a code for a new phone). Within a `thread` (empty:
    none) a larger `seq` replaces what is still unsent. It goes out from `due_at` and never after `expires_at`;
    `held` says why it waits.
    """

    message_id: UUID
    person_id: UUID | None
    tenant_id: UUID | None
    subscription_id: UUID | None
    why: str
    channel: str
    address: str
    thread: str
    seq: int
    lane: Lane
    due_at: datetime
    expires_at: datetime
    held: str = ""

    @property
    def id(self) -> UUID:
        """Return the id of its delivery: the same cause makes the same row, however often it is written."""
        return delivery_id(self.message_id, self.person_id or self.address, self.channel)


def delivery_id(message_id: UUID, holder: UUID | str, channel: str) -> UUID:
    """Return the id that the delivery of a message has for a person (or a nobody's address) on a channel."""
    return derived_id(message_id, str(holder), channel)


def direct(
    letter: Letter, to: Address, person_id: UUID | None, until: datetime, tenant_id: UUID | None = None
) -> Order:
    """Return an order that no subscription caused: due at once, on the personal lane, of no thread."""
    return Order(
        message_id=letter.id,
        person_id=person_id,
        tenant_id=tenant_id,
        subscription_id=None,
        why="",
        channel=to.channel,
        address=to.kept(),
        thread="",
        seq=0,
        lane=Lane.PERSONAL,
        due_at=letter.occurred_at,
        expires_at=until,
    )


async def write_messages(letters: Sequence[Letter]) -> None:
    """Write messages; one that was written before stays as it is. Joins the caller's transaction."""
    if letters:
        rows = [_letter_row(letter) for letter in letters]
        await database.execute(_LETTERS.into(_WRITE, 2), now(), *_LETTERS.arguments(rows))


async def enqueue(orders: Sequence[Order]) -> int:
    """Write deliveries in state 'new' and return how many are new; older unsent ones of their threads are superseded.

    Joins the caller's transaction; ring the bell `BELL` after its commit. Orders written before stay as they are.
    """
    if not orders:
        return 0
    moment = now()
    arguments = _ORDERS.arguments(rows := [(order.id, *order) for order in orders])
    outranked = _outranked_among(rows)
    if database.dialect() == "postgres":
        found = await database.fetch(_ORDERS.into(_ENQUEUE, 2), moment, *arguments)
        await supersede(outranked)
        return int(found[0]["inserted"])
    inserted = await database.execute(_ORDERS.into(_INSERT, 2), moment, *arguments)
    await supersede(outranked)
    await database.execute(_ORDERS.into(_SUPERSEDE_ON_SQLITE, 2), moment, *arguments)
    return inserted


async def post(letters: Sequence[Letter], orders: Sequence[Order]) -> None:
    """Write messages and deliveries in a transaction of their own and wake the senders."""
    async with database.transaction():
        await write_messages(letters)
        await enqueue(orders)
    await bell.ring(BELL)


async def supersede(successors: Mapping[UUID, UUID]) -> set[UUID]:
    """Replace deliveries still unsent, {id: successor's id}, and return those that were; joins the transaction."""
    if not successors:
        return set()
    arguments = _SUCCESSIONS.arguments(sorted(successors.items()))
    rows = await database.fetch(_SUCCESSIONS.into(_SUPERSEDE, 2), now(), *arguments)
    return {database.as_uuid(row["id"]) for row in rows}


def _letter_row(letter: Letter) -> tuple[Any, ...]:
    said = letter.message
    facts = orjson.dumps(to_data(said)["facts"]).decode()
    parts = (said.kind, said.title, facts, said.remark, said.brief, said.link)
    return (letter.id, *parts, letter.trace, letter.occurred_at)


def _outranked_among(rows: Iterable[tuple[Any, ...]]) -> dict[UUID, UUID]:
    """Return {id: successor's id} for orders of one batch that a newer one of the same batch replaces."""
    threaded = [(_place(row), row[_SEQ], row[0]) for row in rows if row[_THREAD] and row[_PERSON]]
    newest: dict[tuple[Any, ...], tuple[int, UUID]] = {}
    for place, seq, order in threaded:
        if place not in newest or newest[place][0] < seq:
            newest[place] = (seq, order)
    if len(newest) == len(threaded):
        return {}
    return {order: newest[place][1] for place, seq, order in threaded if seq < newest[place][0]}
