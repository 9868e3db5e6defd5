"""What makes an authority send a certificate back although every box is filled: the published reasons (ux.md §2)."""

import re
import unicodedata
from collections.abc import Iterator
from typing import Final

from api.certificates import store
from api.certificates.checking.case import Case, Trouble, in_head, on_line
from api.certificates.findings import GACC_RULES, Finding, Severity

_INVISIBLE: Final = frozenset({"Cf", "Zl", "Zp", "Co", "Cn"})
_MIXED: Final = re.compile(r"(?<=\d)O(?=\d)|(?<=\d)O\b|(?<=[A-Z])0(?=[A-Z])", re.ASCII)
_NO_MARKS: Final = re.compile(
    r"AS\s+PER\s+(INVOICE|PACKING\s+LIST|B\s*/\s*L|BILL\s+OF\s+LADING)|AS\s+ADDRESS|CARTON\s+LABEL", re.IGNORECASE
)
_FOREIGN_MADE: Final = re.compile(r"MADE\s+IN\s+(?!(P\.?\s*R\.?\s*)?CHINA)[A-Z]", re.IGNORECASE)
_PACKED: Final = re.compile(
    r"\(\s*\d[\d,. ]*\)\s*[A-Z]{2,}|\bIN\s+(NUDE|BULK)\b|HANGING"
    r"|\b[\d,]+\s*(CTNS?|CARTONS?|BAGS?|DRUMS?|PALLETS?|CASES?|BOXES|ROLLS?|BUNDLES?|SETS?)",
    re.IGNORECASE,
)
_PACKAGE_ALONE: Final = re.compile(r"\)\s*PACKAGES?\b", re.IGNORECASE)
_LATIN: Final = ("inv_no", "exporter", "consignee", "load_port", "unload_port", "trans_details")
_KEPT: Final = re.compile(r"[^0-9A-Z一-鿿]")


def invoice_number(case: Case) -> Iterator[Finding]:
    """Warn of an invoice number that the importer will not find: blanks, full width, invisible marks, O beside 0."""
    text = case.form.inv_no
    if not text:
        return
    if any(each.isspace() for each in text) or _strange(text):
        sentence = "含有空格、全角字符（如－）或不可见字符，进口国海关会查不到证书。"
        severity: Severity = "error" if _strange(text) else "warning"
        trouble = Trouble(
            code="invoice_characters", sentence=sentence, fix=f"请改为 {plain(text)}。", severity=severity
        )
        yield in_head("inv_no", trouble)
    if _MIXED.search(plain(text).upper()):
        sentence = "字母O与数字0混在一起，容易录错。"
        trouble = Trouble(code="o_and_0", sentence=sentence, fix="请与发票原件逐字核对。", severity="warning")
        yield in_head("inv_no", trouble)


def characters(case: Case) -> Iterator[Finding]:
    """Warn of full-width and invisible characters in the boxes that are printed in Latin letters."""
    for box in _LATIN[1:]:
        if _strange(getattr(case.form, box), chinese=True):
            sentence = "含有全角或不可见字符。"
            fix = "请用半角字符重新输入。"
            yield in_head(box, Trouble(code="characters", sentence=sentence, fix=fix, severity="warning"))


def marks(case: Case) -> Iterator[Finding]:
    """Refuse marks that say nothing, and marks of a foreign manufacture (agreements.md §5)."""
    vague = Trouble(
        code="vague_marks",
        sentence="唛头不能填写 AS PER INVOICE、AS ADDRESS、CARTON LABEL 等字样。",
        fix="请填写实际唛头；没有唛头填 N/M，放不下填 SEE ATTACHMENT 并上传图片唛头。",
        source=GACC_RULES,
    )
    foreign = Trouble(code="foreign_marks", sentence="唛头显示外国制造字样。", fix="请核对货物产地，删去外国制造字样。")
    for text, found in [(case.form.mark, 0), *((line.form.mark, line.no) for line in case.goods)]:
        for pattern, trouble in ((_NO_MARKS, vague), (_FOREIGN_MADE, foreign)):
            if pattern.search(text):
                yield on_line(found, "mark", trouble) if found else in_head("mark", trouble)


def packages(case: Case) -> Iterator[Finding]:
    """Warn where the description does not say how many of which packages, in words and figures (agreements.md §2)."""
    for line in case.goods:
        text = line.form.goods_desc
        if text and not _PACKED.search(text):
            sentence = "缺少包装数量和种类。"
            fix = "请写明，例如 TWO HUNDRED(200) CTNS OF …；裸装 IN NUDE，散装 IN BULK。"
            trouble = Trouble(code="packages", sentence=sentence, fix=fix, severity="warning")
            yield on_line(line.no, "goods_desc", trouble)
        elif _PACKAGE_ALONE.search(text):
            sentence = "PACKAGE 不能单独作为包装单位。"
            trouble = Trouble(code="package_alone", sentence=sentence, fix="请写明 CTNS、BAGS 等。", severity="warning")
            yield on_line(line.no, "goods_desc", trouble)


def exporter(case: Case) -> Iterator[Finding]:
    """Say where the exporter's name differs from the one on file only by blanks, width or punctuation."""
    name = store.first_line(case.form.exporter)
    if not name or name in case.exporters:
        return
    like = next((each for each in case.exporters if _bare(each) == _bare(name)), None)
    if like:
        sentence = f"与备案名称“{like}”只差空格、全半角或标点。"
        yield in_head("exporter", Trouble(code="exporter_name", sentence=sentence, fix=f"请改为 {like}。"))


def plain(text: str) -> str:
    """Return a number as it should be typed: half width, without blanks and invisible characters."""
    folded = unicodedata.normalize("NFKC", text)
    return "".join(each for each in folded if not each.isspace() and unicodedata.category(each) not in _INVISIBLE)


def _strange(text: str, *, chinese: bool = False) -> bool:
    """Tell whether a text holds invisible characters, or wide ones; `chinese` lets ideographs pass."""
    for each in text:
        if unicodedata.category(each) in _INVISIBLE:
            return True
        wide = unicodedata.east_asian_width(each) in {"F", "W"} or each in "−–—"
        if wide and not (chinese and unicodedata.category(each) == "Lo"):
            return True
    return False


def _bare(name: str) -> str:
    return _KEPT.sub("", unicodedata.normalize("NFKC", name).upper())
