"""加工工序, filed products, changes, invoices of RCEP, signatories: what stands behind the boxes."""

import re
from collections.abc import Iterator
from decimal import Decimal
from typing import Final

from api import identifiers
from api.certificates.certificate import Category, Line
from api.certificates.checking.case import Case, Trouble, in_head, on_line
from api.certificates.checking.figures import amount, percent
from api.certificates.findings import MANUAL, Finding
from api.certificates.forms import ProcessForm

LEAST_ADDED: Final = Decimal(30)  # per cent, for a non-preferential certificate (agreements.md §3)
_HEADING: Final = re.compile(r"\d{4}", re.ASCII)
_RCEP: Final = frozenset({"RC", "BR"})
_INVOICE_PARTS: Final = ("inv_no", "curr", "price_clause", "inv_date")


def value_added(processing: ProcessForm) -> Decimal | None:
    """Return the share added in China, per cent of the delivery price: 1 − Σ CIF ÷ price; None where it is unknown."""
    price = amount(processing.unit_price)
    prices = [amount(each.cif_price) for each in processing.materials if each.hs_code or each.cif_price]
    if not price or None in prices:
        return None
    imported = sum((each for each in prices if each is not None), Decimal(0))
    return ((price - imported) / price * 100).quantize(Decimal("0.01"))


def processing(case: Case) -> Iterator[Finding]:
    """Check 加工工序编辑 of the general certificate: what is required, and the value added (CO-70…CO-79)."""
    for line in case.goods if case.type_code == "C" else ():
        form = line.form.processing
        if form.choice in {"anew", "as_before"}:
            yield from _dialog(line, form)
            yield from _added(line, form)


def _dialog(line: Line, form: ProcessForm) -> Iterator[Finding]:
    parts = {
        "H.S.Code": form.hs_code,
        "交货单价": form.unit_price,
        "产品名称": form.product,
        "加工工序": form.process,
        "从价百分比": form.ad_valorem,
    }
    if empty := [label for label, value in parts.items() if not value]:
        sentence = f"加工工序编辑中{'、'.join(empty)}为必填项。"
        yield on_line(
            line.no, "processing", Trouble(code="processing", sentence=sentence, fix="请点【编辑加工工序】补全。")
        )
    if form.ad_valorem and percent(form.ad_valorem) is None:
        sentence = "从价百分比须为0%至100%，例如17%。"
        trouble = Trouble(code="ad_valorem", sentence=sentence, fix="请填写原材料进出口的从价百分比(例如: 17%)。")
        yield on_line(line.no, "processing", trouble)
    if any(each.hs_code and not _HEADING.fullmatch(each.hs_code) for each in form.materials):
        sentence = "进口原材料的海关税则号须为4位数字。"
        yield on_line(line.no, "processing", Trouble(code="heading", sentence=sentence, fix="请填写4位品目号。"))


def _added(line: Line, form: ProcessForm) -> Iterator[Finding]:
    added = value_added(form)
    if added is None:
        return
    if added < LEAST_ADDED:
        sentence = f"增值百分比为{added}%，低于{LEAST_ADDED}%；如已发生4位税则改变可不看此项。"
        trouble = Trouble(
            code="value_added", sentence=sentence, fix="请核对原材料价格或说明税则改变。", severity="warning"
        )
        yield on_line(line.no, "processing", trouble)
    told = percent(form.ad_valorem)
    if told is not None and abs((100 - added) - told) >= 1:
        sentence = f"从价百分比填写{told}%，按原材料单价计算为{100 - added}%。"
        trouble = Trouble(code="ad_valorem_differs", sentence=sentence, fix="请核对。", severity="warning")
        yield on_line(line.no, "processing", trouble)


