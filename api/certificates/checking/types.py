"""What the certificate's type asks, from the agreements' data: HS codes, lines, criteria, late issue, third parties."""

import re
from collections.abc import Iterator
from decimal import Decimal
from typing import Final

from api.agreements import Claim, Rule
from api.certificates.certificate import Line
from api.certificates.checking.case import Case, Trouble, in_head, on_line
from api.certificates.checking.figures import day, percent
from api.certificates.findings import MANUAL, PUBLIC_CODE, Finding, graded

_HS: Final = re.compile(r"\d{6}(\d{2}(\d{2})?)?", re.ASCII)
_HS_TROUBLE: Final = Trouble(code="hs_shape", sentence="须为6、8、10位纯数字。", fix="请核对HS编码。", source=MANUAL)
_SUBS: Final = frozenset({"1", "2", "3"})
_PREDICTING: Final = frozenset({"H", "NI", "EC", "HD", "MV", "CG"})
_REMARKING: Final = frozenset({"A", "GE", "N", "L", "R", "P", "F", "K", "SE", "MV"})


def hs_codes(case: Case) -> Iterator[Finding]:
    """Require 6, 8 or 10 digits (CO-48); warn where the form shows fewer than were typed."""
    for line in case.goods:
        code = line.form.hs_code
        if code and not _HS.fullmatch(code):
            yield on_line(line.no, "hs_code", _HS_TROUBLE)
        elif code and case.rule and not case.rule.covers(code):
            sentence = f"该商品不在{case.rule.type.name}适用范围内。"
            trouble = Trouble(code="hs_not_covered", sentence=sentence, fix="请改用其他证书类型。", severity="warning")
            yield on_line(line.no, "hs_code", trouble)


def hs_length(case: Case) -> Iterator[Finding]:
    """Warn of codes with fewer digits than the form shows: ECFA shows eight (agreements.md §2)."""
    least = min(case.rule.hs_digits, default=0) if case.rule else 0
    for line in case.goods:
        if _HS.fullmatch(line.form.hs_code) and len(line.form.hs_code) < least:
            trouble = Trouble(
                code="hs_short",
                sentence=f"该类证书须填写{least}位HS编码。",
                fix="请补全HS编码。",
                severity="warning",
                source=case.source("hs_digits"),
            )
            yield on_line(line.no, "hs_code", trouble)


def fob_values(case: Case) -> Iterator[Finding]:
    """Warn where the form shows the FOB value of a line, and the line has none (agreements.md §3)."""
    for line in case.goods:
        shown = case.rule is not None and case.rule.fob_shown([line.form.ori_criteria])
        if shown and not line.form.fob_value:
            sentence = "该类证书须显示FOB值。"
            trouble = Trouble(code="fob", sentence=sentence, fix="请填写FOB值。", severity="warning")
            yield on_line(line.no, "fob_value", trouble)


def lines(case: Case) -> Iterator[Finding]:
    """Say where there are more lines than the form takes."""
    most, there = case.rule.max_lines if case.rule else None, sum(1 for _ in case.goods)
    if most is not None and there > most:
        trouble = Trouble(
            code="too_many_lines",
            sentence=f"该类证书最多{most}项商品，现有{there}项。",
            fix="请拆分为多份证书。",
            severity=case.severity("max_lines"),
            source=case.source("max_lines"),
        )
        yield on_line(there, "hs_code", trouble)


def criteria(case: Case) -> Iterator[Finding]:
    """Check each line's origin criterion against those of the type (agreements.md §3, formats.md §1.3)."""
    rule = case.rule
    if rule is None or (rule.criterion_asked and not rule.criteria):
        return
    for line in case.goods:
        if not rule.criterion_asked:
            if line.form.ori_criteria:
                sentence = "该类证书不填原产地标准。"
                trouble = Trouble(code="criterion_unasked", sentence=sentence, fix="请清空。", severity="warning")
                yield on_line(line.no, "ori_criteria", trouble)
            continue
        yield from _criterion(rule, line)


def known_criteria(rule: Rule) -> str:
    """Return the origin criteria of a type as people read them, nothing where its form has none."""
    listed = rule.criteria if rule.criterion_asked else ()
    return "、".join("百分比" if each.code == "%" else each.code for each in listed)


def _criterion(rule: Rule, line: Line) -> Iterator[Finding]:
    known = known_criteria(rule)
    text = line.form.ori_criteria
    claim = rule.claim(text) if text else None
    if not text:
        yield on_line(
            line.no, "ori_criteria", Trouble(code="required", sentence="必填项未填写。", fix=f"可填{known}。")
        )
    elif claim is None:
        severity = graded(all(each.verified for each in rule.criteria))
        sentence = f"“{text}”不是该类证书的原产地标准。"
        trouble = Trouble(code="criterion", sentence=sentence, fix=f"可填{known}。", severity=severity)
        yield on_line(line.no, "ori_criteria", trouble)
    else:
        yield from _figure(line, claim)


