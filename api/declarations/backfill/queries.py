"""What one may see of back-fills: what is yet to be back-filled, what was, and one of them whole."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Final
from uuid import UUID

from api import documents
from api.declarations.backfill.kind import BACKFILL
from api.declarations.backfill.models import Backfill
from api.documents import Document, listing, standings
from api.identifiers import normalise
from api.people import Actor
from kit import database
from kit.refusals import unknown

KIND_OF: Final = {"customs": "customs_certificate", "ccpit": "ccpit_certificate"}
_OWED: Final = listing.Query(
    columns="""t.document_id as certificate_id, t.number, t.created_at, t.since, t.type_code,
        coalesce(c.exporter_name, '') as exporter, coalesce(c.destination, '') as destination""",
    source="document_todos t left join certificates c on c.document_id = t.document_id",
    where="t.enterprise_id = $1 and t.list = 'backfill'",
    order="t.since, t.document_id",
)
_OWED_BY: Final = (  # as `_READ_BY`
    ("number", _OWED.by("t.number, t.document_id")),
    ("exporter_code", _OWED),
    ("type_code", _OWED),
    ("created_from", _OWED.by("t.created_at, t.document_id")),
    ("created_until", _OWED.by("t.created_at, t.document_id")),
)
_SOURCE: Final = "backfills b left join documents d on d.id = b.document_id"  # left: counting leaves the register out
_SENT: Final = listing.Query(
    columns="""b.document_id, b.certificate_id, b.certificate_no, b.type_code, b.authority, b.exported, b.numbers,
        b.submitted_at, d.updated_at, d.number, d.status, d.status_at""",
    source=_SOURCE,
    where="b.enterprise_id = $1",
    order="b.document_id desc",
)
_STANDING: Final = standings.of_kind(_SENT, BACKFILL.name, _SOURCE)
_READ_BY: Final = (  # the first condition given is the one whose index the list is read from
    ("number", _SENT.by("b.certificate_no desc, b.document_id desc")),
    ("status", _STANDING),
    ("submitted_from", _SENT.by("b.submitted_at desc, b.document_id desc")),
    ("submitted_until", _SENT.by("b.submitted_at desc, b.document_id desc")),
)
_BOUND: Final = """
    select d.status, b.numbers from backfills b join documents d on d.id = b.document_id
    where b.enterprise_id = $1 and b.certificate_no = $2 and b.exported"""


class Binding(StrEnum):
    """Whether a certificate and an export declaration belong together, as the customs know it."""

    NONE = "none"
    WAITING = "waiting"  # typed or sent, and not yet received by the customs
    BOUND = "bound"


@dataclass(frozen=True, slots=True, kw_only=True)
class WantedCandidates:
    """The conditions of 报关单号补录 (SUPP-07); what is empty asks for nothing. Moments are UTC, the end is open."""

    authority: str = "customs"
    type_code: str = ""
    exporter_code: str = ""
    created_from: datetime | None = None
    created_until: datetime | None = None
    number: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Wanted:
    """The conditions of 补录信息查询; what is empty asks for nothing."""

    authority: str = ""
    type_code: str = ""
    status: str = ""
    number: str = ""
    submitted_from: datetime | None = None
    submitted_until: datetime | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Candidate:
    """An approved certificate that waits for its declarations; `since` is when it was approved."""

    certificate_id: UUID
    number: str
    type_code: str
    exporter: str
    destination: str
    created_at: datetime
    since: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Item:
    """One row of 补录信息查询; `number` is the back-fill's own."""

    document_id: UUID
    certificate_id: UUID
    certificate_no: str
    type_code: str
    authority: str
    exported: bool
    numbers: str
    submitted_at: datetime | None
    updated_at: datetime
    number: str
    status: str
    status_at: datetime

    @property
    def status_label(self) -> str:
        """Return the status as people read it."""
        return BACKFILL.lifecycle.status_label(self.status)


async def candidates(
    actor: Actor, wanted: WantedCandidates, page: int = 1, size: int = 20
) -> tuple[list[Candidate], int]:
    """Return one page of the approved certificates without a back-fill (SUPP-08), and how many there are.

    Those waiting longest first; those found by a number or a time in the order of that.
    """
    query = next((each for name, each in _OWED_BY if getattr(wanted, name)), _OWED)
    asked = [
        ("t.kind = ${}", KIND_OF[wanted.authority]),
        ("t.type_code = ${}", wanted.type_code),
        ("t.exporter_code = ${}", normalise(wanted.exporter_code)),
        *listing.between("t.created_at", wanted.created_from, wanted.created_until),
        *listing.begins("t.number", normalise(wanted.number)),
    ]
    rows, total = await listing.page(actor, query, asked, page, size)
    return [Candidate(**row) for row in rows], total


async def page(actor: Actor, wanted: Wanted, page: int = 1, size: int = 20) -> tuple[list[Item], int]:
    """Return one page of the back-fills of the actor's enterprise, and how many there are.

    The newest first; those found by a number, a status or a time in the order of that, the last first.
    """
    query = next((each for name, each in _READ_BY if getattr(wanted, name)), _SENT)
    asked = [
        ("b.authority = ${}", wanted.authority),
        ("b.type_code = ${}", wanted.type_code),
        ("s.status = ${}" if query is _STANDING else "d.status = ${}", wanted.status),
        *listing.between("b.submitted_at", wanted.submitted_from, wanted.submitted_until),
        *listing.begins("b.certificate_no", normalise(wanted.number)),
    ]
    rows, total = await listing.page(actor, query, asked, page, size)
    return [Item(**{**row, "exported": bool(row["exported"])}) for row in rows], total


async def read(actor: Actor, document_id: UUID) -> tuple[Document, Backfill]:
    """Return a back-fill by its own id or by its certificate's; raises `unknown`."""
    row = await Backfill.get_or_none(document_id=document_id) or await Backfill.get_or_none(certificate_id=document_id)
    if row is None:
        raise unknown()
    return await documents.get(actor, row.document_id), row


async def binding(enterprise_id: UUID, certificate_no: str, declaration_no: str) -> Binding:
    """Tell whether the back-fill of an enterprise's certificate names this export declaration (COORD-33)."""
    rows = await database.fetch(_BOUND, enterprise_id, normalise(certificate_no))
    found = [row["status"] for row in rows if normalise(declaration_no) in row["numbers"].split(";")]
    if not found:
        return Binding.NONE
    return Binding.BOUND if "received" in found else Binding.WAITING


async def kept(actor: Actor, certificates: Sequence[UUID]) -> dict[UUID, Backfill]:
    """Return {certificate: what was typed of its back-fill and not sent}, of the actor's enterprise."""
    found = await Backfill.filter(certificate_id__in=list(certificates), enterprise_id=actor.enterprise_id)
    return {row.certificate_id: row for row in found}
