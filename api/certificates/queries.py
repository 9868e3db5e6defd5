"""What one may see of certificates. Fetching is authorising: a foreign certificate and a missing one are the same."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Final
from uuid import UUID

from api import documents
from api.certificates import shelves, store
from api.certificates.certificate import KIND_OF, Authority, Certificate
from api.certificates.models import CertificateRow
from api.documents import listing, standings
from api.people import Actor
from kit import database
from kit.refusals import unknown

_ITEM: Final = """
    c.document_id, d.number, d.status, c.authority, c.type_code, c.category, c.invoice_no, c.invoice_date,
    c.importer_name, c.signer, c.invoice_amount, c.currency, c.remark, c.created_at, c.declared_at"""
_SUCCESSOR: Final = """
    select d.number from certificates c join documents d on d.id = c.document_id
    where c.original_id = $1 and d.status in ('approved', 'voided') order by d.id limit 1"""
_REGISTERED: Final = "certificates c left join documents d on d.id = c.document_id"  # left: counting leaves it out
_LIST: Final = listing.Query(
    columns=_ITEM, source=_REGISTERED, where="c.enterprise_id = $1", order="c.created_at desc, c.document_id desc"
)
_STANDING: Final = {authority: standings.of_kind(_LIST, kind, _REGISTERED) for authority, kind in KIND_OF.items()}
_ON_A_SHORT_SHELF: Final = _LIST.by("d.status_at desc, c.document_id desc")
_BY_INVOICE: Final = _LIST.by("c.invoice_no desc, c.created_at desc, c.document_id desc")
_BY_DECLARATION: Final = _LIST.by("c.declared_at desc, c.document_id desc")


@dataclass(frozen=True, slots=True, kw_only=True)
class Wanted:
    """The conditions of the query pages (CO-84, CO-85); what is empty asks for nothing. Moments are UTC, ends open."""

    shelf: shelves.Shelf = "preferential"
    authority: Authority = "ccpit"
    invoice_no: str = ""
    type_code: str = ""
    status: str = ""
    signer: str = ""
    created_from: datetime | None = None
    created_until: datetime | None = None
    declared_from: datetime | None = None
    declared_until: datetime | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Item:
    """One row of a query page (CO-89)."""

    document_id: UUID
    number: str
    status: str
    authority: str
    type_code: str
    category: str
    invoice_no: str
    invoice_date: str
    importer_name: str
    signer: str
    invoice_amount: str
    currency: str
    remark: str
    created_at: datetime
    declared_at: datetime | None

    @property
    def status_label(self) -> str:
        """Return the status as people read it."""
        return documents.kind_of(KIND_OF[_authority(self.authority)]).lifecycle.status_label(self.status)


async def read(actor: Actor, document_id: UUID) -> Certificate:
    """Return a certificate with its forms; raises `unknown`."""
    document = await documents.get(actor, document_id)
    row = await CertificateRow.get_or_none(document_id=document_id)
    if row is None or row.shelf == "removed":
        raise unknown()
    found = store.whole(row, await store.lines_of(document_id), document)
    return replace(found, replaced_by=await _successor(document_id)) if found.status == "voided" else found


async def _successor(document_id: UUID) -> str:
    rows = await database.fetch(_SUCCESSOR, document_id)
    return str(rows[0]["number"]) if rows else ""


async def page(actor: Actor, wanted: Wanted, page: int = 1, size: int = 20) -> tuple[list[Item], int]:
    """Return one page of a query list, and how many there are; those of the actor's enterprise alone.

    The newest first; those found by 发票号, 状态 or 申报日期 in the order of that, the last first. Raises `scope` for a
    token that may not read.
    """
    owner = await listing.owner_of(actor)
    if owner is None:
        return [], 0
    length = await shelves.total_of(owner, wanted.authority, wanted.shelf)
    query = _read_by(wanted, length)
    asked = [each for each in _conditions(wanted, "s" if query in _STANDING.values() else "d") if each[1]]
    shelf = [("c.authority = ${}", wanted.authority), ("c.shelf = ${}", wanted.shelf)]
    known = None if asked else length
    rows, total = await listing.page(actor, query, [*shelf, *asked], page, size, length=known)
    return [Item(**row) for row in rows], total


def _read_by(wanted: Wanted, length: int) -> listing.Query:
    """Return the list in the order of the condition that narrows it most; a short shelf is looked through."""
    if wanted.invoice_no:
        return _BY_INVOICE
    if wanted.status:
        return _STANDING[wanted.authority] if length > listing.MOST else _ON_A_SHORT_SHELF
    return _BY_DECLARATION if wanted.declared_from or wanted.declared_until else _LIST


def _conditions(wanted: Wanted, standing: str) -> Sequence[listing.Condition]:
    return (
        *listing.begins("c.invoice_no", wanted.invoice_no),
        ("c.type_code = ${}", wanted.type_code),
        (f"{standing}.status = ${{}}", wanted.status),
        ("c.signer = ${}", wanted.signer),
        *listing.between("c.created_at", wanted.created_from, wanted.created_until),
        *listing.between("c.declared_at", wanted.declared_from, wanted.declared_until),
    )


def _authority(text: str) -> Authority:
    return "customs" if text == "customs" else "ccpit"
