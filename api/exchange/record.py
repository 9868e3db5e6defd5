"""What was sent to the authorities and what was answered, for who runs the house and for the enterprise it is about."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final
from uuid import UUID

from api.documents import listing
from api.exchange import outgoing, refusals, words
from api.paging import COUNTED, counted
from api.people import NOBODY, Actor, audit
from api.people.memberships import require_admin
from kit import bell, database, sealing

_SIZE: Final = f"case when length(o.body) > {sealing.AROUND} then length(o.body) - {sealing.AROUND} else 0 end"
_COLUMNS: Final = f"""o.id, o.gateway, o.kind, o.document_id, o.enterprise_id, o.key, o.filename, o.state,
    o.explanation, o.tries, o.due_at, o.trace, o.created_at, o.sent_at, o.fetched_at, o.answered_at, {_SIZE} as size,
    coalesce(d.number, '') as number, coalesce(d.kind, '') as document_kind"""
_FROM: Final = "from outgoing as o left join documents as d on d.id = o.document_id"
_ASKED: Final = {"enterprise_id": "o.enterprise_id", "document_id": "o.document_id", "state": "o.state",
                 "gateway": "o.gateway", "kind": "o.kind"}  # fmt: skip
_ANSWERS: Final = """
    select id, source, state, explanation, received_at from inbox
    where document_id = $1 and received_at >= $2 order by received_at, id limit 100"""
_COUNTS: Final = "select gateway, state, count(*) as n from outgoing group by gateway, state order by gateway"
_OLDEST: Final = f"""
    select {_COLUMNS} {_FROM} where o.state = 'new' and not exists (
        select 1 from outgoing as w where w.state = 'new' and w.gateway = o.gateway and w.id < o.id) order by o.id"""  # noqa: S608
_OUTCOME: Final = "select state, explanation from inbox where source = $1 and serial = $2"
_LONGEST_BODY: Final = 20_000  # characters that are shown
_MOMENTS: Final = ("due_at", "created_at", "sent_at", "fetched_at", "answered_at")


@dataclass(frozen=True, slots=True, kw_only=True)
class Wanted:
    """Which messages; what is None is not asked about."""

    enterprise_id: UUID | None = None
    document_id: UUID | None = None
    state: str | None = None
    gateway: str | None = None
    kind: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """One message and where it stands; `fetched_at` is when the import client had taken it."""

    id: UUID
    gateway: str
    kind: str
    document_id: UUID | None
    enterprise_id: UUID
    key: str
    filename: str
    state: str
    explanation: str
    tries: int
    trace: str
    size: int
    number: str
    document_kind: str
    due_at: datetime
    created_at: datetime
    sent_at: datetime | None
    fetched_at: datetime | None
    answered_at: datetime | None

    @property
    def gateway_label(self) -> str:
        """Return where it goes, as people read it."""
        return words.GATEWAYS.get(self.gateway, self.gateway)

    @property
    def kind_label(self) -> str:
        """Return what it is, as people read it."""
        return words.called(self.kind, self.document_kind)

    @property
    def state_label(self) -> str:
        """Return where it stands, as people read it."""
        return words.SENT[self.state]


@dataclass(frozen=True, slots=True, kw_only=True)
class Reply:
    """A receipt that came for the same document since: its inbox state and the sentence that explains it."""

    id: UUID
    source: str
    state: str
    explanation: str
    received_at: datetime

    @property
    def state_label(self) -> str:
        """Return what became of it, as people read it."""
        return words.RECEIVED[self.state]


@dataclass(frozen=True, slots=True)
class Story:
    """One message with what came back; the body as text, for the enterprise's own people alone."""

    line: Line
    body: str
    replies: list[Reply]


