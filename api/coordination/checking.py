"""What is wrong with an application, box by box, and whether its certificate and its declaration belong together."""

import re
import unicodedata
from collections.abc import Iterator
from typing import Final
from uuid import UUID

from api import identifiers
from api.coordination import refusals
from api.coordination.models import Coordination
from api.coordination.vocabulary import BOXES, Form, agreements
from api.declarations.backfill import Binding, binding
from api.documents import Document
from api.people.models import Enterprise

_KINDS: Final = {
    "customs": ("customs_certificate",),
    "ccpit": ("ccpit_certificate",),
    "approved_exporter": ("customs_certificate", "ccpit_certificate"),
    "ruling": ("customs_certificate", "ccpit_certificate"),
}
_STATEMENTS: Final = frozenset({"approved_exporter", "ruling"})
_NUMBER: Final = re.compile(r"[0-9A-Z/.\-]{1,64}", re.ASCII)
_PHONE: Final = re.compile(r"1[3-9]\d{9}|0\d{2,3}-?\d{7,8}(?:-\d{1,6})?|400-?\d{3}-?\d{4}", re.ASCII)
Fault = dict[str, str]


def proof_no(text: str) -> str:
    """Return the number of a proof of origin as it is kept: a certificate's folded, a statement's with its dashes.

    Approved exporters number their statements as they like, and the customs look for the number that stands on them.
    """
    number, written = identifiers.normalise(text), _as_written(text)
    return written if "-" in written and identifiers.certificate_type_of(number) is None else number


def _as_written(text: str) -> str:
    return unicodedata.normalize("NFKC", text).strip().upper()


def folded(form: Form) -> Form:
    """Return the form as it is kept: numbers half width and upper case without blanks, texts without blanks around."""
    is_statement = form.type in _STATEMENTS
    return Form(
        type=form.type,
        certificate_no=(proof_no if is_statement else identifiers.normalise)(form.certificate_no),
        agreement_code=identifiers.normalise(form.agreement_code),
        export_no=identifiers.normalise(form.export_no),
        import_no=_as_written(form.import_no),
        contact=form.contact.strip(),
        phone=unicodedata.normalize("NFKC", form.phone).replace(" ", ""),
        reason=form.reason.strip(),
    )


def faults(form: Form) -> list[Fault]:
    """Return everything that is wrong with a folded form, in the order of its boxes (COORD-29, COORD-30)."""
    return [
        {"field": box.name, "label": box.label, "sentence": sentence}
        for box in BOXES
        for sentence in _wrong(box.name, getattr(form, box.name), box.label, box.longest)
        or ([box.placeholder] if not getattr(form, box.name) else [])
    ]


def _wrong(name: str, value: str, label: str, longest: int) -> list[str]:
    if not value:
        return []
    if len(value) > longest:
        return [f"{label}最多{longest}个字符"]
    return list(_unfit(name, value))


def _unfit(name: str, value: str) -> Iterator[str]:
    if name in {"certificate_no", "export_no", "import_no"} and not _NUMBER.fullmatch(value):
        yield "只能填写数字、字母和“/”“-”“.”"
    if name == "agreement_code" and value not in agreements():
        yield f"没有代码为{value}的优惠贸易协定"
    if name == "phone" and not _PHONE.fullmatch(value):
        yield "请填写手机号，或带区号的固定电话"


async def require_ours_and_bound(row: Coordination) -> None:
    """Refuse a certificate that is not the enterprise's own, or whose back-fill does not name the declaration.

    A statement of origin (声明) has no certificate to be linked: only a number that is a certificate's is looked at.
    Raises certificate_wrong (COORD-34), not_linked (COORD-33).
    """
    issued = await _is_issued(row)
    if not issued and row.type in _STATEMENTS and identifiers.certificate_type_of(row.certificate_no) is None:
        return
    if not issued and not await _names_us(row.enterprise_id, row.certificate_no):
        raise refusals.certificate_wrong()
    found = await binding(row.enterprise_id, row.certificate_no, row.export_no)
    if found is not Binding.BOUND:
        raise refusals.not_linked(waiting=found is Binding.WAITING)


async def _is_issued(row: Coordination) -> bool:
    wanted = Document.filter(number=row.certificate_no, kind__in=_KINDS[row.type], enterprise_id=row.enterprise_id)
    return await wanted.filter(status="approved").exists()


async def _names_us(enterprise_id: UUID, certificate_no: str) -> bool:
    """Tell whether a customs number names the enterprise: issued through another platform, and not linked here yet."""
    if await Document.filter(number=certificate_no, enterprise_id=enterprise_id).exists():
        return False
    firm = await Enterprise.get(id=enterprise_id)
    return identifiers.organisation_of(certificate_no) == firm.org_code
