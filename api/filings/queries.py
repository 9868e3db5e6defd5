"""What one may see of product filings: one, the list 商品备案查询, and the goods that a certificate may name."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final
from uuid import UUID

from api import documents
from api.documents import MAIN, Document, listing
from api.filings import areas, refusals, store
from api.filings.filing import AreaLine, Filing
from api.filings.kinds import FILING
from api.filings.lifecycle import EDITABLE
from api.filings.models import FilingRow
from api.people import Actor
from kit import database
from kit.refusals import unknown

_LIST: Final = listing.Query(
    columns="""f.document_id, d.number, d.status, f.hs_code, f.name_en, f.name_zh, f.areas, f.declared_at,
        f.created_at, d.axes""",
    source="filings f join documents d on d.id = f.document_id",
    where="f.enterprise_id = $1 and d.status <> 'removed'",
    order="f.document_id desc",
)
_APPROVED: Final[Mapping[database.Dialect, str]] = {
    "postgres": "d.axes -> a.area ->> 0 = 'approved'",
    "sqlite": "json_extract(d.axes, '$.' || a.area || '[0]') = 'approved'",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Wanted:
    """The conditions of 商品备案查询 (FILE-18, FILE-19); moments in UTC, `until` not included."""

    hs_code: str = ""
    name_zh: str = ""
    name_en: str = ""
    status: str = ""
    since: datetime | None = None
    until: datetime | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class FiledGoods:
    """One product as an area knows it: 申请备案号, 税则号, 英文名称 (CO-66)."""

    document_id: UUID
    filing_no: str
    hs_code: str
    name_en: str


async def read(actor: Actor, document_id: UUID) -> Filing:
    """Return one filing that the actor may see; raises not_found."""
    document = await documents.get(actor, document_id)
    row = await FilingRow.get_or_none(document_id=document_id)
    if document.kind != FILING.name or row is None:
        raise unknown()
    said = {line.axis: line.note for line in await documents.journal(actor, document_id) if line.note}
    return _filing(document, row, await store.numbers_of(document_id), said)


async def page(actor: Actor, wanted: Wanted, page: int = 1, size: int = 20) -> tuple[list[dict[str, Any]], int]:
    """Return one page of 商品备案查询, newest first, and how many there are."""
    conditions = [
        *listing.begins("f.hs_code", wanted.hs_code),
        ("f.name_zh like ${} escape '!'", _holding(wanted.name_zh)),
        ("lower(f.name_en) like ${} escape '!'", _holding(wanted.name_en.lower())),
        ("d.status = ${}", wanted.status),
        ("f.declared_at >= ${}", wanted.since),
        ("f.declared_at < ${}", wanted.until),
    ]
    return await listing.page(actor, _LIST, conditions, page, size)


async def approved(
    actor: Actor, area: str, text: str = "", page: int = 1, size: int = 20
) -> tuple[list[FiledGoods], int]:
    """Return the goods approved for an area, by 备案号, 税则号 or English name: those a certificate may name (CO-68).

    Raises area_unknown.
    """
    if area not in areas.names():
        raise refusals.no_area(area)
    rows, total = await listing.page(
        actor, _goods(), [("a.area = ${}", area), (_ANY, _holding(text.lower()))], page, size
    )
    return [FiledGoods(**row) for row in rows], total


async def numbered(enterprise_id: UUID, area: str, filing_nos: Sequence[str]) -> dict[str, FiledGoods]:
    """Return the goods approved for an area under these 备案号; it asks for no right."""
    query = _goods()
    sql = f"select {query.columns} from {query.source} where {query.where} and a.area = $2 and a.filing_no = $3"  # noqa: S608 — constants of this file
    found = {}
    for number in dict.fromkeys(filing_nos):
        for row in await database.fetch(sql, enterprise_id, area, number):
            fields = {**row, "document_id": database.as_uuid(row["document_id"])}
            found[number] = FiledGoods(**fields)
    return found


_ANY: Final = "lower(a.filing_no || ' ' || a.hs_code || ' ' || a.name_en) like ${} escape '!'"


def _goods() -> listing.Query:
    return listing.Query(
        columns="a.document_id, a.filing_no, a.hs_code, a.name_en",
        source="filing_areas a join documents d on d.id = a.document_id",
        where=f"a.enterprise_id = $1 and a.filing_no <> '' and {_APPROVED[database.dialect()]}",
        order="a.filing_no desc, a.document_id desc",
    )


def _holding(text: str) -> str:
    """Return the pattern of what holds a text, whatever signs it is made of."""
    escaped = "".join(f"!{sign}" if sign in "!%_" else sign for sign in text)
    return f"%{escaped}%" if text else ""


def _filing(document: Document, row: FilingRow, numbers: Mapping[str, str], said: Mapping[str, str]) -> Filing:
    form = store.form_of(row)
    return Filing(
        id=document.id,
        number=document.number,
        status=document.status,
        status_label=document.status_label,
        form=form,
        areas=[
            AreaLine(
                no=no,
                filing_no=numbers.get(each.area, ""),
                area=each.area,
                area_name=areas.name(each.area),
                type_code=each.type_code,
                type_text=each.type_text,
                **_standing(document, each.area),
                detail=said.get(each.area, ""),
            )
            for no, each in enumerate(form.areas, 1)
        ],
        origin=row.origin,
        revision=row.revision,
        created_at=row.created_at,
        updated_at=row.updated_at,
        declared_at=row.declared_at,
        detail=said.get(MAIN, ""),
        editable=document.status in EDITABLE,
    )


def _standing(document: Document, area: str) -> dict[str, str]:
    if area not in FILING.axes:
        return {"status": "draft", "status_label": FILING.lifecycle.status_label("draft")}
    status = document.status_on(area)
    return {"status": status, "status_label": FILING.axis(area).status_label(status)}
