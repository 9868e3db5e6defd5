"""What the customs' message cannot hold: the certificate as it would leave, held against its schema (§1.2)."""

from collections.abc import Iterator
from typing import Final

from api.certificates import xml
from api.certificates.checking.case import Case
from api.certificates.findings import GACC_MESSAGE, Finding
from api.certificates.forms import BasicForm, GoodsForm, boxes
from api.certificates.xml import Fault

_PARTS: Final = {"ModCertificate": "change", "NonpartyCorp": "nonparty_corps", "OriInv": "ori_invs"}


def fits(case: Case) -> Iterator[Finding]:
    """Say what keeps a customs certificate from being the published message, whatever the other checks look at."""
    if case.at_customs:
        for fault in xml.faults(xml.tree(case.certificate.as_message, submitted=True)):
            yield Finding(
                code="message",
                box=_box(fault),
                label=fault.label,
                sentence=fault.sentence,
                fix="请按提示修改后再申报。",
                line=fault.no,
                source=GACC_MESSAGE,
            )


def _box(fault: Fault) -> str:
    form = {"CertificateHead": BasicForm, "Goods": GoodsForm}.get(fault.block)
    if form is None:
        return _PARTS.get(fault.block, "inv_no")
    return next((name for name, box in boxes(form).items() if box.element == fault.element), "inv_no")
