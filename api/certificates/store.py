"""How certificates are kept: the whole form in one column, and beside it what lists show and ask for."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any, Final
from uuid import UUID

from api.certificates.certificate import Authority, Category, Certificate, Line
from api.certificates.forms import BasicForm, GoodsForm
from api.certificates.models import CertificateRow, GoodsRow
from api.documents import Document
from api.documents.other_numbers import Role
from kit import database, sealing
from kit.ids import new_id
from kit.relation import Relation

_WRITE: Final = """
    insert into certificate_goods (id, document_id, no, hs_code, filing_no, form) values ($1, $2, $3, $4, $5, $6)"""
_BASIC: Final = (  # the declarant's ID card, and every telephone: nobody can tell a firm's from its owner's
    "applicant", "appl_tel", "etps_tel", "exporter_tel", "exporter_fax", "consignee_tel", "consignee_fax",
)  # fmt: skip
_GOODS: Final = ("producer_tel", "producer_fax", "prdc_etps_tel")
_OF_BASIC, _OF_GOODS = "declarant", "producer"
_PLACES: Final = Relation("places", id="uuid", no="bigint")
_RENUMBER: Final = "update certificate_goods set no = places.no from {places} where certificate_goods.id = places.id"


def whole(row: CertificateRow, lines: Sequence[GoodsRow], document: Document) -> Certificate:
    """Return a certificate from its rows."""
    return Certificate(
        id=row.document_id,
        enterprise_id=row.enterprise_id,
        authority=authority_of(row),
        type_code=row.type_code,
        category=Category(row.category),
        number=document.number,
        status=document.status,
        form=form_of(row.form),
        lines=[Line(id=line.id, no=line.no, form=goods_of(line.form)) for line in lines],
        original_id=row.original_id,
        revision=row.revision,
        created_at=row.created_at,
        declared_at=row.declared_at,
    )


def authority_of(row: CertificateRow) -> Authority:
    """Return who issues the certificate of a row."""
    return "customs" if row.authority == "customs" else "ccpit"


async def lines_of(document_id: UUID) -> list[GoodsRow]:
    """Return the lines of a certificate in their order."""
    return await GoodsRow.filter(document_id=document_id).order_by("no")


def shown(form: BasicForm) -> dict[str, str]:
    """Return what lists show of a form, as the columns hold it."""
    return {
        "invoice_no": form.inv_no,
        "invoice_date": form.inv_date,
        "exporter_name": first_line(form.exporter),
        "importer_name": first_line(form.consignee),
        "destination": form.dest_country_name or form.dest_country,
        "signer": form.signer,
        "invoice_amount": form.total_amt,
        "currency": form.curr,
        "remark": form.remark,
    }


def numbers_of(form: BasicForm) -> dict[Role, list[str]]:
    """Return the numbers of a form by which its certificate is found."""
    return {"invoice": [form.inv_no], "contract": [form.contract_no], "declaration": form.entry_id.split(";")}


def first_line(text: str) -> str:
    """Return the first line of a party's box: its name."""
    return text.replace("/n", "\n").partition("\n")[0].strip()


def dumped(form: BasicForm | GoodsForm) -> dict[str, Any]:
    """Return a form as the column keeps it: what is empty is left out, what tells who somebody is lies sealed (P-4)."""
    boxes, purpose = (_BASIC, _OF_BASIC) if isinstance(form, BasicForm) else (_GOODS, _OF_GOODS)
    return sealing.seal_boxes(form.model_dump(exclude_defaults=True), boxes, purpose)


def form_of(kept: Mapping[str, Any]) -> BasicForm:
    """Return 基本信息 as it was filled in; raises sealing.Unopenable."""
    return BasicForm.model_validate(sealing.open_boxes(kept, _OF_BASIC))


def goods_of(kept: Mapping[str, Any]) -> GoodsForm:
    """Return a line as it was filled in; raises sealing.Unopenable."""
    return GoodsForm.model_validate(sealing.open_boxes(kept, _OF_GOODS))


def form_anew(kept: Mapping[str, Any]) -> dict[str, Any] | None:
    """Return a kept form under the present key, None where it is; raises sealing.Unopenable."""
    return sealing.boxes_anew(kept, _BASIC, _OF_BASIC)


def goods_anew(kept: Mapping[str, Any]) -> dict[str, Any] | None:
    """Return a kept line under the present key, None where it is; raises sealing.Unopenable."""
    return sealing.boxes_anew(kept, _GOODS, _OF_GOODS)


async def add_lines(document_id: UUID, forms: Sequence[GoodsForm], after: int = 0) -> list[UUID]:
    """Write lines behind the place `after`, in the caller's transaction; returns their ids."""
    rows = _rows(document_id, forms, after)
    if rows:
        await database.executemany(_WRITE, rows)
    return [row[0] for row in rows]


async def add_lines_of_many(goods: Iterable[tuple[UUID, Sequence[GoodsForm]]]) -> None:
    """Write the lines of many new certificates, in the caller's transaction."""
    rows = [row for document_id, forms in goods for row in _rows(document_id, forms)]
    if rows:
        await database.executemany(_WRITE, rows)


def _rows(document_id: UUID, forms: Sequence[GoodsForm], after: int = 0) -> list[tuple[UUID, Any, Any, Any, Any, Any]]:
    return [
        (new_id(), document_id, no, form.hs_code, form.filing_no, database.Json(dumped(form)))
        for no, form in enumerate(forms, after + 1)
    ]


async def close_ranks(document_id: UUID) -> None:
    """Let the lines count from 1 without gaps, in the caller's transaction."""
    found = await lines_of(document_id)
    rows = [(line.id, no) for no, line in enumerate(found, 1) if line.no != no]
    if rows:
        await database.execute(_PLACES.into(_RENUMBER), *_PLACES.arguments(rows))
