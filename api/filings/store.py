"""The tables of product filings, written and read; who may is asked by the actions and queries."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any, Final
from uuid import UUID

from api import documents
from api.documents import tails
from api.filings.forms import FilingForm
from api.filings.models import FilingRow
from kit import database, relation
from kit.clock import now
from kit.database import as_uuid
from kit.relation import IDS, Relation

_AREAS: Final = Relation("rows", document_id="uuid", area="text", filing_no="text", usable="boolean")
_ENTER: Final = """
    insert into filing_areas (document_id, area, enterprise_id, filing_no, hs_code, name_en, usable)
    select filings.document_id, rows.area, filings.enterprise_id, rows.filing_no, filings.hs_code, filings.name_en,
        rows.usable
    from {rows} join filings on filings.document_id = rows.document_id where true
    on conflict (document_id, area) do update set
        filing_no = case when excluded.filing_no = '' then filing_areas.filing_no else excluded.filing_no end,
        usable = filing_areas.usable or excluded.usable, hs_code = excluded.hs_code, name_en = excluded.name_en"""
_KEEP_ONLY: Final = """
    delete from filing_areas where document_id = $1 and filing_no = ''
    and area not in (select rows.area from {rows})"""
_USABLE: Final = """
    update filing_areas set usable = (filing_no <> '' and area in (select rows.area from {rows}))
    where document_id = $1"""
NAME_ZH: Final = "filing.name_zh"  # the fields in which filings and their goods are found by a part
NAME_EN: Final = "filing.name_en"
HS: Final = "filing.hs_code"
_NUMBERED: Final = """
    select enterprise_id, document_id, area, filing_no from filing_areas
    where document_id in (select id from {ids}) and filing_no <> ''"""
_NUMBERS: Final = "select area, filing_no from filing_areas where document_id = $1"


def columns(form: FilingForm) -> dict[str, Any]:
    """Return what lists show and ask for, taken from the form, and the form itself."""
    return {
        "hs_code": form.hs_code,
        "name_zh": form.name_zh,
        "name_en": form.name_en,
        "areas": " ".join(dict.fromkeys(row.area for row in form.areas if row.area)),
        "form": form.model_dump(exclude_defaults=True),
        "updated_at": now(),
    }


def number_field(area: str) -> str:
    """Return the field in which goods are found by a part of their 备案申请号 for an area."""
    return f"filing.no {area}"


async def enter(document: documents.Document, form: FilingForm, origin: str = "own") -> FilingRow:
    """Enter a filing beside its register row, in the caller's transaction."""
    await tails.change((document.enterprise_id, document.id), {}, _words(form))
    return await FilingRow.create(
        document_id=document.id,
        enterprise_id=document.enterprise_id,
        origin=origin,
        revision=1,
        created_at=now(),
        **columns(form),
    )


async def keep(row: FilingRow, form: FilingForm, declared_at: datetime | None = None) -> None:
    """Save a form in place of the one before, in the caller's transaction."""
    await tails.change((row.enterprise_id, row.document_id), _words(row), _words(form))
    row.update_from_dict({**columns(form), "revision": row.revision + 1})
    row.declared_at = declared_at or row.declared_at
    await row.save()


async def open_areas(document_id: UUID, codes: Sequence[str]) -> None:
    """Write down which areas a filing is for, in the caller's transaction; those given up go, unless numbered."""
    rows = [(document_id, code, "", False) for code in codes]
    await database.execute(_AREAS.into(_KEEP_ONLY, 2), document_id, *_AREAS.arguments(rows))
    await number_many(rows)


async def number_areas(document_id: UUID, numbers: Mapping[str, str]) -> None:
    """Write down the 备案申请号 of areas, in the caller's transaction; an empty one leaves what is there."""
    await number_many((document_id, area, number, False) for area, number in numbers.items())


async def approve(document_id: UUID, codes: Iterable[str]) -> None:
    """Let certificates name the goods of a filing for these areas and no others, in the caller's transaction."""
    rows = [(document_id, code, "", True) for code in codes]
    await database.execute(_AREAS.into(_USABLE, 2), document_id, *_AREAS.arguments(rows))


async def number_many(numbers: Iterable[tuple[UUID, str, str, bool]]) -> None:
    """Write down areas of many filings, each with its 备案申请号 and whether certificates may name its goods."""
    rows = sorted(numbers)
    if not rows:
        return
    before = await _numbered(row[0] for row in rows)
    await database.execute(_AREAS.into(_ENTER), *_AREAS.arguments(rows))
    after = await _numbered(row[0] for row in rows)
    await tails.forget(before - after)
    await tails.keep(after - before)


async def _numbered(document_ids: Iterable[UUID]) -> set[tails.Text]:
    rows = await database.fetch(IDS.into(_NUMBERED), *relation.ids(set(document_ids)))
    ids = [(as_uuid(row["enterprise_id"]), as_uuid(row["document_id"])) for row in rows]
    return {
        (enterprise_id, number_field(row["area"]), document_id, row["filing_no"].lower())
        for (enterprise_id, document_id), row in zip(ids, rows, strict=True)
    }


def _words(filing: FilingForm | FilingRow) -> dict[str, str]:
    """Return the texts by whose parts a filing is found."""
    return {NAME_ZH: filing.name_zh, NAME_EN: filing.name_en.lower(), HS: filing.hs_code}


async def enter_words(rows: Iterable[FilingRow]) -> None:
    """Let new filings be found by any part of their names, in the caller's transaction."""
    await tails.keep(
        (row.enterprise_id, field, row.document_id, words) for row in rows for field, words in _words(row).items()
    )


async def numbers_of(document_id: UUID) -> dict[str, str]:
    """Return the 备案申请号 of each area that was declared; empty where none was given yet."""
    return {row["area"]: row["filing_no"] for row in await database.fetch(_NUMBERS, document_id)}


def form_of(row: FilingRow) -> FilingForm:
    """Return the form as it was saved."""
    return FilingForm.model_validate(row.form)
