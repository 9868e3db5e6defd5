"""A certificate as the message `Certificate`: blocks and boxes in the published order, empty ones left out."""

from collections.abc import Iterable, Iterator, Sequence
from typing import Final

from lxml import etree

from api.certificates.certificate import Category, Certificate, Draft
from api.certificates.forms import ChangeForm, Form, GoodsForm, boxes
from api.certificates.xml.vocabulary import ALWAYS, NAMESPACE, ROOT, qualified, written

_NOT_YET: Final = "0"
_SUBMITTED: Final = "1"
_PROMISED: Final = "1"
_PLACE: Final = "GNo"
_BEFORE_PLACE: Final = "GoodsItemFlag"
Pair = tuple[str, str]


def write(certificate: Certificate, *, submitted: bool = True) -> bytes:
    """Return the message of a certificate in UTF-8; `submitted` tells the customs to take it for declared."""
    root = tree(certificate.as_message, submitted=submitted)
    return etree.tostring(root, encoding="UTF-8", xml_declaration=True, pretty_print=True)


def tree(draft: Draft, *, submitted: bool = False) -> etree._Element:
    """Return the message as a tree."""
    root = etree.Element(qualified(ROOT), nsmap={None: NAMESPACE})
    _fill(_block(root, "CertificateHead"), _head(draft, _SUBMITTED if submitted else _NOT_YET))
    lines = _block(root, "CertificateList")
    for no, form in enumerate(draft.goods, 1):
        _fill(_block(lines, "Goods"), _goods(form, no))
    if draft.category is not Category.NEW or draft.form.change != ChangeForm():
        _fill(_block(root, "ModCertificate"), _filled(draft.form.change))
    _list(root, ("NonpartyCorpList", "NonpartyCorp"), [_all(each) for each in draft.form.nonparty_corps])
    _list(root, ("OriInvs", "OriInv"), [[("CertNo", draft.number), *_all(each)] for each in draft.form.ori_invs])
    _fill(_block(root, "AplPromise"), [("AplPromiseCode", _PROMISED)])
    return root


def _head(draft: Draft, apply_type: str) -> Iterator[Pair]:
    yield "CertNo", draft.number
    yield "ApplyType", apply_type
    yield "CertStatus", draft.category.code
    yield "CertType", draft.type_code
    for element, value in _all(draft.form):
        if value or element in ALWAYS:
            yield element, value


def _goods(form: GoodsForm, no: int) -> Iterator[Pair]:
    for element, value in _filled(form):
        yield element, value
        if element == _BEFORE_PLACE:
            yield _PLACE, str(no)


def _filled(form: Form) -> Iterator[Pair]:
    return ((element, value) for element, value in _all(form) if value)


def _all(form: Form) -> list[Pair]:
    return [(box.element, getattr(form, name)) for name, box in boxes(type(form)).items() if box.element]


def _list(root: etree._Element, names: Pair, blocks: Sequence[Sequence[Pair]]) -> None:
    if blocks:
        parent = _block(root, names[0])
        for pairs in blocks:
            _fill(_block(parent, names[1]), pairs)


def _block(parent: etree._Element, name: str) -> etree._Element:
    return etree.SubElement(parent, qualified(name))


def _fill(block: etree._Element, pairs: Iterable[Pair]) -> None:
    for element, value in pairs:
        etree.SubElement(block, qualified(element)).text = written(value)
