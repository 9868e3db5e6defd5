"""Filings that CCPIT already holds, taken over as approved: certificates may name them at once (SYNC-09)."""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Annotated, Any, Final
from uuid import UUID

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, ValidationError

from api import documents
from api.documents import Entry, Key, Move
from api.filings import store
from api.filings.forms import AreaForm, FilingForm, HsCode, MaterialForm, Name
from api.filings.kinds import FILING
from api.filings.models import FilingRow
from api.identifiers import normalise
from api.people import Actor, locks
from kit import database
from kit.relation import Relation

MOST: Final = 5_000  # products in one answer
_AT_ONCE: Final = 500
_HS: Final = re.compile(r"\d{6}(\d{2}(\d{2})?)?", re.ASCII)
_WANTED: Final = Relation("wanted", area="text", filing_no="text")
_KNOWN: Final = """
    select filing_areas.area, filing_areas.filing_no
    from {wanted} cross join filing_areas
    where filing_areas.enterprise_id = $1 and filing_areas.filing_no = wanted.filing_no
    and filing_areas.area = wanted.area"""  # `cross join`: SQLite keeps the order, and looks each one up


def _area(code: str) -> str:
    if code not in FILING.axes:
        raise ValueError("no area is called so")
    return code


def _hs(code: str) -> str:
    if not _HS.fullmatch(code):
        raise ValueError("6, 8 or 10 digits")
    return code


class SyncedProduct(BaseModel):
    """One product as CCPIT holds it for one area; what else it tells is passed over."""

    model_config = ConfigDict(extra="ignore", str_strip_whitespace=True)

    filing_no: Annotated[str, AfterValidator(normalise), Field(min_length=1, max_length=32)]
    area: Annotated[str, AfterValidator(_area)]
    hs_code: Annotated[HsCode, AfterValidator(_hs)]
    name_en: Annotated[Name, Field(min_length=1)]
    name_zh: Name = ""
    type_code: Annotated[str, Field(max_length=20)] = ""
    type_text: Name = ""
    process: Annotated[str, Field(max_length=2000)] = ""
    maker: Annotated[str, Field(max_length=2000)] = ""
    materials: Annotated[list[MaterialForm], Field(max_length=200, default_factory=list)]


@dataclass(frozen=True, slots=True)
class Taken:
    """What became of an answer's products: how many were new, how many known, and which could not be read."""

    new: int
    known: int
    unread: Sequence[str]

    @property
    def all(self) -> int:
        """Return how many products were taken."""
        return self.new + self.known


@dataclass(frozen=True, slots=True, kw_only=True)
class Told:
    """Products of CCPIT's answer, each with its place there: whose, who asked, when it was given, and who speaks."""

    enterprise_id: UUID
    requested_by: UUID
    occurred_at: datetime
    actor: Actor
    products: Iterable[tuple[int, Any]]


async def take_synced(told: Told) -> Taken:
    """Take over what CCPIT holds, in the caller's transaction: a product and area that are known stay as they are."""
    products, unread = _read(told.products)
    await locks.hold(f"filings {told.enterprise_id}")  # two answers at once must not both find a product new
    known = await _known(told.enterprise_id, products)
    new = {key: product for key, product in products.items() if key not in known}
    taken, foreign = await _enter(told, _by_number(new.values()))
    return Taken(taken, len(known), [*unread, *foreign])


def _read(items: Iterable[tuple[int, Any]]) -> tuple[dict[tuple[str, str], SyncedProduct], list[str]]:
    products: dict[tuple[str, str], SyncedProduct] = {}
    unread: list[str] = []
    for place, item in items:
        try:
            product = SyncedProduct.model_validate(item)
        except ValidationError as error:
            unread.append(f"第{place}条：{error.errors()[0]['loc']}")
            continue
        products[product.area, product.filing_no] = product
    return products, unread


async def _known(enterprise_id: UUID, keys: Iterable[tuple[str, str]]) -> set[tuple[str, str]]:
    rows = await database.fetch(_WANTED.into(_KNOWN, 2), enterprise_id, *_WANTED.arguments(sorted(keys)))
    return {(row["area"], row["filing_no"]) for row in rows}


def _by_number(products: Iterable[SyncedProduct]) -> dict[str, list[SyncedProduct]]:
    found: dict[str, list[SyncedProduct]] = {}
    for product in products:
        found.setdefault(product.filing_no, []).append(product)
    return found


async def _enter(told: Told, numbered: Mapping[str, list[SyncedProduct]]) -> tuple[int, list[str]]:
    """Enter each number as a filing of the enterprise; return how many products, and the numbers that are foreign."""
    keys = [Key(FILING.name, number) for number in numbered]
    whose = {"enterprise_id": told.enterprise_id, "entered_by": told.requested_by}
    await documents.enter_many([Entry(key=key, **whose) for key in keys])  # type: ignore[arg-type]
    found = await documents.look_up(keys)
    ours = {key.number: row.id for key, row in found.items() if row.enterprise_id == told.enterprise_id}
    await _keep(told, {ours[number]: products for number, products in numbered.items() if number in ours})
    await documents.advance_many(list(_moves(told, ours, numbered)))
    foreign = [f"{number}：已由其他企业登记" for number in numbered if number not in ours]
    return sum(len(numbered[number]) for number in ours), foreign


async def _keep(told: Told, filed: Mapping[UUID, Sequence[SyncedProduct]]) -> None:
    """Write the forms of filings; one that was there already gains the areas that are new."""
    there = {row.document_id: row for row in await FilingRow.filter(document_id__in=list(filed))}
    for document_id, row in there.items():
        form = store.form_of(row)
        there_already = {each.area for each in form.areas}
        new = [_area_form(each) for each in filed[document_id] if each.area not in there_already]
        await store.keep(row, form.model_copy(update={"areas": [*form.areas, *new]}))
    rows = [_row(told, document_id, products) for document_id, products in filed.items() if document_id not in there]
    await FilingRow.bulk_create(rows, batch_size=_AT_ONCE)
    await store.enter_words(rows)
    await store.number_many(
        (key, each.area, each.filing_no, True) for key, products in filed.items() for each in products
    )


def _row(told: Told, document_id: UUID, products: Sequence[SyncedProduct]) -> FilingRow:
    columns = store.columns(_form(products))
    return FilingRow(
        document_id=document_id,
        enterprise_id=told.enterprise_id,
        origin="sync",
        revision=1,
        created_at=columns["updated_at"],
        declared_at=told.occurred_at,
        **columns,
    )


def _form(products: Sequence[SyncedProduct]) -> FilingForm:
    first = products[0]
    plain = first.model_dump(include={"hs_code", "name_en", "name_zh", "process", "maker"})
    return FilingForm(**plain, areas=list(map(_area_form, products)), materials=first.materials)


def _area_form(product: SyncedProduct) -> AreaForm:
    return AreaForm(area=product.area, type_code=product.type_code, type_text=product.type_text)


def _moves(told: Told, ours: Mapping[str, UUID], numbered: Mapping[str, list[SyncedProduct]]) -> Iterable[Move]:
    for number, document_id in ours.items():
        for axis in (documents.MAIN, *(each.area for each in numbered[number])):
            yield Move(document_id, "sync", told.actor, told.occurred_at, axis=axis)
