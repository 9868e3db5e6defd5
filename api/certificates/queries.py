"""What one may see of certificates. Fetching is authorising: a foreign certificate and a missing one are the same."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any, Final
from uuid import UUID

from api import documents
from api.certificates import shelves, store
from api.certificates.certificate import KIND_OF, Authority, Certificate
from api.certificates.models import CertificateRow
from api.documents import listing
from api.people import Actor
from kit import database
from kit.refusals import unknown

_ITEM: Final = """
    c.document_id, d.number, d.status, c.authority, c.type_code, c.category, c.invoice_no, c.invoice_date,
    c.importer_name, c.signer, c.invoice_amount, c.currency, c.remark, c.created_at, c.declared_at"""
_ALONE: Final = "certificates c"
_REGISTERED: Final = "certificates c join documents d on d.id = c.document_id"
_SUCCESSOR: Final = """
    select d.number from certificates c join documents d on d.id = c.document_id
    where c.original_id = $1 and d.status in ('approved', 'voided') order by d.id limit 1"""
_SHELF: Final = "c.enterprise_id = $1 and c.authority = $2 and c.shelf = $3"


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
    """Return one page of a query list, newest first, and how many there are; those of the actor's enterprise alone.

    Raises `scope` for a token that may not read.
    """
    owner = await listing.owner_of(actor)
    if owner is None:
        return [], 0
    asked = [(clause, value) for clause, value in _conditions(wanted) if value]
    where = " and ".join([_SHELF, *(clause.format(n) for n, (clause, _) in enumerate(asked, 4))])
    values = [owner, wanted.authority, wanted.shelf, *(value for _, value in asked)]
    last = len(values)
    order = "c.declared_at" if wanted.declared_from or wanted.declared_until else "c.created_at"
    sql = f"""select {_ITEM} from {_REGISTERED} where {where}
        order by {order} desc, c.document_id desc limit ${last + 1} offset ${last + 2}"""  # noqa: S608 — constants of this file
    rows = await database.fetch(sql, *values, size, (page - 1) * size)
    if not asked:
        return [_item(row) for row in rows], await shelves.total_of(owner, wanted.authority, wanted.shelf)
    return [_item(row) for row in rows], await _count(_REGISTERED if wanted.status else _ALONE, where, values)


async def _count(source: str, where: str, values: Sequence[Any]) -> int:
    """Count no further than a list is read; the register is asked for its statuses alone."""
    sql = f"select count(*) as n from (select 1 from {source} where {where} limit {listing.MOST}) as found"  # noqa: S608 — constants of this file
    return int((await database.fetch(sql, *values))[0]["n"])


def _conditions(wanted: Wanted) -> Sequence[tuple[str, Any]]:
    return (
        *listing.begins("c.invoice_no", wanted.invoice_no),
        ("c.type_code = ${}", wanted.type_code),
        ("d.status = ${}", wanted.status),
        ("c.signer = ${}", wanted.signer),
        ("c.created_at >= ${}", wanted.created_from),
        ("c.created_at < ${}", wanted.created_until),
        ("c.declared_at >= ${}", wanted.declared_from),
        ("c.declared_at < ${}", wanted.declared_until),
    )


def _item(row: database.Row) -> Item:
    values = dict(row)
    values["document_id"] = database.as_uuid(values["document_id"])
    values["created_at"] = database.as_time(values["created_at"])
    values["declared_at"] = database.as_time(values["declared_at"]) if values["declared_at"] else None
    return Item(**values)


def _authority(text: str) -> Authority:
    return "customs" if text == "customs" else "ccpit"
