"""What one may see of prints: one of them, and those of one's enterprise that nobody has confirmed."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final
from uuid import UUID

from api import documents
from api.documents import listing
from api.people import Actor
from api.printing.vocabulary import Part, State
from kit import database
from kit.clock import now
from kit.refusals import unknown

_COLUMNS: Final = """p.id, p.certificate_id, p.enterprise_id, p.part, p.copies, p.state, p.reason,
    p.started_by as person_id, p.started_at, p.asked_at, p.answered_at, d.number, d.kind"""
_SOURCE: Final = "prints p join documents d on d.id = p.certificate_id"
_ONE: Final = f"select {_COLUMNS} from {_SOURCE} where p.enterprise_id = $1 and p.id = $2"  # noqa: S608 — constants
_LOCK: Final = "select 1 from prints where enterprise_id = $1 and id = $2 for update"
_FAILED: Final = f"""
    select {_COLUMNS} from {_SOURCE} where p.enterprise_id = $1 and d.number = $2 and p.state = 'failed'
    order by p.id desc limit 1"""  # noqa: S608
_OPEN: Final = listing.Query(
    columns=_COLUMNS,
    source=_SOURCE,
    where="p.enterprise_id = $1 and p.state = 'sent'",
    order="p.id",
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Print:
    """One print of a certificate; moments are UTC. `asked_at` is from when its question stands."""

    id: UUID
    certificate_id: UUID
    enterprise_id: UUID
    number: str
    kind: str
    part: Part
    copies: int
    state: State
    reason: str
    person_id: UUID
    started_at: datetime
    asked_at: datetime
    answered_at: datetime | None


async def read(actor: Actor, print_id: UUID) -> Print:
    """Return one print of the actor's enterprise; raises not_found, `scope`."""
    rows = await database.fetch(_ONE, await listing.owner_of(actor), print_id)
    if not rows:
        raise unknown()
    return _print(rows[0], now())


async def hold(actor: Actor, print_id: UUID) -> Print:
    """Lock one print of the enterprise that the actor writes for; raises not_found, no_enterprise, out_of_scope."""
    owner = await documents.require_writer(actor)
    if database.dialect() == "postgres":
        await database.fetch(_LOCK, owner, print_id)
    return await read(actor, print_id)


async def unconfirmed(actor: Actor, page: int = 1, size: int = 20) -> tuple[list[Print], int]:
    """Return one page of the prints whose question stands open, oldest first, and how many there are."""
    moment = now()
    rows, total = await listing.page(actor, _OPEN, [("p.asked_at <= ${}", moment)], page, size)
    return [_print(row, moment) for row in rows], total


async def last_failed(actor: Actor, number: str) -> Print | None:
    """Return the last print of a certificate that did not come out, or None; raises `scope`."""
    rows = await database.fetch(_FAILED, await listing.owner_of(actor), number)
    return _print(rows[0], now()) if rows else None


def _print(row: Any, moment: datetime) -> Print:
    values: dict[str, Any] = dict(row)
    for name in ("id", "certificate_id", "enterprise_id", "person_id"):
        values[name] = database.as_uuid(values[name])
    for name in ("started_at", "asked_at", "answered_at"):
        values[name] = values[name] and database.as_time(values[name])
    state = State(values["state"])
    asked = state is State.SENT and values["asked_at"] <= moment
    return Print(**values | {"part": Part(values["part"]), "state": State.UNCONFIRMED if asked else state})
