"""Numbers with a check digit or a shape of their own (formats.md §4): doubts warn and never block."""

import re
from collections.abc import Iterator
from typing import Final

from api import identifiers
from api.certificates.certificate import Category
from api.certificates.checking.case import Case, Trouble, in_head, on_line
from api.certificates.findings import Finding

_CREDIT_LENGTH: Final = 18
_ORGANISATION: Final = re.compile(r"[0-9A-Z]{8}[0-9X]", re.ASCII)
_WEIGHTS: Final = (3, 7, 9, 10, 5, 8, 4, 2)
_ENTRY: Final = re.compile(r"\d{8}[0E]\d{9}", re.ASCII)
_SEPARATOR: Final = ";"
_NUMBERING: Final = "海关编号规则"


def enterprises(case: Case) -> Iterator[Finding]:
    """Warn of codes of enterprises that do not check: credit code, customs registration, the maker's code."""
    for box in ("ciq_reg_no", "apl_reg_no"):
        value = getattr(case.form, box)
        if len(value) == _CREDIT_LENGTH and not identifiers.credit_code_is_valid(value):
            yield in_head(box, _doubt("credit_code", "18位社会信用代码校验不通过。", "请与营业执照核对。", "GB 32100"))
    customs = case.form.etps_customs_code
    if customs and not identifiers.customs_registration_is_valid(customs):
        yield in_head("etps_customs_code", _doubt("customs_code", "应为10位海关注册编码。", "请核对。", _NUMBERING))
    for line in case.goods:
        maker = line.form.ciq_reg_no
        if maker and not organisation_is_valid(maker):
            sentence = "9位组织机构代码校验不通过（社会信用代码第9至17位）。"
            yield on_line(line.no, "ciq_reg_no", _doubt("org_code", sentence, "请核对生产企业代码。", "GB 11714"))


def organisation_is_valid(code: str) -> bool:
    """Tell whether an organisation code's last character checks (GB 11714)."""
    if not _ORGANISATION.fullmatch(code):
        return False
    total = sum(int(each, 36) * weight for each, weight in zip(code, _WEIGHTS, strict=False))
    return code[-1] == "0123456789X0"[11 - total % 11]


def entries(case: Case) -> Iterator[Finding]:
    """Warn of 报关单号 that are no export declarations of 18 digits, parted by `;` (X-17, formats.md §4)."""
    for number in filter(None, case.form.entry_id.split(_SEPARATOR)):
        if not _ENTRY.fullmatch(number):
            sentence = f"“{number[:40]}”不是18位出口报关单号。"
            fix = "请核对；报关单号若为多个, 报关单号之间用英文分号分隔。"
            yield in_head("entry_id", _doubt("entry", sentence, fix, _NUMBERING))


def replaced(case: Case) -> Iterator[Finding]:
    """Warn where the replaced certificate's number is none of the customs', or is of another type (formats.md §4)."""
    number = case.form.change.old_cert_no
    if case.certificate.category is Category.NEW or not case.at_customs or not number:
        return
    kind = identifiers.certificate_type_of(number)
    if kind != case.type_code:
        sentence = f"原证书号“{number}”不是{case.type_code}类海关原产地证书号。"
        yield in_head("change", _doubt("old_number", sentence, "请核对原证书号。", _NUMBERING))


def _doubt(code: str, sentence: str, fix: str, source: str) -> Trouble:
    return Trouble(code=code, sentence=sentence, fix=fix, severity="warning", source=source)
