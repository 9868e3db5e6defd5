"""One line of the audit trail: written in the transaction of the deed itself, and signed with a key of ours."""

from collections.abc import Mapping
from datetime import UTC
from typing import Any, Final
from uuid import UUID

from api.people.actor import Actor
from kit import database, sealing, trace
from kit.clock import now
from kit.ids import new_id

COLUMNS: Final = "id, at, actor, door, action, tenant_id, target, result, trace"
_INSERT: Final = f"insert into audit ({COLUMNS}, mac) values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)"  # noqa: S608 — constants
_PURPOSE: Final = "audit line"


async def record(actor: Actor, action: str, target: str | UUID, result: str = "done") -> None:
    """Write one line; `target` is an id or something already masked, never a name, a phone or a secret (P-2)."""
    who = actor.door if actor.is_system else str(actor.person_id)
    told = (new_id(), now(), who, actor.door, action, actor.enterprise_id, str(target), result, trace.current())
    line = dict(zip(COLUMNS.split(", "), told, strict=True))
    await database.execute(_INSERT, *told, signature(line))


def signature(line: Mapping[str, Any]) -> str:
    """Return what a line is signed with; whoever changes the line cannot make another without our key."""
    return sealing.blind(_told(line), _PURPOSE)


def is_signed(line: Mapping[str, Any]) -> bool:
    """Tell whether a line bears our signature, or that of the old key while there is one."""
    return line["mac"] in sealing.blinds(_told(line), _PURPOSE)


def _told(line: Mapping[str, Any]) -> str:
    moment = database.as_time(line["at"]).astimezone(UTC).isoformat(timespec="microseconds")
    tenant = str(database.as_uuid(line["tenant_id"])) if line["tenant_id"] else ""
    told = [line[name] for name in ("actor", "door", "action", "target", "result", "trace")]
    parts = (str(database.as_uuid(line["id"])), moment, tenant, *told)
    return "\x1f".join(f"{len(part)}:{part}" for part in parts)
