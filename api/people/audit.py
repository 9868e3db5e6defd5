"""The audit trail: who did what, to what, with which result; written in the transaction of the deed itself (P-5)."""

from datetime import datetime
from uuid import UUID

from api.people.actor import Actor
from kit import database, trace
from kit.clock import now
from kit.ids import new_id

_INSERT = """
insert into audit (id, at, actor, door, action, tenant_id, target, result, trace)
values ($1, $2, $3, $4, $5, $6, $7, $8, $9)
"""


async def forget(since: datetime, before: datetime) -> int:
    """Delete the lines of this time, which no law asks for any more, and return how many (P-3)."""
    return await database.execute("delete from audit where at >= $1 and at < $2", since, before)


async def record(actor: Actor, action: str, target: str | UUID, result: str = "done") -> None:
    """Write one line; `target` is an id or something already masked, never a name, a phone or a secret (P-2)."""
    who = actor.door if actor.is_system else str(actor.person_id)
    line = (who, actor.door, action, actor.enterprise_id, str(target), result, trace.current())
    await database.execute(_INSERT, new_id(), now(), *line)