def filed_products(case: Case) -> Iterator[Finding]:
    """Require CCPIT's preferential goods to be products filed and approved for that certificate (CO-68)."""
    if case.at_customs or case.filed is None or case.rule is None or not case.rule.filing_needed:
        return
    for line in case.goods:
        filed = case.filed.get(line.form.filing_no)
        if filed is None:
            sentence = "优惠原产地证书, 录入的商品信息必须是已备案并审核通过的商品数据。"
            fix = "请从已备案商品中选择，或先办理商品备案。"
            yield on_line(line.no, "filing_no", Trouble(code="not_filed", sentence=sentence, fix=fix, source=MANUAL))
        elif line.form.hs_code[:6] != filed[:6]:
            sentence = f"与备案商品的税则号{filed}不一致。"
            trouble = Trouble(code="filed_otherwise", sentence=sentence, fix="请重新选择备案商品。", severity="warning")
            yield on_line(line.no, "hs_code", trouble)


def change(case: Case) -> Iterator[Finding]:
    """Require of a change or reissue the old certificate and the reason (formats.md §1.3)."""
    if case.certificate.category is Category.NEW:
        return
    told = case.form.change
    empty = [label for label, text in (("原证书号", told.old_cert_no), ("更改原因", told.mod_reason)) if not text]
    if empty:
        sentence = f"改证重发须填写{'、'.join(empty)}。"
        yield in_head("change", Trouble(code="change", sentence=sentence, fix="请填写。"))
    if case.certificate.category is not Category.REISSUE and not (told.old_situ_desc and told.mod_situ_desc):
        sentence = "未写明更改前和更改后的情况。"
        trouble = Trouble(
            code="situation", sentence=sentence, fix="请点【生成】按两份证书的差异填写。", severity="warning"
        )
        yield in_head("change", trouble)


def rcep_invoices(case: Case) -> Iterator[Finding]:
    """Require the invoices of an RCEP certificate, each with its parts (formats.md §1.2 OriInvs)."""
    if not case.at_customs or case.type_code not in _RCEP:
        return
    if not case.form.ori_invs:
        sentence = "RCEP证书须至少填写一张发票。"
        yield in_head("ori_invs", Trouble(code="ori_invs", sentence=sentence, fix="请填写发票信息。"))
    if any(not getattr(each, part) for each in case.form.ori_invs for part in _INVOICE_PARTS):
        sentence = "每张发票的发票号、币种、价格条款和发票日期均须填写。"
        yield in_head("ori_invs", Trouble(code="ori_inv_parts", sentence=sentence, fix="请补全。"))


def persons(case: Case) -> Iterator[Finding]:
    """Check who declares and who signs: the ID-card number, and the 手签员 on file."""
    form = case.form
    if form.applicant and not identifiers.id_card_is_valid(form.applicant):
        sentence = "身份证号校验不通过。"
        trouble = Trouble(code="id_card", sentence=sentence, fix="请核对申报员身份证号。", severity="warning")
        yield in_head("applicant", trouble)
    if not case.at_customs and form.signer and case.signatories and form.signer not in case.signatories:
        sentence = f"“{form.signer}”不是在贸促会备案的手签员。"
        fix = f"请选择已备案的手签员：{'、'.join(sorted(case.signatories))}。"
        yield in_head("signer", Trouble(code="signer", sentence=sentence, fix=fix))


def supporting_files(case: Case) -> Iterator[Finding]:
    """Warn where the papers are missing that go with a third-party invoice or a change."""
    if case.form.third_party_inv_flag == "1" and "2" not in case.attached:
        sentence = "使用第三方发票，未上传第三方发票。"
        trouble = Trouble(code="paper", sentence=sentence, fix="请在【佐证材料】上传。", severity="warning")
        yield in_head("third_party_inv_flag", trouble)
    if case.certificate.category is Category.CHANGE and "15" not in case.attached:
        trouble = Trouble(
            code="paper", sentence="更改证书，未上传原证书。", fix="请在【佐证材料】上传原证书。", severity="warning"
        )
        yield in_head("change", trouble)
