"""What one may see of synchronisations: one with what it changed, and the list (SYNC-11)."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final
from uuid import UUID

from api import documents
from api.datasync.kinds import SYNC
from api.datasync.models import SyncRow
from api.documents import listing
from api.people import Actor
from kit.refusals import unknown

_LIST: Final = listing.Query(
    columns="""s.document_id, d.number, d.status, s.kind, s.login, s.requested_at, s.updated_at, s.quantity,
        s.known, s.remark""",
    source="syncs s left join documents d on d.id = s.document_id",  # left: counting leaves the register out
    where="s.enterprise_id = $1",
    order="s.document_id desc",
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Sync:
    """One synchronisation and what it changed."""

    id: UUID
    number: str
    kind: str
    status: str
    status_label: str
    login: str
    requested_at: datetime
    updated_at: datetime
    quantity: int
    known: int
    remark: str
    changes: list[dict[str, Any]]


async def read(actor: Actor, document_id: UUID) -> Sync:
    """Return one synchronisation of the actor's enterprise; raises not_found."""
    document = await documents.get(actor, document_id)
    row = await SyncRow.get_or_none(document_id=document_id)
    if document.kind != SYNC.name or row is None:
        raise unknown()
    return Sync(
        id=document.id,
        number=document.number,
        kind=row.kind,
        status=document.status,
        status_label=document.status_label,
        login=row.login,
        requested_at=row.requested_at,
        updated_at=row.updated_at,
        quantity=row.quantity,
        known=row.known,
        remark=row.remark,
        changes=row.changes,
    )


async def page(actor: Actor, kind: str = "", page: int = 1, size: int = 20) -> tuple[list[dict[str, Any]], int]:
    """Return one page of 同步历史信息, newest first, and how many there are."""
    return await listing.page(actor, _LIST, [("s.kind = ${}", kind)], page, size)
