"""The message `Certificate` as a draft of ours, whoever wrote it; with its namespace or without."""

from typing import Final, TypeVar

from lxml import etree

from api.certificates.certificate import Category, Draft
from api.certificates.forms import BasicForm, ChangeForm, Form, GoodsForm, NonpartyCorp, OriInv, boxes
from api.certificates.xml import refusals
from api.certificates.xml.faults import faults
from api.certificates.xml.vocabulary import ROOT, local, qualified
from api.certificates.xml.vocabulary import read as plain
from api.exchange import safe_xml
from api.exchange.readings import Unread

MOST_ELEMENTS: Final = 20_000  # 300 lines of goods have 12,000
F = TypeVar("F", bound=Form)


def read(body: bytes) -> Draft:
    """Return the draft that a message describes, its number with it.

    Raises certificate_unreadable, and certificate_malformed with everything that is wrong.
    """
    try:
        root = safe_xml.tree(body, MOST_ELEMENTS)
    except Unread as fault:
        raise refusals.unreadable(fault.sentence) from None
    if local(str(root.tag)) != ROOT:
        raise refusals.unreadable("这不是原产地证书报文（根元素应为Certificate）。")
    _put_into_namespace(root)
    found = faults(root)
    if found:
        raise refusals.not_a_certificate(found)
    return _draft(root)


def _draft(root: etree._Element) -> Draft:
    head = _child(root, "CertificateHead")
    told = {local(str(each.tag)): plain(each.text) for each in head}
    lists = {
        "nonparty_corps": [_form(each, NonpartyCorp) for each in _children(root, "NonpartyCorpList")],
        "ori_invs": [_form(each, OriInv) for each in _children(root, "OriInvs")],
        "change": _form(_child(root, "ModCertificate"), ChangeForm),
    }
    return Draft(
        authority="customs",
        type_code=told["CertType"],
        form=_form(head, BasicForm).model_copy(update=lists),
        goods=[_form(each, GoodsForm) for each in _children(root, "CertificateList")],
        category=list(Category)[int(told["CertStatus"])],
        number=told["CertNo"],
    )


def _form(block: etree._Element, form: type[F]) -> F:
    told = {local(str(each.tag)): plain(each.text) for each in block}
    return form.model_validate({name: told[box.element] for name, box in boxes(form).items() if told.get(box.element)})


def _child(root: etree._Element, name: str) -> etree._Element:
    found = root.find(qualified(name))
    return etree.Element(name) if found is None else found


def _children(root: etree._Element, name: str) -> list[etree._Element]:
    return list(_child(root, name))


def _put_into_namespace(root: etree._Element) -> None:
    """Let a message without the namespace be judged like one that has it."""
    for element in root.iter():
        if isinstance(element.tag, str):
            element.tag = qualified(local(element.tag))
