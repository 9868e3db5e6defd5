"""A certificate with every box filled in as its shape wants it, for the messages and the tables."""

from datetime import UTC, datetime
from pathlib import Path
from typing import Any, Final, TypeVar

from lxml import etree

from api.certificates import xml
from api.certificates.certificate import Authority, Category, Certificate, Draft, Line
from api.certificates.forms import BasicForm, ChangeForm, Form, GoodsForm, NonpartyCorp, OriInv, boxes
from kit.ids import new_id

XSD: Final = "{http://www.w3.org/2001/XMLSchema}"
NUMBER: Final = "RC26M000100Y40001"
_SHAPED: Final = {
    "Date": "2026-11-20",
    "Amount": "1234567.12345",
    "Currency": "USD",
    "HsCode": "3926909090",
    "Percent": "40.5",
    "YesNo": "Y",
    "OptionalFlag": "1",
    "Position": "1",
    "SubCriterion": "2",
    "TaxRate": "0",
    "PackType": "2",
}
F = TypeVar("F", bound=Form)


def schema_types(block: str) -> dict[str, str]:
    """Elements of a block of the schema with the name of their type."""
    root = etree.parse(Path(xml.__file__).with_name("certificate.xsd")).getroot()
    found = next(each for each in root.iter(f"{XSD}complexType") if each.get("name") == block)
    return {each.get("name", ""): each.get("type", "").removeprefix("c:") for each in found.iter(f"{XSD}element")}


def full(form: type[F], block: str, **given: Any) -> F:
    """A form with every box that the message has, two lines where there is room for them."""
    types = schema_types(block)
    told = {name: _value(box.label, types[box.element]) for name, box in boxes(form).items() if box.element}
    return form.model_validate(told | given)


def _value(label: str, kind: str) -> str:
    if kind in _SHAPED:
        return _SHAPED[kind]
    most = int(kind.removeprefix("Text"))
    return f"{label}\nΩ<&>"[:most] if most > 20 else "A1"


def a_draft(authority: Authority = "customs") -> Draft:
    head = full(
        BasicForm,
        "Head",
        change=full(ChangeForm, "Change"),
        nonparty_corps=[full(NonpartyCorp, "NonpartyCorp")] * 2,
        ori_invs=[full(OriInv, "Invoice")] * 2,
    )
    goods = [full(GoodsForm, "Goods"), GoodsForm(hs_code="392690", goods_desc="ONE (1) CTN OF BOXES")]
    return Draft(
        authority=authority, type_code="RC", form=head, goods=goods, category=Category.CHANGE_REISSUE, number=NUMBER
    )


def a_certificate(draft: Draft | None = None) -> Certificate:
    told = draft or a_draft()
    return Certificate(
        id=new_id(),
        enterprise_id=new_id(),
        authority=told.authority,
        type_code=told.type_code,
        category=told.category,
        number=told.number,
        status="declared",
        form=told.form,
        lines=[Line(id=new_id(), no=no, form=form) for no, form in enumerate(told.goods, 1)],
        original_id=None,
        revision=1,
        created_at=datetime(2026, 11, 20, tzinfo=UTC),
        declared_at=datetime(2026, 11, 21, tzinfo=UTC),
    )
