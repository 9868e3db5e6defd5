"""What one may see of applications: the query page with its seven conditions, and one of them whole."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Final
from uuid import UUID

from api import documents, files
from api.coordination.checking import proof_no
from api.coordination.kind import COORDINATION, EDITABLE, REMOVABLE, WITHDRAWABLE
from api.coordination.models import Coordination
from api.coordination.vocabulary import TYPES, agreements
from api.documents import Document, Step, listing, standings
from api.files import Attached
from api.identifiers import normalise
from api.people import Actor
from api.people.models import Enterprise
from kit.refusals import unknown

_REGISTER: Final = "left join documents d on d.id = c.document_id"  # left: counting leaves the register out
_SOURCE: Final = f"coordinations c {_REGISTER}"
_LIST: Final = listing.Query(
    columns="""c.document_id, d.number, c.type, c.certificate_no, c.agreement_code, c.export_no, d.status, d.status_at,
        c.submitted_at, d.updated_at""",
    source=_SOURCE,
    where="c.enterprise_id = $1 and c.removed_at is null",
    order="c.document_id desc",
)
_NUMBERED: Final = replace(
    _LIST,
    source="documents d cross join coordinations c",
    where=f"{_LIST.where} and d.enterprise_id = $1 and d.kind = '{COORDINATION.name}' and c.document_id = d.id",
    order="d.number desc",
)
_STANDING: Final = standings.of_kind(_LIST, COORDINATION.name, _SOURCE)
_READ_BY: Final = (  # the first condition given is the one whose index the list is read from
    ("number", _NUMBERED),
    ("certificate_no", _LIST.by("c.certificate_no desc, c.document_id desc")),
    ("export_no", _LIST.by("c.export_no desc, c.document_id desc")),
    ("status", _STANDING),
    ("submitted_from", _LIST.by("c.submitted_at desc, c.document_id desc")),
    ("submitted_until", _LIST.by("c.submitted_at desc, c.document_id desc")),
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Wanted:
    """The seven conditions (COORD-36); what is empty asks for nothing. Moments are UTC, the end is open."""

    number: str = ""
    certificate_no: str = ""
    export_no: str = ""
    status: str = ""
    type: str = ""
    agreement_code: str = ""
    submitted_from: datetime | None = None
    submitted_until: datetime | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Item:
    """One row of the query page."""

    document_id: UUID
    number: str
    type: str
    certificate_no: str
    agreement_code: str
    export_no: str
    status: str
    status_at: datetime
    submitted_at: datetime | None
    updated_at: datetime

    @property
    def type_label(self) -> str:
        """Return the type as the manual calls it."""
        return TYPES[self.type]

    @property
    def agreement(self) -> str:
        """Return the agreement's name."""
        return agreements().get(self.agreement_code, "")

    @property
    def status_label(self) -> str:
        """Return the status as people read it."""
        return COORDINATION.lifecycle.status_label(self.status)


@dataclass(frozen=True, slots=True, kw_only=True)
class Detail:
    """One application whole, with what may be done about it now."""

    document: Document
    row: Coordination
    enterprise: Enterprise
    attachments: Sequence[Attached]
    history: Sequence[Step]

    @property
    def may_edit(self) -> bool:
        """Tell whether it may be changed and submitted (COORD-39)."""
        return self.document.status in EDITABLE

    @property
    def may_remove(self) -> bool:
        """Tell whether it may be deleted (COORD-41)."""
        return self.document.status in REMOVABLE

    @property
    def may_withdraw(self) -> bool:
        """Tell whether it may be withdrawn (COORD-42)."""
        return self.document.status in WITHDRAWABLE


async def page(actor: Actor, wanted: Wanted, page: int = 1, size: int = 20) -> tuple[list[Item], int]:
    """Return one page of the applications of the actor's enterprise, and how many there are.

    The newest first; those found by a number, a status or a time in the order of that, the last first.
    """
    query = next((each for name, each in _READ_BY if getattr(wanted, name)), _LIST)
    asked = [
        *listing.begins("d.number", normalise(wanted.number)),
        *listing.begins("c.certificate_no", proof_no(wanted.certificate_no)),
        *listing.begins("c.export_no", normalise(wanted.export_no)),
        ("s.status = ${}" if query is _STANDING else "d.status = ${}", wanted.status),
        ("c.type = ${}", wanted.type),
        ("c.agreement_code = ${}", wanted.agreement_code),
        *listing.between("c.submitted_at", wanted.submitted_from, wanted.submitted_until),
    ]
    rows, total = await listing.page(actor, query, asked, page, size)
    return [Item(**row) for row in rows], total


async def read(actor: Actor, document_id: UUID) -> Detail:
    """Return one application with its attachments, which may be seen in every state (COORD-39); raises `unknown`."""
    document = await documents.get(actor, document_id)
    row = await Coordination.get_or_none(document_id=document_id)
    if row is None:
        raise unknown()
    return Detail(
        document=document,
        row=row,
        enterprise=await Enterprise.get(id=row.enterprise_id),
        attachments=await files.of_document(actor, document_id),
        history=await documents.history(actor, document_id),
    )
