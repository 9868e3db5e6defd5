"""Which deliveries a digest stands for."""

from collections.abc import Collection, Sequence
from typing import Final, NamedTuple
from uuid import UUID

from kit import database
from kit.database import as_uuid
from kit.relation import many
from push.waiting import Held


class Member(NamedTuple):
    """A delivery that a digest stands for."""

    digest_id: UUID
    delivery_id: UUID
    announcement_id: UUID
    subscription_id: UUID


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
    rows = [(digest_id, each.id, each.message_id, each.subscription_id) for each in members]
    await database.executemany(_JOIN, rows)