def _figure(line: Line, claim: Claim) -> Iterator[Finding]:
    """Check the percentage that the criterion is printed with, or that stands in the box of the imported share."""
    criterion = claim.criterion
    figure = claim.percent if claim.percent is not None else _originating(line)
    if criterion.printed == "yes" and figure is None:
        sentence = f"使用{criterion.label}时须填写百分比。"
        trouble = Trouble(code="figure", sentence=sentence, fix="请填写，例如 RVC 45%。", severity="warning")
        yield on_line(line.no, "ori_criteria", trouble)
    elif criterion.share and figure is not None and not criterion.figure_fits(figure):
        sentence = f"{figure}%不符合{criterion.label}的比例要求。"
        trouble = Trouble(
            code="figure_bounds",
            sentence=sentence,
            fix="请核算原产成分。",
            severity=graded(criterion.verified),
            source=criterion.source,
        )
        yield on_line(line.no, "ori_criteria", trouble)


def _originating(line: Line) -> Decimal | None:
    imported = percent(line.form.i_comp_prpr)
    return None if imported is None else Decimal(100) - imported


def sub_criterion(case: Case) -> Iterator[Finding]:
    """Require of Form E with PSR on what it rests: 1 RVC, 2 CTC, 3 process (formats.md §1.3)."""
    for line in case.goods if case.type_code == "E" else ():
        sub = line.form.ori_criteria_sub
        if sub and sub not in _SUBS:
            sentence = "须为1区域价值成分、2税则改变或3加工工序。"
            yield on_line(line.no, "ori_criteria_sub", Trouble(code="sub_criterion", sentence=sentence, fix="请选择。"))


def late_issue(case: Case) -> Iterator[Finding]:
    """Compare the sailing day with the application: late with a remark, or too late altogether (agreements.md §4)."""
    sailed, applied = day(case.form.intend_exp_date), day(case.form.apl_date) or case.day
    if sailed is None or case.rule is None:
        return
    late = case.rule.late
    if late.is_too_late(sailed, applied):
        trouble = Trouble(
            code="too_late",
            sentence="已超过该协定允许的补发期限。",
            fix="请核对运输日期；超过期限的不能再签发。",
            severity=case.severity("late_limit" if late.limit else "late_allowed"),
            source=case.source("late_limit"),
        )
        yield in_head("intend_exp_date", trouble)
    elif late.is_late(sailed, applied) and late.remark:
        place = f"（{late.place}）" if late.place else ""
        sentence = f"运输日期早于申请日期，属于补发，证书须注明 {late.remark}{place}。"
        fix = f"请在备注中填写 {late.remark}，或核对运输日期。"
        if late.remark.upper() not in case.form.remark.upper():
            trouble = Trouble(
                code="late", sentence=sentence, fix=fix, severity="warning", source=case.source("late_remark")
            )
            yield in_head("intend_exp_date", trouble)


def third_party(case: Case) -> Iterator[Finding]:
    """Require the third parties where the invoice is one's, and warn where the agreement takes none."""
    form = case.form
    if form.third_party_inv_flag != "1":
        return
    if not form.nonparty_corps and case.at_customs:
        sentence = "已选第三方发票，须至少填写一家第三方企业。"
        yield in_head("nonparty_corps", Trouble(code="nonparty", sentence=sentence, fix="请填写第三方企业。"))
    for corp in form.nonparty_corps:
        if not all((corp.ent_name, corp.ent_addr, corp.ent_country_code, corp.ent_country_name)):
            sentence = "第三方企业的名称、地址、国家代码和国家均须填写。"
            yield in_head("nonparty_corps", Trouble(code="nonparty_parts", sentence=sentence, fix="请补全。"))
    if case.rule and case.rule.third_party is False:
        trouble = Trouble(
            code="third_party_refused",
            sentence="该协定不接受第三方发票。",
            fix="请改用出口商发票。",
            severity=case.severity("third_party"),
            source=case.source("third_party"),
        )
        yield in_head("third_party_inv_flag", trouble)


def unused(case: Case) -> Iterator[Finding]:
    """Warn of boxes that are filled and that this type's form has not (formats.md §1.3)."""
    if case.at_customs and case.form.predict_flag == "1" and case.type_code not in _PREDICTING:
        sentence = "该类证书没有“预计出运”栏。"
        trouble = Trouble(code="unused", sentence=sentence, fix="请清空。", severity="warning", source=PUBLIC_CODE)
        yield in_head("predict_flag", trouble)
    if case.at_customs and case.form.remark and case.type_code not in _REMARKING:
        sentence = "该类证书没有备注栏，此内容不会打印。"
        trouble = Trouble(code="unused", sentence=sentence, fix="请核对。", severity="warning", source=PUBLIC_CODE)
        yield in_head("remark", trouble)


def self_print(case: Case) -> Iterator[Finding]:
    """Warn that the certificate cannot be printed by oneself for that destination (agreements.md §9)."""
    found = case.destination
    if case.rule and found and not case.rule.self_printable(found.letters):
        sentence = f"{case.rule.type.name}至{found.name}不能自助打印，须到签证机构领取。"
        fix = "请安排到签证机构领取。"
        trouble = Trouble(code="no_self_print", sentence=sentence, fix=fix, severity="warning")
        yield in_head("dest_country_code", trouble)
