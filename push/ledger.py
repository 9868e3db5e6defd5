"""The delivery log: what went to whom (masked), by which subscription, each attempt, and what the provider said."""

import dataclasses
from collections.abc import Collection, Sequence
from dataclasses import dataclass, fields
from datetime import datetime, timedelta
from typing import Final
from uuid import UUID

from kit import clock, database
from push import finding
from push.address import Address
from push.finding import Wanted
from push.lifecycle import LABELS, SHELVES, TABLE, Shelf, State, Step
from push.models import Delivery, Saying
from push.replaying import replay

__all__ = [
    "Attempt",
    "Entry",
    "Reported",
    "Wanted",
    "attempts",
    "by_ids",
    "deliveries",
    "find",
    "oldest_due",
    "replay",
    "replay_matching",
    "reports",
    "standing",
]

_REPLAYABLE: Final = [state for state, step in TABLE if step is Step.REPLAY]
_ATTEMPTS: Final = """
    select no, at, provider, outcome, code, text, provider_id, elapsed_ms from attempts
    where delivery_id = $1 order by no"""
_REPORTS: Final = """
    select r.provider, r.provider_id, r.status, r.code, r.text, r.received_at from reports as r
    join (select distinct provider, provider_id from attempts where delivery_id = $1 and provider_id <> '') as a
        on a.provider = r.provider and a.provider_id = r.provider_id
    union select provider, provider_id, status, code, text, received_at from reports where delivery_id = $1
    order by received_at"""
_STANDING: Final = " union all ".join(
    f"select '{state}' as state, count(*) as count from deliveries where shelf = {shelf:d} and state = '{state}'"  # noqa: S608
    for state, shelf in SHELVES.items()
    if shelf is not Shelf.DONE
)
_OLDEST: Final = (
    "select min(due_at) as due_at from deliveries where shelf = 0 and state = 'new' and due_at <= $1::timestamptz"
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """A line of the log; the address is masked (P-2)."""

    id: UUID
    message_id: UUID
    title: str
    kind: str
    trace: str
    person_id: UUID | None
    tenant_id: UUID | None
    subscription_id: UUID | None
    why: str
    channel: str
    address: str
    state: State
    held: str
    attempts: int
    due_at: datetime
    expires_at: datetime
    provider: str
    code: str
    reason: str
    successor_id: UUID | None
    accepted_at: datetime | None
    closed_at: datetime | None
    created_at: datetime

    @property
    def label(self) -> str:
        """Return the state as people read it."""
        return LABELS[self.state]


@dataclass(frozen=True, slots=True)
class Attempt:
    """One try, and what the provider said to it."""

    no: int
    at: datetime
    provider: str
    outcome: str
    code: str
    text: str
    provider_id: str
    elapsed_ms: int


@dataclass(frozen=True, slots=True)
class Reported:
    """What a provider said later."""

    provider: str
    provider_id: str
    status: str
    code: str
    text: str
    received_at: datetime


_OWN: Final = tuple(
    field.name for field in fields(Entry) if field.name not in {"state", "address", "title", "kind", "trace"}
)


async def deliveries(wanted: Wanted, *, offset: int = 0, limit: int = 20, most: int = 1_000) -> tuple[list[Entry], int]:
    """Return a page of the log, newest first, and how long the whole list is, counted no further than `most` + 1."""
    ids, total = await finding.newest(wanted, offset=offset, limit=limit, most=most)
    found = await by_ids(ids) if ids else {}
    return [found[id_] for id_ in ids if id_ in found], total


async def find(delivery_id: UUID) -> Entry | None:
    """Return one line of the log."""
    return (await by_ids([delivery_id])).get(delivery_id)


async def by_ids(delivery_ids: Collection[UUID]) -> dict[UUID, Entry]:
    """Return the lines with these ids (`outbox.delivery_id` knows them before they are written), by id."""
    rows = await Delivery.filter(id__in=list(delivery_ids))
    return {entry.id: entry for entry in await _entries(rows)}


async def attempts(delivery_id: UUID) -> list[Attempt]:
    """Return every try of a delivery, first to last."""
    return [
        Attempt(**{**row, "at": database.as_time(row["at"])}) for row in await database.fetch(_ATTEMPTS, delivery_id)
    ]


async def reports(delivery_id: UUID) -> list[Reported]:
    """Return what providers reported of a delivery, in the order in which it came."""
    return [
        Reported(**{**row, "received_at": database.as_time(row["received_at"])})
        for row in await database.fetch(_REPORTS, delivery_id)
    ]


async def replay_matching(wanted: Wanted, limit: int = 1000) -> int:
    """Send again what was given up and matches, the oldest first; return how many."""
    states = [state for state in _REPLAYABLE if wanted.states is None or state in wanted.states]
    return await replay(await finding.oldest(dataclasses.replace(wanted, states=states), limit))


async def standing() -> dict[State, int]:
    """Return how many deliveries stand in the states that somebody should know of."""
    rows = await database.fetch(_STANDING)
    return {State(row["state"]): row["count"] for row in rows}


async def oldest_due(now: datetime | None = None) -> timedelta:
    """Return how long the oldest delivery that is due has been waiting for a provider's yes."""
    moment = now or clock.now()
    oldest = (await database.fetch(_OLDEST, moment))[0]["due_at"]
    return moment - database.as_time(oldest) if oldest else timedelta(0)


async def _entries(rows: Sequence[Delivery]) -> list[Entry]:
    said = await Saying.filter(id__in=list({row.message_id for row in rows})).only("id", "title", "kind", "trace")
    by_id = {each.id: each for each in said}
    return [_entry(row, by_id[row.message_id]) for row in rows]


def _entry(row: Delivery, said: Saying) -> Entry:
    own = {name: getattr(row, name) for name in _OWN}
    address = Address(row.channel, row.address).masked()
    return Entry(**own, state=State(row.state), address=address, title=said.title, kind=said.kind, trace=said.trace)
