"""Whether what a file says can be kept at all: a type that is issued, texts that fit, dates and amounts that are such.

What is missing is no reason: a draft may be incomplete, and the pre-declaration check says what is still to be done.
"""

from collections.abc import Iterator
from typing import Final

from api import agreements
from api.certificates import xml
from api.certificates.certificate import Draft
from api.certificates.forms import Form, boxes
from api.certificates.xml.writing import tree
from api.identifiers import organisation_of
from api.masterdata import today

# CCPIT has its own codes and numbers in these; the customs' message would have others.
_CUSTOMS_ALONE: Final = frozenset({"Curr", "CertNo"})
_MOST_LINES: Final = 300


def reasons(draft: Draft, org_code: str) -> list[str]:
    """Return every reason why a certificate cannot be kept; `org_code` is the enterprise's own."""
    return [*_of_type(draft), *_of_number(draft, org_code), *_of_shape(draft), *_of_length(draft)]


def _of_type(draft: Draft) -> Iterator[str]:
    if not draft.type_code:
        yield "没有填写证书类型。"
    elif agreements.find(draft.authority, draft.type_code, today()) is None:
        issuer = agreements.AUTHORITY_LABELS[draft.authority]
        yield f"{issuer}没有证书类型“{draft.type_code[:8]}”，或该类型尚未启用。"
    if len(draft.goods) > _MOST_LINES:
        yield f"商品超过{_MOST_LINES}项。"


def _of_number(draft: Draft, org_code: str) -> Iterator[str]:
    owner = organisation_of(draft.number)
    if draft.authority == "customs" and owner and owner != org_code:
        yield f"证书编号{draft.number}不是本企业的。"


def _of_shape(draft: Draft) -> Iterator[str]:
    ignored = _CUSTOMS_ALONE if draft.authority == "ccpit" else frozenset()
    for fault in xml.faults(tree(draft)):
        if fault.element not in ignored and fault.element != "CertType":
            yield fault.sentence


def _of_length(draft: Draft) -> Iterator[str]:
    """Boxes that the message has not are held to their lengths here."""
    for line, form in ((0, draft.form), *enumerate(draft.goods, 1)):
        yield from _too_long(form, f"第{line}项商品的" if line else "")


def _too_long(form: Form, of: str) -> Iterator[str]:
    for name, box in boxes(type(form)).items():
        if not box.element and len(getattr(form, name)) > box.most:
            yield f"{of}{box.label}超过{box.most}字。"
