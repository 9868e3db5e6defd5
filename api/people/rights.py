"""Who may act for whom: active memberships of people who are not disabled, read anew at every request."""

from collections.abc import Iterable
from datetime import datetime
from typing import Final, cast
from uuid import UUID

from api.people.actor import Actor, Role
from kit import database
from kit.clock import now
from kit.relation import Relation
from push import addresses

Pair = tuple[UUID, UUID]

ACTIVE: Final = "m.revoked_at is null and (m.expires_at is null or m.expires_at > {now})"
_ACTIVE_NOW: Final = ACTIVE.format(now="$1")
_ASKED: Final = Relation("asked", person_id="uuid", enterprise_id="uuid")
# Nearly all may: so only who may not travels back. The scalar sub-query is one look-up by index a pair.
_MAY_NOT_SEE: Final = f"""
select asked.person_id, asked.enterprise_id
from {{asked}}
where (select 1 from memberships m join persons p on p.id = m.person_id
       where m.person_id = asked.person_id and m.enterprise_id = asked.enterprise_id and p.disabled_at is null
       and {_ACTIVE_NOW} limit 1) is null
"""  # noqa: S608 — constants
_AT_WORK = """
select p.id, p.name, m.enterprise_id, m.role
from persons p
left join memberships m on m.person_id = p.id and {active}
where p.id = $2 and p.disabled_at is null
order by case when m.enterprise_id = p.enterprise_id then 0 else 1 end, m.granted_at, m.id
limit 1
"""


async def may_see(pairs: Iterable[Pair]) -> set[Pair]:
    """Return those pairs of (person, enterprise) in which the person may act for the enterprise now (R-9)."""
    asked = set(pairs)
    if not asked:
        return asked
    rows = await database.fetch(_ASKED.into(_MAY_NOT_SEE, first=2), now(), *_ASKED.arguments(asked))
    return asked - {(database.as_uuid(row["person_id"]), database.as_uuid(row["enterprise_id"])) for row in rows}


async def actor_of_person(person_id: UUID, door: str) -> Actor | None:
    """Return the person at work for the enterprise last chosen, else the first one; None if unknown or disabled."""
    rows = await database.fetch(_AT_WORK.format(active=_ACTIVE_NOW), now(), person_id)
    if not rows:
        return None
    row = rows[0]
    firm = row["enterprise_id"] and database.as_uuid(row["enterprise_id"])
    return Actor(
        person_id=database.as_uuid(row["id"]),
        enterprise_id=firm or None,
        role=cast("Role", row["role"] or "none"),
        door=door,
        name=row["name"],
    )


async def actor_for_address(channel: str, value: str) -> Actor | None:
    """Return who speaks from a chat address, or None where nobody is bound to it; the door is the channel."""
    holder = await addresses.holder_of(channel, value)
    return None if holder is None else await actor_of_person(holder, channel)


async def role_in(person_id: UUID, enterprise_id: UUID, moment: datetime) -> Role | None:
    """Return what a person is to an enterprise at that moment, or None."""
    sql = f"""select m.role from memberships m join persons p on p.id = m.person_id
              where m.person_id = $2 and m.enterprise_id = $3 and p.disabled_at is null
              and {ACTIVE.format(now="$1")}"""  # noqa: S608 — constants only
    rows = await database.fetch(sql, moment, person_id, enterprise_id)
    return cast("Role", rows[0]["role"]) if rows else None
