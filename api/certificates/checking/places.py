"""Codes and places: countries, districts, currencies, ports, the consignee's country, and the route."""

import re
from collections.abc import Iterator
from typing import Final

from api import masterdata
from api.agreements import country
from api.certificates.checking.case import Case, Trouble, in_head, on_line
from api.certificates.findings import GACC_RULES, Finding

_DISTRICT: Final = re.compile(r"\d{4}", re.ASCII)
_OPEN_CONSIGNEE: Final = re.compile(r"\bTO\s+(ORDER|WHOM\s+IT\s+MAY\s+CONCERN)\b", re.IGNORECASE)
_FIX_CODE: Final = "请从下拉列表中选择。"
_FLAGS: Final = {
    "exhibit_flag": "01",
    "third_party_inv_flag": "01",
    "predict_flag": "01",
    "producer_sert_flag": "YN",
}


def codes(case: Case) -> Iterator[Finding]:
    """Say which codes stand in no table of the authority's own system (formats.md §5)."""
    of = case.certificate.authority
    tables = {
        "dest_country_code": f"country_{of}",
        "trans_country_code": f"country_{of}",
        "curr": f"currency_{of}",
        "trade_mode_code": f"trade_mode_{of}",
        "price_terms": "price_terms",
    }
    for box, table in tables.items():
        value = getattr(case.form, box)
        if value and masterdata.code(table, value) is None:
            sentence = f"“{value}”不在{masterdata.LABELS[table]}表中。"
            yield in_head(box, Trouble(code="unknown_code", sentence=sentence, fix=_FIX_CODE, severity="warning"))
    for box, allowed in _FLAGS.items():
        if (value := getattr(case.form, box)) and value not in allowed:
            sentence = f"只能填写{'或'.join(allowed)}。"
            yield in_head(box, Trouble(code="flag", sentence=sentence, fix=_FIX_CODE))


def districts(case: Case) -> Iterator[Finding]:
    """Require the issuing and the collecting office to be customs districts of four digits (formats.md §1.3)."""
    for box in ("org_code", "fetch_place") if case.at_customs else ():
        value = getattr(case.form, box)
        if value and not _DISTRICT.fullmatch(value):
            yield in_head(box, Trouble(code="district", sentence="须为4位关区代码。", fix=_FIX_CODE))
        elif value and masterdata.code("district", value) is None:
            sentence = f"关区代码“{value}”不在表中。"
            yield in_head(box, Trouble(code="district_unknown", sentence=sentence, fix=_FIX_CODE, severity="warning"))


def destination(case: Case) -> Iterator[Finding]:
    """Say where the destination is no partner of the agreement, and where the consignee does not sit in it."""
    rule, found = case.rule, case.destination
    if rule is None or found is None or not rule.partners:
        return
    if not rule.serves(found.letters):
        sentence = f"{found.name}不是{rule.type.name}的成员方。"
        fix = "请核对目的国，或改用其他证书类型。"
        yield in_head("dest_country_code", Trouble(code="not_a_partner", sentence=sentence, fix=fix))


def consignee(case: Case) -> Iterator[Finding]:
    """Warn where the consignee's box names no country of the agreement (agreements.md §2, §5)."""
    rule, text = case.rule, case.form.consignee
    if rule is None or not rule.partners or not text or _OPEN_CONSIGNEE.search(text):
        return
    found = case.destination
    letters = {*rule.partners, *([found.letters] if found else [])}
    names = [name for each in letters for name in _names(each)]
    if not any(name in _bare(text) for name in names):
        trouble = Trouble(
            code="consignee_country",
            sentence="进口商缺少国家名称，或不在协定成员方境内。",
            fix="请在最后一行填写进口国英文名称。",
            severity="warning",
            source=GACC_RULES,
        )
        yield in_head("consignee", trouble)


def ports(case: Case) -> Iterator[Finding]:
    """Warn of a loading port outside the Mainland and of a discharge port outside the importing country."""
    if (there := port_country(case.form.load_port)) and there != "CN":
        sentence = "起运港不在中国内地。"
        trouble = Trouble(code="load_port", sentence=sentence, fix="请核对起运港。", severity="warning")
        yield in_head("load_port", trouble)
    found = case.destination
    there = port_country(case.form.unload_port)
    if found and there and there != found.letters:
        sentence = f"卸货港不在目的国{found.name}境内。"
        fix = "请核对卸货港与目的国。"
        yield in_head("unload_port", Trouble(code="port_abroad", sentence=sentence, fix=fix, severity="warning"))


def route(case: Case) -> Iterator[Finding]:
    """Warn where the route does not name the ports of the other boxes."""
    text = _bare(case.form.trans_details)
    for box in ("load_port", "unload_port"):
        port = _bare(getattr(case.form, box).partition(",")[0])
        if text and port and port not in text:
            sentence = f"未写明{'起运港' if box == 'load_port' else '卸货港'}{port}。"
            trouble = Trouble(code="route", sentence=sentence, fix="请重新生成运输路线。", severity="warning")
            yield in_head("trans_details", trouble)


def origin_countries(case: Case) -> Iterator[Finding]:
    """Say which RCEP lines carry a mark of the duty rate that is none (formats.md §1.3)."""
    for line in case.goods:
        if line.form.goods_tax_rate not in {"", "0", "1", "2"}:
            sentence = "只能填写0（无）、1（相关各方最高税率）或2（各方最高税率）。"
            yield on_line(line.no, "goods_tax_rate", Trouble(code="tax_rate", sentence=sentence, fix=_FIX_CODE))


def port_country(text: str) -> str:
    """Return the letters of the country in which a port lies, or nothing for a port in no table."""
    name = text.partition(",")[0].strip()
    if not name:
        return ""
    hits = [row for row in masterdata.search("port", name, 10) if _bare(name) in {row.name_en, row.name_zh, row.code}]
    countries = {row.code[:2] for row in hits}
    return countries.pop() if len(countries) == 1 else ""


def _names(letters: str) -> list[str]:
    found = country(letters)
    row = masterdata.code("country_customs", found.customs)
    aliases = [each for each in (row.aliases if row else ()) if len(each) > 3]  # noqa: PLR2004 — ISO letters are no names
    return [_bare(each) for each in (found.english, found.name, *aliases) if each]


def _bare(text: str) -> str:
    return re.sub(r"[\s.,]+", " ", text.upper()).strip()
