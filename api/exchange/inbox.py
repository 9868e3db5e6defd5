"""The inbox: what the authorities sent, raw, once per (source, serial), before anybody understands it (rule 2)."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Final, NamedTuple
from uuid import UUID

from kit import bell, database, failpoints, metrics, sealing, trace
from kit.clock import now
from kit.ids import new_id
from kit.relation import Relation

BELL: Final = "inbox"
SEALED_AS: Final = "receipt"
_COLUMNS: Final = "id, source, serial, body, origin, trace, state, explanation, tries, received_at"
_NEW_ONES: Final = f"insert into inbox ({_COLUMNS})"
_TYPES: Final = "$1::uuid[], $2::text[], $3::text[], $4::bytea[], $5::text[], $6::text[], $7::timestamptz[]"
_STORE: Final[dict[database.Dialect, str]] = {
    "postgres": f"""
        {_NEW_ONES}
        select id, source, serial, body, origin, trace, 'new', '', 0, at
        from unnest({_TYPES}) as mail (id, source, serial, body, origin, trace, at)
        on conflict (source, serial) do nothing returning id""",  # noqa: S608 — constants of this file
    "sqlite": f"""
        {_NEW_ONES} values ($1, $2, $3, $4, $5, $6, 'new', '', 0, $7)
        on conflict (source, serial) do nothing returning id""",
}
_CLAIMED: Final = "select id, source, body, trace, received_at from inbox where state = 'new'"
_SKIP_LOCKED: Final[dict[database.Dialect, str]] = {"postgres": " for update skip locked", "sqlite": ""}
_TICKS: Final = Relation("ticks", id="uuid", state="text", explanation="text", document_id="uuid")
_TICK: Final = """
    update inbox set state = ticks.state, explanation = ticks.explanation, document_id = ticks.document_id,
        handled_at = $1::timestamptz
    from {ticks} where inbox.id = ticks.id"""
_STUMBLE: Final = """
    update inbox set tries = tries + 1, explanation = $2, handled_at = $3,
        state = case when tries + 1 >= $4 then 'failed' else state end
    where id = $1 and state = 'new' returning source, state"""
_AGAIN: Final = """
    update inbox set state = 'new', tries = 0, handled_at = null
    where state = $1 and state <> 'applied' and dismissed_at is null"""


@dataclass(frozen=True, slots=True, kw_only=True)
class Mail:
    """One receipt as it came: `source` is who speaks, `serial` tells it from its copies, `origin` a file or address."""

    source: str
    serial: str
    body: bytes
    origin: str
    trace: str = field(default_factory=lambda: trace.current() or trace.new())


class Row(NamedTuple):
    """A receipt waiting to be understood."""

    id: UUID
    source: str
    body: bytes
    trace: str
    received_at: datetime


class Tick(NamedTuple):
    """What became of a receipt: its inbox state, a sentence, and the document it is about, if any."""

    id: UUID
    state: str
    explanation: str
    document_id: UUID | None = None


async def store(source: str, serial: str, body: bytes, origin: str) -> bool:
    """Store one receipt in a transaction of its own; tell whether it is new. Only now may the sender hear yes (R-1)."""
    return (await store_many([Mail(source=source, serial=serial, body=body, origin=origin)]))[0]


async def store_many(mail: Sequence[Mail]) -> list[bool]:
    """Store receipts in one transaction of their own; tell of each whether it is new (R-2)."""
    if not mail:
        return []
    rows = [_row(each, now()) for each in mail]
    async with database.transaction():
        new = await _insert(rows)
        failpoints.hit("ingest.after_inbox")
    failpoints.hit("ingest.after_commit_before_ack")
    stored = [row[0] in new for row in rows]
    for each, fresh in zip(mail, stored, strict=True):
        metrics.RECEIPTS.labels(each.source, "stored" if fresh else "seen").inc()
    if new:
        await bell.ring(BELL)
    return stored


async def enclose(mail: Mail) -> bool:
    """Store one receipt of our own in the caller's transaction; ring BELL after the commit."""
    return bool(await _insert([_row(mail, now())]))


async def claim(limit: int) -> list[Row]:
    """Lock the oldest unhandled receipts until the caller's transaction ends; other workers pass them over."""
    sql = f"{_CLAIMED} order by id limit $1{_SKIP_LOCKED[database.dialect()]}"
    await database.read_in_index_order()
    return [_claimed(row) for row in await database.fetch(sql, limit)]


async def claim_one(receipt_id: UUID) -> list[Row]:
    """Lock this one receipt, if it is still unhandled and nobody else holds it."""
    sql = f"{_CLAIMED} and id = $1{_SKIP_LOCKED[database.dialect()]}"
    return [_claimed(row) for row in await database.fetch(sql, receipt_id)]


def body_of(row: database.Row) -> bytes:
    """Return a receipt's body as it came: nobody knows whom it tells of, so it lies sealed. Raises Unopenable."""
    return sealing.open_bytes(bytes(row["body"]), SEALED_AS)


async def waiting(limit: int) -> list[UUID]:
    """Return the ids of the oldest unhandled receipts."""
    rows = await database.fetch("select id from inbox where state = 'new' order by id limit $1", limit)
    return [database.as_uuid(row["id"]) for row in rows]


async def tick(ticks: Sequence[Tick]) -> None:
    """Write what became of receipts, in the caller's transaction."""
    if ticks:
        rows = [(each.id, each.state, each.explanation, each.document_id) for each in ticks]
        await database.execute(_TICKS.into(_TICK, 2), now(), *_TICKS.arguments(rows))


async def stumble(receipt_id: UUID, explanation: str, tries: int) -> str | None:
    """Count a failed try; at the last one the receipt becomes 'failed', and its source is returned."""
    rows = await database.fetch(_STUMBLE, receipt_id, explanation, now(), tries)
    return next((row["source"] for row in rows if row["state"] == "failed"), None)


async def take_again(state: str) -> int:
    """Let receipts in that state be read anew, once a table or a fault was mended; return how many. Never 'applied'."""
    again = await database.execute(_AGAIN, state)
    await bell.ring(BELL)
    return again


async def _insert(rows: Sequence[tuple[Any, ...]]) -> set[UUID]:
    sql = _STORE[database.dialect()]
    if database.dialect() == "postgres":
        found = await database.fetch(sql, *map(list, zip(*rows, strict=True)))
    else:
        found = [new for row in rows for new in await database.fetch(sql, *row)]
    return {database.as_uuid(row["id"]) for row in found}


def _row(mail: Mail, at: datetime) -> tuple[Any, ...]:
    body = sealing.seal_bytes(mail.body, SEALED_AS)
    return (new_id(), mail.source, mail.serial, body, mail.origin, mail.trace, at)


def _claimed(row: database.Row) -> Row:
    received_at = database.as_time(row["received_at"])
    return Row(database.as_uuid(row["id"]), row["source"], body_of(row), row["trace"], received_at)
