"""The deliveries that wait for others to be said together with, and how many a message has: asked by who merges."""

from collections.abc import Collection
from datetime import datetime
from typing import Final, NamedTuple
from uuid import UUID

from kit import database
from kit.database import as_json, as_time, as_uuid
from kit.relation import IDS, ids
from push.message import Message, from_data

QUIET: Final = "quiet"  # held: it waits for the end of somebody's quiet hours
BURST: Final = "burst"  # held: it waits for the others of a burst

Group = tuple[UUID, str, UUID | None]  # person, channel, tenant: what may be said together


class Held(NamedTuple):
    """A delivery that waits, and what it says."""

    id: UUID
    message_id: UUID
    person_id: UUID
    channel: str
    tenant_id: UUID | None
    subscription_id: UUID
    address: str
    due_at: datetime
    occurred_at: datetime
    message: Message

    @property
    def group(self) -> Group:
        """Return what it may be merged with."""
        return self.person_id, self.channel, self.tenant_id


_WAITING: Final = (
    f"state = 'new' and held in ('{QUIET}', '{BURST}') and subscription_id is not null and due_at <= $1::timestamptz"
)
_PERSONS: Final = f"""
    select distinct person_id from (
        select person_id from deliveries where {_WAITING}
        group by person_id, channel, tenant_id having count(*) > 1) as several
    limit $2"""  # noqa: S608 — constants of this file
_SAID: Final = """
    select d.id, d.message_id, d.person_id, d.channel, d.tenant_id, d.subscription_id, d.address, d.due_at,
           m.title, m.facts, m.remark, m.link, m.kind, m.brief, m.occurred_at
    from deliveries d join messages m on m.id = d.message_id"""
_OF_PERSONS: Final = f"{_SAID} where {_WAITING} and person_id in (select ids.id from {{ids}}) order by d.message_id"  # noqa: S608
_BY_IDS: Final = f"{_SAID} where d.id in (select ids.id from {{ids}}) order by d.message_id"  # noqa: S608
# A delivery's id begins with the milliseconds of its message's: a range of the primary key (kit.ids.derived_id).
_OF_MESSAGE: Final = {
    "postgres": """d.message_id = {id}
        and d.id >= (left({id}::text, 13) || '-0000-0000-000000000000')::uuid
        and d.id <= (left({id}::text, 13) || '-ffff-ffff-ffffffffffff')::uuid""",
    "sqlite": "d.message_id = {id} and d.id >= substr({id}, 1, 13) and d.id <= substr({id}, 1, 13) || 'g'",
}


async def waiting(due_before: datetime, persons: int) -> list[Held]:
    """Lock what waits together, for so many persons at most, until the caller's transaction ends; oldest first."""
    found = await database.fetch(_PERSONS, due_before, persons)
    if not found:
        return []
    lock = " for update of d skip locked" if database.dialect() == "postgres" else ""
    who = ids(as_uuid(row["person_id"]) for row in found)
    return [_held(row) for row in await database.fetch(IDS.into(_OF_PERSONS + lock, 2), due_before, *who)]


async def by_ids(delivery_ids: Collection[UUID]) -> list[Held]:
    """Return deliveries with what they say, oldest first."""
    return [_held(row) for row in await database.fetch(IDS.into(_BY_IDS), *ids(delivery_ids))]


def of_message(message_id: str) -> str:
    """Return the SQL that finds the deliveries `d` of the message in this column; it needs no index of its own."""
    return _OF_MESSAGE[database.dialect()].format(id=message_id)


def count_of(message_id: str) -> str:
    """Return the SQL that counts the deliveries of the message in this column, for a statement of a room above."""
    return f"(select count(*) from deliveries d where {of_message(message_id)})"  # noqa: S608 — a column's name


def _held(row: database.Row) -> Held:
    return Held(
        id=as_uuid(row["id"]),
        message_id=as_uuid(row["message_id"]),
        person_id=as_uuid(row["person_id"]),
        channel=row["channel"],
        tenant_id=as_uuid(row["tenant_id"]) if row["tenant_id"] else None,
        subscription_id=as_uuid(row["subscription_id"]),
        address=row["address"],
        due_at=as_time(row["due_at"]),
        occurred_at=as_time(row["occurred_at"]),
        message=from_data({**row, "facts": as_json(row["facts"])}),
    )
