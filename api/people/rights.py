"""Who may act for whom: active memberships of people who are not disabled, read anew at every request."""

import json
from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Final, cast
from uuid import UUID

from api.people.actor import Actor, Role
from kit import database
from kit.clock import now
from push import addresses

Pair = tuple[UUID, UUID]

ACTIVE: Final = "m.revoked_at is null and (m.expires_at is null or m.expires_at > {now})"
_PAIRS = {
    # Sub-selects hide how many pairs there are: the planner then looks each up and never reads the whole table.
    "postgres": "unnest((select $2::uuid[]), (select $3::uuid[])) as asked (person_id, enterprise_id)",
    "sqlite": """(select people.value as person_id, firms.value as enterprise_id
                  from json_each($2) as people join json_each($3) as firms on firms.key = people.key) as asked""",
}
# Nearly all may: so only who may not travels back. The scalar sub-query is one look-up by index a pair.
_MAY_NOT_SEE = """
select asked.person_id, asked.enterprise_id
from {pairs}
where (select 1 from memberships m join persons p on p.id = m.person_id
       where m.person_id = asked.person_id and m.enterprise_id = asked.enterprise_id and p.disabled_at is null
       and {active} limit 1) is null
"""
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
    people, firms = zip(*asked, strict=True)
    sql = _MAY_NOT_SEE.format(pairs=_PAIRS[database.dialect()], active=ACTIVE.format(now="$1"))
    rows = await database.fetch(sql, now(), _listed(people), _listed(firms))
    return asked - {(database.as_uuid(row["person_id"]), database.as_uuid(row["enterprise_id"])) for row in rows}


def _listed(ids: Sequence[UUID]) -> Sequence[UUID] | str:
    return ids if database.dialect() == "postgres" else json.dumps([str(each) for each in ids])


async def actor_of_person(person_id: UUID, door: str) -> Actor | None:
    """Return the person at work for the enterprise last chosen, else the first one; None if unknown or disabled."""
    rows = await database.fetch(_AT_WORK.format(active=ACTIVE.format(now="$1")), now(), person_id)
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
