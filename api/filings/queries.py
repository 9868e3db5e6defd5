"""What one may see of product filings: one, the list 商品备案查询, and the goods that a certificate may name."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any, Final
from uuid import UUID

from api import documents
from api.documents import MAIN, Document, listing, standings, tails
from api.filings import areas, refusals, store
from api.filings.filing import AreaLine, Filing
from api.filings.kinds import FILING
from api.filings.lifecycle import EDITABLE
from api.filings.models import FilingRow
from api.people import Actor
from kit import database
from kit.refusals import unknown

_REGISTER: Final = "left join documents d on d.id = f.document_id"  # left: what is counted is the filings' own index
_LIST: Final = listing.Query(
    columns="""f.document_id, f.hs_code, f.name_en, f.name_zh, f.areas, f.declared_at, f.created_at, d.number, d.status,
        d.axes""",
    source=f"filings f {_REGISTER}",
    where="f.enterprise_id = $1 and f.removed_at is null",
    order="f.document_id desc",
)
_NAMED: Final = replace(
    _LIST,
    source=f"text_tails t cross join filings f {_REGISTER}",
    where="t.enterprise_id = $1 and f.document_id = t.owner_id and f.removed_at is null",
    order=tails.ORDER,
)
_STANDING: Final = standings.of_kind(_LIST, FILING.name, _LIST.source)
_IN_STATUS: Final = "exists (select 1 from documents where id = f.document_id and status = ${})"
_STATUS: Final = "f.removed_at is null and s.status = ${}"
_BY_HS: Final = _LIST.by("f.hs_code desc, f.document_id desc")
_BY_DECLARATION: Final = _LIST.by("f.declared_at desc, f.document_id desc")
_GOODS: Final = listing.Query(
    columns="a.document_id, a.filing_no, a.hs_code, a.name_en",
    source="filing_areas a",
    where="a.enterprise_id = $1 and a.usable",
    order="a.filing_no desc",
)
_NUMBERED: Final = """
    select document_id, filing_no, hs_code, name_en from filing_areas
    where enterprise_id = $1 and area = $2 and filing_no = $3 and usable"""
_FOUND_GOODS: Final = listing.Query(
    columns="t.tail as tail, t.owner_id as document_id, a.filing_no, a.hs_code, a.name_en",
    source="text_tails t cross join filing_areas a",
    where="t.enterprise_id = $1 and a.document_id = t.owner_id and a.usable",
    order="tail, document_id desc",
)


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
    said = (await documents.last_words([document_id])).get(document_id, {})
    return _filing(document, row, await store.numbers_of(document_id), said)


async def page(actor: Actor, wanted: Wanted, page: int = 1, size: int = 20) -> tuple[list[dict[str, Any]], int]:
    """Return one page of 商品备案查询, and how many there are.

    The newest first; those found by a name in the order of the names, by 税则号, status or time in the order of that.
    """
    zh, en = wanted.name_zh, wanted.name_en.lower()
    query, asked = _read_by(wanted)
    asked += [
        *([tails.holds("f.name_zh", zh)] if zh else []),
        *([tails.holds("lower(f.name_en)", en)] if en else []),
        *listing.begins("f.hs_code", wanted.hs_code),
        (_STATUS if query is _STANDING else _IN_STATUS, wanted.status),
        *listing.between("f.declared_at", wanted.since, wanted.until),
    ]
    return await listing.page(actor, query, asked, page, size)


def _read_by(wanted: Wanted) -> tuple[listing.Query, list[listing.Condition]]:
    """Return the list in the order of the condition that narrows it most, and what finds it there."""
    if wanted.name_zh:
        return _NAMED, tails.part(store.NAME_ZH, "f.name_zh", wanted.name_zh)
    if wanted.name_en:
        return _NAMED, tails.part(store.NAME_EN, "lower(f.name_en)", wanted.name_en.lower())
    if wanted.hs_code:
        return _BY_HS, []
    if wanted.status:
        return _STANDING, []
    return (_BY_DECLARATION if wanted.since or wanted.until else _LIST), []


async def approved(
    actor: Actor, area: str, text: str = "", page: int = 1, size: int = 20
) -> tuple[list[FiledGoods], int]:
    """Return the goods approved for an area, by 备案号, 税则号 or English name: those a certificate may name (CO-68).

    Raises area_unknown.
    """
    if area not in areas.names():
        raise refusals.no_area(area)
    queries = _found(area, text.lower()) if text else [_GOODS]
    rows, total = await listing.page(actor, queries, [("a.area = ${}", area)], page, size)
    names = ("document_id", "filing_no", "hs_code", "name_en")
    return [FiledGoods(**{name: row[name] for name in names}) for row in rows], total


def _found(area: str, text: str) -> list[listing.Query]:
    """Return the goods that a text finds: by what it stands in first, so that none is found twice."""
    fields = {store.number_field(area): "lower(a.filing_no)", store.HS: "a.hs_code", store.NAME_EN: "lower(a.name_en)"}
    queries, passed = [], list[listing.Condition]()
    for field, column in fields.items():
        queries.append(_FOUND_GOODS.asking(*tails.part(field, column, text), *passed))
        passed.append(tails.lacks(column, text))
    return queries


async def numbered(enterprise_id: UUID, area: str, filing_nos: Sequence[str]) -> dict[str, FiledGoods]:
    """Return the goods approved for an area under these 备案号; it asks for no right."""
    found = {}
    for number in dict.fromkeys(filing_nos):
        for row in await database.fetch(_NUMBERED, enterprise_id, area, number):
            fields = {**row, "document_id": database.as_uuid(row["document_id"])}
            found[number] = FiledGoods(**fields)
    return found


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
