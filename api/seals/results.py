"""授权结果: the latest authorisation with its receipt, closed for 300 s; the push does not wait (AUTH-08, M16)."""

import math
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Final
from uuid import UUID

from api.documents import listing
from api.people import Actor
from api.seals import refusals
from api.seals.kinds import AUTHORISATION
from kit import database
from kit.clock import now
from kit.database import as_time, as_uuid

WAIT: Final = timedelta(seconds=300)
_LATEST: Final = """
    select a.document_id, d.number, d.status, a.seal_id, a.signature_id, a.requested_at, a.finished_at, a.reason
    from seal_authorisations a join documents d on d.id = a.document_id
    where a.enterprise_id = $1 order by a.document_id desc limit 1"""
_STANDS: Final = """
    select 1 from seal_authorisations a join documents d on d.id = a.document_id
        join seals s on s.id = a.seal_id join seals w on w.id = a.signature_id
    where a.document_id = $1 and d.status = 'success' and s.state = 'in_use' and w.state = 'in_use'"""


@dataclass(frozen=True, slots=True, kw_only=True)
class Authorisation:
    """One authorisation, and what customs said of it; `seconds` are left until its result may be looked at."""

    id: UUID
    number: str
    status: str
    status_label: str
    seal_id: UUID
    signature_id: UUID
    requested_at: datetime
    finished_at: datetime | None
    reason: str
    seconds: int


async def latest(actor: Actor) -> Authorisation | None:
    """Return the latest of the actor's enterprise, None where nothing was ever authorised; raises `scope`."""
    rows = await database.fetch(_LATEST, await listing.owner_of(actor))
    return _authorisation(rows[0]) if rows else None


async def result(actor: Actor) -> Authorisation:
    """Return the latest with its receipt (AUTH-09); raises never_authorised, and not_ready for 300 seconds."""
    found = await latest(actor)
    if found is None:
        raise refusals.never_authorised()
    if found.seconds:
        raise refusals.not_ready(found.seconds)
    return found


async def stands(found: Authorisation | None) -> bool:
    """Tell whether customs accepted it and both its pictures are still in use: the condition of self-printing."""
    return found is not None and bool(await database.fetch(_STANDS, found.id))


def seconds_left(requested_at: datetime, moment: datetime) -> int:
    """Return how many whole seconds are left of the 300; 0 when it is time."""
    return max(0, math.ceil((requested_at + WAIT - moment).total_seconds()))


def _authorisation(row: Any) -> Authorisation:
    requested = as_time(row["requested_at"])
    return Authorisation(
        id=as_uuid(row["document_id"]),
        number=row["number"],
        status=row["status"],
        status_label=AUTHORISATION.lifecycle.status_label(row["status"]),
        seal_id=as_uuid(row["seal_id"]),
        signature_id=as_uuid(row["signature_id"]),
        requested_at=requested,
        finished_at=as_time(row["finished_at"]) if row["finished_at"] else None,
        reason=row["reason"],
        seconds=seconds_left(requested, now()),
    )
