"""The outbox towards the authorities: each message a row, written with its cause, claimed under a lease, settled once.

States: new → sending → sent → answered, or failed. A lease that ran out means that its worker was killed: whoever
claims the message next hands it over under the same id and name, by which the gateways know it again.
"""

from collections.abc import Collection, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any, Final, Literal
from uuid import UUID

from kit import database, sealing, trace
from kit.clock import now
from kit.ids import new_id
from kit.relation import Relation

BELL: Final = "outgoing"
SEALED_AS: Final = "outgoing"
LEASE = timedelta(seconds=90)
UNSENT: Final = "unsent"  # in the data of a receipt that we wrote ourselves: the message that nobody took
GatewayName = Literal["gacc", "ccpit"]
_COLUMNS: Final = """id, gateway, kind, document_id, enterprise_id, key, body, filename, subject, failed_step, state,
    explanation, tries, due_at, trace, created_at"""
_POST: Final = f"""
    insert into outgoing ({_COLUMNS})
    values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, 'new', '', 0, $11, $12, $11)
    on conflict (gateway, key) do nothing"""  # noqa: S608 — constants of this file
_GATEWAYS: Final = Relation("gateways", gateway="text")
_CLAIM: Final = """
    update outgoing set state = 'sending', tries = tries + 1, due_at = $2::timestamptz where id in (
        select o.id from outgoing as o
        where o.state in ('new', 'sending') and o.due_at <= $1::timestamptz
        and o.gateway in (select gateways.gateway from {gateways})
        and not exists (
            select 1 from outgoing as earlier
            where earlier.document_id = o.document_id and earlier.gateway = o.gateway
            and earlier.state in ('new', 'sending') and earlier.id < o.id)
        order by o.due_at, o.id limit $3)
    and state in ('new', 'sending') and due_at <= $1::timestamptz
    returning id, gateway, kind, document_id, enterprise_id, key, body, filename, subject, failed_step,
        tries, trace, created_at"""
_OVERDUE: Final = "select gateway, count(*) as n from outgoing where state = 'new' and due_at < $1 group by gateway"
_SENT: Final = """
    update outgoing set state = 'sent', explanation = '', sent_at = $2
    where id = $1 and state = 'sending'"""
_LATER: Final = """
    update outgoing set state = 'new', explanation = $2, due_at = $3 where id = $1 and state = 'sending'"""
_FAILED: Final = """
    update outgoing set state = 'failed', explanation = $2, answered_at = $3
    where id = $1 and state in ('new', 'sending', 'sent')"""
_AGAIN: Final = """
    update outgoing set state = 'new', explanation = '', tries = 0, due_at = $2, answered_at = null, fetched_at = null
    where id = $1 and state = 'failed'"""
_ANSWERS: Final = Relation(
    "answers", document_id="uuid", attachment="text", subject="text", receipt_id="uuid", at="timestamptz"
)
_ANSWERED: Final = """
    update outgoing set state = 'answered', answered_at = answers.at, receipt_id = answers.receipt_id
    from {answers}
    where outgoing.document_id = answers.document_id and outgoing.state in ('sending', 'sent')
    and (outgoing.kind = 'attachment') = (answers.attachment = 'yes')
    and answers.subject in ('', outgoing.subject, outgoing.filename)"""


@dataclass(frozen=True, slots=True, kw_only=True)
class Outgoing:
    """One message to an authority.

    `key` is unique within the gateway: a message that was written once is never written again. `failed_step` is the
    step that its document takes if the message cannot be delivered. `filename` is what an import client's folder shows;
    an attachment's answer names that, or the `subject` if there is one.
    """

    gateway: GatewayName
    kind: str
    enterprise_id: UUID
    key: str
    body: bytes
    filename: str
    subject: str = ""
    document_id: UUID | None = None
    failed_step: str = "failed"
    id: UUID = field(default_factory=new_id)


@dataclass(frozen=True, slots=True, kw_only=True)
class Claimed(Outgoing):
    """A message in the hands of a worker until its lease runs out."""

    tries: int
    trace: str
    created_at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """An authority's word on a document that we may have written about; `subject` is the attachment that it names."""

    document_id: UUID
    receipt_id: UUID
    at: datetime
    is_attachment: bool = False
    subject: str = ""


async def write(message: Outgoing) -> bool:
    """Write a message, in the caller's transaction; tell whether it is new."""
    row = (message.id, message.gateway, message.kind, message.document_id, message.enterprise_id, message.key)
    body = sealing.seal_bytes(message.body, SEALED_AS)
    rest = (body, message.filename, message.subject, message.failed_step, now(), trace.current() or trace.new())
    return await database.execute(_POST, *row, *rest) == 1


async def claim(gateways: Collection[str], limit: int) -> list[Claimed]:
    """Take the messages that are due into this worker's hands, of each document only the earliest one."""
    if not gateways:
        return []
    at = now()
    rows = await database.fetch(
        _GATEWAYS.into(_CLAIM, 4), at, at + LEASE, limit, *_GATEWAYS.arguments([(name,) for name in sorted(gateways)])
    )
    return sorted(map(_claimed, rows), key=lambda message: message.id)


def body_of(row: database.Row) -> bytes:
    """Return a message's body as the authority gets it: it tells of people, so it lies sealed. Raises Unopenable."""
    return sealing.open_bytes(bytes(row["body"]), SEALED_AS)


async def overdue(since: datetime) -> dict[str, int]:
    """Return how many messages of each gateway were due before that moment and have not been claimed."""
    return {row["gateway"]: row["n"] for row in await database.fetch(_OVERDUE, since)}


async def sent(message_id: UUID) -> None:
    """Note that the gateway has taken a message."""
    await database.execute(_SENT, message_id, now())


async def later(message_id: UUID, explanation: str, due_at: datetime) -> None:
    """Put a message back until that moment, with the sentence that says why."""
    await database.execute(_LATER, message_id, explanation, due_at)


async def failed(message_id: UUID, explanation: str) -> bool:
    """Note that a message will never be taken; tell whether that is news."""
    return await database.execute(_FAILED, message_id, explanation, now()) == 1


async def again(message_id: UUID) -> bool:
    """Let a failed message be tried anew, in the caller's transaction; tell whether it had failed."""
    return await database.execute(_AGAIN, message_id, now()) == 1


async def answered(answers: Sequence[Answer]) -> None:
    """Note which messages these receipts answer, in the caller's transaction."""
    if answers:
        rows = [
            (each.document_id, "yes" if each.is_attachment else "no", each.subject, each.receipt_id, each.at)
            for each in answers
        ]
        await database.execute(_ANSWERS.into(_ANSWERED), *_ANSWERS.arguments(rows))


def _claimed(row: database.Row) -> Claimed:
    values: dict[str, Any] = dict(row)
    for name in ("id", "enterprise_id"):
        values[name] = database.as_uuid(values[name])
    values["document_id"] = database.as_uuid(values["document_id"]) if values["document_id"] else None
    values["body"] = body_of(row)
    values["created_at"] = database.as_time(values["created_at"])
    return Claimed(**values)