async def page(actor: Actor, wanted: Wanted, *, offset: int, limit: int) -> tuple[list[Line], int]:
    """Return a page of the messages, newest first, and their number: the enterprise's, or for the operator all."""
    where, arguments = _where(actor, wanted)
    count = f"select count(*) as n from (select 1 from outgoing as o {where} limit {COUNTED + 1}) as found"  # noqa: S608
    sql = (
        f"select {_COLUMNS} {_FROM} {where} order by o.id desc limit ${len(arguments) + 1} offset ${len(arguments) + 2}"
    )
    async with listing.in_order():
        (length,) = await database.fetch(count, *arguments)
        rows = await database.fetch(sql, *arguments, limit, offset)
    return [_line(row) for row in rows], counted(length["n"])


async def story(actor: Actor, message_id: UUID) -> Story:
    """Return one message with the receipts since; raises `unknown` for a missing one and a foreign one alike."""
    line = await _find(actor, message_id)
    body = "" if actor.is_system else await _body(message_id)
    rows = await database.fetch(_ANSWERS, line.document_id, line.created_at) if line.document_id else []
    return Story(line, body, [_reply(row) for row in rows])


async def again(actor: Actor, message_id: UUID) -> None:
    """Send a failed message once more, under the same id; for the operator and the enterprise's 管理员.

    Raises `unknown`, admins_only, not_failed.
    """
    if not actor.is_system:
        require_admin(actor)
    line = await _find(actor, message_id)
    async with database.transaction():
        if not await outgoing.again(line.id):
            raise refusals.not_failed()
        await audit.record(actor, "outgoing.again", message_id)
    await bell.ring(outgoing.BELL)


async def counts() -> dict[str, dict[str, int]]:
    """Return how many messages stand in each state, by gateway; for who runs the house."""
    found: dict[str, dict[str, int]] = {}
    for row in await database.fetch(_COUNTS):
        found.setdefault(row["gateway"], {})[row["state"]] = row["n"]
    return found


async def oldest_waiting() -> list[Line]:
    """Return of each gateway the message that has waited longest; for who runs the house."""
    return [_line(row) for row in await database.fetch(_OLDEST)]


async def outcome(source: str, serial: str) -> tuple[str, str]:
    """Return the inbox state of a stored receipt, and the sentence that explains it."""
    (row,) = await database.fetch(_OUTCOME, source, serial)
    return row["state"], row["explanation"]


async def _find(actor: Actor, message_id: UUID) -> Line:
    rows = await database.fetch(f"select {_COLUMNS} {_FROM} where o.id = $1", message_id)
    lines = [_line(row) for row in rows]
    if not lines or (not actor.is_system and lines[0].enterprise_id != actor.enterprise_id):
        raise refusals.unknown_message()
    return lines[0]


def _where(actor: Actor, wanted: Wanted) -> tuple[str, Sequence[Any]]:
    given = {name: getattr(wanted, name) for name in _ASKED}
    if not actor.is_system:
        given["enterprise_id"] = actor.enterprise_id or NOBODY  # who acts for none sees nothing, never everything
    asked = {name: value for name, value in given.items() if value is not None}
    terms = [f"{_ASKED[name]} = ${place}" for place, name in enumerate(asked, 1)]
    return (f"where {' and '.join(terms)}" if terms else ""), list(asked.values())


async def _body(message_id: UUID) -> str:
    rows = await database.fetch("select body from outgoing where id = $1", message_id)
    text = outgoing.body_of(rows[0]).decode("utf-8", "replace")
    return text if len(text) <= _LONGEST_BODY else f"{text[:_LONGEST_BODY]}…"


def _line(row: database.Row) -> Line:
    values = dict(row)
    for name in ("id", "document_id", "enterprise_id"):
        values[name] = database.as_uuid(values[name]) if values[name] else None
    for name in _MOMENTS:
        values[name] = database.as_time(values[name]) if values[name] else None
    return Line(**values)


def _reply(row: database.Row) -> Reply:
    moment = database.as_time(row["received_at"])
    return Reply(
        id=database.as_uuid(row["id"]),
        source=row["source"],
        state=row["state"],
        explanation=row["explanation"],
        received_at=moment,
    )
