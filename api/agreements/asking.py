"""What a certificate will ask of one, in sentences, each with its standing."""

from collections.abc import Iterator, Sequence
from typing import Final, NamedTuple

from api.agreements.criteria import FIGURE, NEED_LABELS, Criterion
from api.agreements.deadlines import DAY_LABELS
from api.agreements.rules import Partner, Rule
from api.agreements.types import AUTHORITY_LABELS

_FOB: Final = {
    "always": "证书上显示FOB值。",
    "invoice": "证书上显示发票金额。",
    "price": "证书上显示货物价格。",
    "rvc": "仅在使用区域价值成分（RVC）标准时显示FOB值。",
    "never": "证书上不显示FOB值；申报时仍须填写。",
}
_CORRECTION: Final = {
    "new": "更改时交回原证、换发新证。",
    "manual": "更改时在原证上手工更改并签章。",
    "both": "更改时可换发新证，也可在原证上手工更改并签章。",
}
_RETRO_VALIDITY: Final = {"shipment": "补发的自装运日起算", "declaration": "补发的自出口申报日起算"}


class Ask(NamedTuple):
    """One thing that the certificate asks: what it is about, the sentence, and whether it is confirmed."""

    about: str
    sentence: str
    verified: bool
    source: str


def asks(rules: Sequence[Rule], hs: str) -> Iterator[Ask]:
    """Say what a type asks for goods of an HS code; `rules` are the same type at each of its issuers."""
    rule = rules[0]
    yield from _filings(rules)
    yield from _goods(rule, hs)
    yield from map(_criterion, rule.criteria)
    yield from _late(rule)
    yield from _validity(rule)
    yield from _third_party(rule)
    for each in rules:
        for field in each.fields:
            yield Ask("填写", field.sentence, field.verified, field.source)


def warnings(rule: Rule, partner: Partner | None, told: Sequence[Ask]) -> Iterator[str]:
    """Say what is not confirmed: the type, the partner, and how many of the things asked."""
    if not rule.type.verified:
        yield f"证书类型 {rule.type.code} 的代码未经公开文件核实，请向签证机构确认。"
    if partner and not partner.verified:
        yield "该国家（地区）是否适用、从何时适用未经公开文件核实，请向签证机构确认。"
    unsure = list(dict.fromkeys(each.about for each in told if not each.verified))
    if unsure:
        yield f"以下内容未经公开文件核实，仅供参考：{'、'.join(unsure)}。"


def _filings(rules: Sequence[Rule]) -> Iterator[Ask]:
    for rule in rules:
        if rule.filing_needed:
            fact = rule.fact("filing")
            alone = "（须单独备案）" if rule.fact("filing_alone").value == "yes" else ""
            issuer = AUTHORITY_LABELS[rule.type.authority]
            sentence = f"向{issuer}申请时，录入的商品信息必须是已备案并审核通过的商品数据{alone}。"
            yield Ask("商品备案", sentence, fact.verified, fact.source)


def _goods(rule: Rule, hs: str) -> Iterator[Ask]:
    if rule.hs_digits:
        shown = "、".join(map(str, rule.hs_digits))
        whose = "进口方的" if rule.hs_of_importer else ""
        short = "" if len(hs) >= min(rule.hs_digits) else f"现有编码只有{len(hs)}位，需补足。"
        yield _of(rule, "hs_digits", "税则号", f"证书上显示{whose}{shown}位税则号。{short}")
    if rule.fact("goods_limited").value:
        yield _of(rule, "goods_limited", "适用货物", f"{rule.fact('goods_limited').value}。")
    if rule.max_lines:
        yield _of(rule, "max_lines", "商品项数", f"每份证书最多{rule.max_lines}项商品。")
    if rule.fob_on_form:
        yield _of(rule, "fob_on_form", "FOB值", _FOB[rule.fob_on_form])


def _criterion(criterion: Criterion) -> Ask:
    written = "百分比" if criterion.code == FIGURE else criterion.code
    needs = "、".join(NEED_LABELS[each] for each in criterion.needs)
    wanted = f"需备：{needs}。" if needs else ""
    return Ask("原产地标准", f"{written}：{criterion.label}。{wanted}", criterion.verified, criterion.source)


def _late(rule: Rule) -> Iterator[Ask]:
    late = rule.late
    if late.free:
        free = f"出运后{late.free.label}内申请" if late.free.number else "出运前或出运时申请"
        yield _of(rule, "late_free", "申请时间", f"{free}，按正常签发。")
    if late.allowed is False:
        yield _of(rule, "late_allowed", "补发", "逾期不予补发。")
    elif late.limit:
        start = DAY_LABELS[late.limit.counted_from]
        yield _of(rule, "late_limit", "补发", f"自{start}起{late.limit.label}内可补发。")
    if late.remark:
        place = f"（{late.place}）" if late.place else ""
        yield _of(rule, "late_remark", "补发注明", f"补发证书须注明“{late.remark}”{place}。")


def _validity(rule: Rule) -> Iterator[Ask]:
    if rule.validity_months:
        retro = _RETRO_VALIDITY.get(rule.fact("late_validity_from").value, "")
        tail = f"，{retro}" if retro else ""
        yield _of(rule, "validity_months", "有效期", f"自签发之日起{rule.validity_months}个月内有效{tail}。")
    correction = rule.fact("correction").value
    if correction:
        yield _of(rule, "correction", "更改", _CORRECTION[correction])


def _third_party(rule: Rule) -> Iterator[Ask]:
    if rule.third_party is False:
        yield _of(rule, "third_party", "第三方发票", "不接受第三方发票。")
    elif rule.third_party:
        where = rule.fact("third_party_place").value
        yield _of(rule, "third_party", "第三方发票", f"可使用第三方发票{f'：{where}' if where else ''}。")


def _of(rule: Rule, cell: str, about: str, sentence: str) -> Ask:
    fact = rule.fact(cell)
    return Ask(about, sentence, fact.verified, fact.source)
