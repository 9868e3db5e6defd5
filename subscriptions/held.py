"""The deliveries that wait together, and the digests that were made of such: the statements of merging."""

from collections.abc import Collection, Sequence
from datetime import datetime
from typing import Any, Final, NamedTuple
from uuid import UUID

from kit import database
from kit.database import as_json, as_time, as_uuid
from push.message import Fact, Message
from subscriptions.batches import many

Group = tuple[UUID, str, UUID | None]  # person, channel, tenant: what a digest may mix


class Held(NamedTuple):
    """A delivery that waits, and what it says."""

    id: UUID
    announcement_id: UUID
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


class Member(NamedTuple):
    """A delivery that a digest stands for."""

    digest_id: UUID
    delivery_id: UUID
    announcement_id: UUID
    subscription_id: UUID


_WAITING: Final = "state = 'new' and held in ('quiet', 'burst') and subscription_id is not null and due_at <= $1"
_PERSONS: Final = f"""
    select distinct person_id from (
        select person_id from deliveries where {_WAITING}
        group by person_id, channel, tenant_id having count(*) > 1) as several
    limit $2"""  # noqa: S608 — constants of this file
_SAID: Final = """
    select d.id, d.message_id, d.person_id, d.channel, d.tenant_id, d.subscription_id, d.address, d.due_at,
           m.title, m.facts, m.remark, m.link, m.kind, m.brief, m.occurred_at
    from deliveries d join messages m on m.id = d.message_id"""
_OF_PERSONS: Final = {
    "postgres": f"{_SAID} where {_WAITING} and person_id = any($2::uuid[])"
    " order by d.message_id for update of d skip locked",
    "sqlite": f"{_SAID} where {_WAITING} and person_id in (select value from json_each($2)) order by d.message_id",  # noqa: S608
}
_BY_IDS: Final = {
    "postgres": f"{_SAID} where d.id = any($1::uuid[]) order by d.message_id",
    "sqlite": f"{_SAID} where d.id in (select value from json_each($1)) order by d.message_id",  # noqa: S608
}
_MEMBERS: Final = {
    "postgres": "select * from digest_members where digest_id = any($1::uuid[])",
    "sqlite": "select * from digest_members where digest_id in (select value from json_each($1))",
}
_DIGESTS: Final = {
    "postgres": "select delivery_id, digest_id from digest_members where delivery_id = any($1::uuid[])",
    "sqlite": "select delivery_id, digest_id from digest_members"
    " where delivery_id in (select value from json_each($1))",
}
_JOIN: Final = """
    insert into digest_members (digest_id, delivery_id, announcement_id, subscription_id) values ($1, $2, $3, $4)
    on conflict (delivery_id) do update set digest_id = excluded.digest_id"""


async def waiting(due_before: datetime, persons: int) -> list[Held]:
    """Lock what waits together, for so many persons at most, until the caller's transaction ends; oldest first."""
    found = await database.fetch(_PERSONS, due_before, persons)
    if not found:
        return []
    ids = many([as_uuid(row["person_id"]) for row in found])
    return [_held(row) for row in await database.fetch(_OF_PERSONS[database.dialect()], due_before, ids)]


async def by_ids(ids: Collection[UUID]) -> list[Held]:
    """Return deliveries with what they say, oldest first."""
    return [_held(row) for row in await database.fetch(_BY_IDS[database.dialect()], many(ids))]


async def members_of(digest_ids: Collection[UUID]) -> list[Member]:
    """Return the deliveries that these digests stand for; an id that is no digest's has none."""
    rows = await database.fetch(_MEMBERS[database.dialect()], many(digest_ids)) if digest_ids else ()
    return [Member(*(as_uuid(row[name]) for name in Member._fields)) for row in rows]


async def digests_of(delivery_ids: Collection[UUID]) -> dict[UUID, UUID]:
    """Return {delivery id: digest id} for those of the deliveries that a digest stands for."""
    rows = await database.fetch(_DIGESTS[database.dialect()], many(delivery_ids)) if delivery_ids else ()
    return {as_uuid(row["delivery_id"]): as_uuid(row["digest_id"]) for row in rows}


async def join(digest_id: UUID, members: Sequence[Held]) -> None:
    """Write down for which deliveries a digest stands."""
    rows = [(digest_id, each.id, each.announcement_id, each.subscription_id) for each in members]
    await database.executemany(_JOIN, rows)


def _held(row: database.Row) -> Held:
    return Held(
        id=as_uuid(row["id"]),
        announcement_id=as_uuid(row["message_id"]),
        person_id=as_uuid(row["person_id"]),
        channel=row["channel"],
        tenant_id=as_uuid(row["tenant_id"]) if row["tenant_id"] else None,
        subscription_id=as_uuid(row["subscription_id"]),
        address=row["address"],
        due_at=as_time(row["due_at"]),
        occurred_at=as_time(row["occurred_at"]),
        message=_message(row),
    )


def _message(row: database.Row) -> Message:
    facts: list[list[Any]] = as_json(row["facts"])
    parts = {name: row[name] for name in ("title", "remark", "link", "kind", "brief")}
    return Message(facts=tuple(Fact(*fact) for fact in facts), **parts)
