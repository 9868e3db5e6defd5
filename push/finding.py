"""Which deliveries a look into the log shows: each condition by an index that costs a delivery little or nothing.

Indexes on deliveries are paid with every delivery, so the log has few (docs/adr/0018): one of what is closed, written
once when it is; partial ones of what hardly any delivery becomes; and for the rest those that sending itself needs.
"""

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final
from uuid import UUID

from kit import database
from push.address import CHANNELS, WECHAT
from push.lifecycle import SHELVES, Shelf, State

_MILLISECOND: Final = 80  # the bits of an id below its milliseconds
_OPEN: Final = f"shelf = {Shelf.OPEN:d}"
_WANTING: Final = f"shelf = {Shelf.WANTING:d}"
_NOT_ACCEPTED: Final = f"shelf = {Shelf.DONE:d} and accepted_at is null"
_CODED: Final = "code <> ''"
_ELSEWHERE: Final = f"shelf > 0 and channel <> '{WECHAT}'"
_CLOSED_ON: Final = {channel: f"{_ELSEWHERE} and channel = '{channel}'" for channel in CHANNELS} | {
    WECHAT: f"shelf > 0 and channel = '{WECHAT}'"
}
_INDEX: Final = dict.fromkeys(_CLOSED_ON.values(), "deliveries_of_tenant_elsewhere") | {
    _CLOSED_ON[WECHAT]: "deliveries_of_tenant_on_wechat",
    _OPEN: "deliveries_due",
    _WANTING: "deliveries_wanting_of_tenant",
    _NOT_ACCEPTED: "deliveries_not_accepted",
    _CODED: "deliveries_by_code",
}
_TAKEN: Final = {State.ACCEPTED, State.DELIVERED}  # what nearly all become, and the only ones with `accepted_at`
_WORD: Final = {True: "desc", False: "asc"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Wanted:
    """Which deliveries: whatever is None is not asked about; times are when the message was written, aware UTC."""

    person_id: UUID | None = None
    tenant_id: UUID | None = None
    message_id: UUID | None = None
    channel: str | None = None
    states: Collection[State] | None = None
    code: str | None = None
    since: datetime | None = None
    until: datetime | None = None


class _Question:
    """What is wanted, as SQL."""

    def __init__(self, wanted: Wanted) -> None:
        self.values: list[Any] = []
        self._asked = [*self._conditions(wanted)]

    def where(self, index: str = "", but: str = "") -> str:
        """Return all conditions, with those that a partial index names; no index is chosen for the column `but`."""
        asked = [text.replace(but, f"coalesce({but}, null)") if but else text for text in self._asked]
        return " and ".join(filter(None, [index, *asked])) or "true"

    def _conditions(self, wanted: Wanted) -> Iterator[str]:
        since, until = _range(wanted)
        for name in ("tenant_id", "person_id", "message_id", "channel", "code"):
            if (value := getattr(wanted, name)) is not None:
                yield f"{name} = {self._numbered(value)}"
        if since is not None:
            yield f"id >= {self._numbered(since)}"
        if until is not None:
            yield f"id < {self._numbered(until)}"
        if wanted.states is not None:
            named = [f"'{state.value}'" for state in State if state in wanted.states]
            yield f"state in ({', '.join(named)})" if named else "false"

    def _numbered(self, value: Any) -> str:
        self.values.append(value)
        return f"${len(self.values)}"


async def newest(wanted: Wanted, *, offset: int, limit: int, most: int) -> tuple[list[UUID], int]:
    """Return a page of ids, newest first, and how many are wanted at all, counted no further than `most` + 1."""
    question = _Question(wanted)
    few = await _few(question, wanted, most)
    if few is not None and len(few) <= most:
        return sorted(few, reverse=True)[offset : offset + limit], len(few)
    parts, end = _parts(wanted), offset + limit
    still_open = await _open(question, parts)
    closed = [part for part in parts if part != _OPEN]
    found = sorted([*still_open, *await _ordered(question, closed, end, latest=True)], reverse=True)[:end]
    if few is not None or len(found) < end:
        return found[offset:], len(found) if few is None else most + 1
    return found[offset:], min(len(still_open) + await _count(question, closed, most + 1), most + 1)


async def oldest(wanted: Wanted, limit: int) -> list[UUID]:
    """Return the first ids of what is wanted, oldest first."""
    question, parts = _Question(wanted), _parts(wanted)
    still_open = await _open(question, parts)
    closed = await _ordered(question, [part for part in parts if part != _OPEN], limit, latest=False)
    return sorted([*still_open, *closed])[:limit]


def _parts(wanted: Wanted) -> list[str]:
    """Return the parts of a list that have an index each; an enterprise's alone has any."""
    if wanted.tenant_id is None:
        return [""]
    if wanted.code:
        return [_CODED]
    states = set(State if wanted.states is None else wanted.states)
    parts = [_OPEN] if Shelf.OPEN in {SHELVES[state] for state in states} else []
    if states & _TAKEN:
        channels = CHANNELS if wanted.channel is None else [wanted.channel]
        return parts + [_CLOSED_ON[channel] for channel in CHANNELS if channel in channels]
    closed = {_WANTING: Shelf.WANTING, _NOT_ACCEPTED: Shelf.DONE}
    return parts + [part for part, shelf in closed.items() if shelf in {SHELVES[state] for state in states}]


async def _few(question: _Question, wanted: Wanted, most: int) -> list[UUID] | None:
    """Return whatever one message or one person has, no more than `most` + 1; None where neither is asked about."""
    if wanted.message_id is None and wanted.person_id is None:
        return None
    return await _ids(question, f"{question.where(but='tenant_id')} limit {most + 1}")


async def _ordered(question: _Question, parts: Sequence[str], limit: int, *, latest: bool) -> list[UUID]:
    end = f"order by id {_WORD[latest]} limit {limit}"
    if not parts:
        return []
    each = [f"select id from {_source(part)} where {question.where(part)}" for part in parts]  # noqa: S608 — our own
    if len(parts) > 1 and database.dialect() == "postgres":  # which merges no parts but sorted ones
        each = [f"({part} {end})" for part in each]
    rows = await database.fetch(f"{' union all '.join(each)} {end}", *question.values)
    return [database.as_uuid(row["id"]) for row in rows]


async def _open(question: _Question, parts: Sequence[str]) -> list[UUID]:
    return await _ids(question, question.where(_OPEN), _source(_OPEN)) if _OPEN in parts else []


async def _ids(question: _Question, where: str, source: str = "deliveries") -> list[UUID]:
    rows = await database.fetch(f"select id from {source} where {where}", *question.values)  # noqa: S608 — our own
    return [database.as_uuid(row["id"]) for row in rows]


async def _count(question: _Question, parts: Sequence[str], most: int) -> int:
    each = " union all ".join(f"select 1 from {_source(part)} where {question.where(part)}" for part in parts)  # noqa: S608
    rows = await database.fetch(f"select count(*) as n from ({each} limit {most}) as found", *question.values)  # noqa: S608
    return int(rows[0]["n"])


def _source(part: str) -> str:
    """Return the table; SQLite is told the index, for of a long time it would read everybody's deliveries."""
    if not part or database.dialect() == "postgres":
        return "deliveries"
    return f"deliveries indexed by {_INDEX[part]}"


def _range(wanted: Wanted) -> tuple[UUID | None, UUID | None]:
    """Return the range of ids wanted: an id begins with its message's milliseconds, so no other index is needed."""
    since = _milliseconds(wanted.since) if wanted.since else None
    until = _milliseconds(wanted.until) if wanted.until else None
    if wanted.message_id:
        since = wanted.message_id.int >> _MILLISECOND
        until = since + 1
    first, end = (None if value is None else UUID(int=value << _MILLISECOND) for value in (since, until))
    return first, end


def _milliseconds(moment: datetime) -> int:
    return int(moment.timestamp() * 1000)
