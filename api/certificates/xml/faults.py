"""What keeps a message from being one: held against the schema, and said in sentences that name the box."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from itertools import islice
from pathlib import Path
from typing import Final

from lxml import etree

from api.certificates.forms import BasicForm, ChangeForm, GoodsForm, NonpartyCorp, OriInv, boxes
from api.certificates.xml.vocabulary import local

_SCHEMA: Final = Path(__file__).with_name("certificate.xsd")
_MOST: Final = 20
_NO_BOXES: Final = {
    "CertNo": "证书编号",
    "ApplyType": "申请类型",
    "CertStatus": "证书类别",
    "CertType": "证书类型",
    "GNo": "序号",
}
_BLOCKS: Final = {
    "CertificateHead": BasicForm,
    "Goods": GoodsForm,
    "ModCertificate": ChangeForm,
    "NonpartyCorp": NonpartyCorp,
    "OriInv": OriInv,
}
_LENGTH: Final = re.compile(r"maximum length of '(\d+)'")
_SHAPES: Final = {
    "Date": "应为YYYY-MM-DD格式的日期",
    "Amount": "应为数字，整数部分最多19位，小数部分最多5位",
    "Currency": "应为3位大写字母的币种代码",
    "HsCode": "应为6、8、10位纯数字",
    "Percent": "应为0至100的数字，最多两位小数",
    "YesNo": "应为Y或N",
}
_PATTERN: Final = re.compile(r"not accepted by the pattern '(.*)'\.")


@dataclass(frozen=True, slots=True)
class Fault:
    """One thing that is wrong: in which block and element, on which line of the file, and the sentence for people.

    `no` is the line of goods from 1, 0 for everything else.
    """

    block: str
    element: str
    label: str
    line: int
    sentence: str
    no: int = 0


def faults(root: etree._Element) -> list[Fault]:
    """Return what keeps a tree from being the message, none if it is one; at most twenty."""
    schema = _schema()
    if schema.validate(root):
        return []
    told: dict[etree._Element, list[etree._LogEntry]] = {}
    for entry in schema.error_log:
        told.setdefault(_element(root, entry), []).append(entry)
    return [_fault(element, entries) for element, entries in islice(told.items(), _MOST)]


@cache
def _schema() -> etree.XMLSchema:
    return etree.XMLSchema(etree.parse(_SCHEMA))


def _element(root: etree._Element, entry: etree._LogEntry) -> etree._Element:
    found = root.getroottree().xpath(entry.path) if entry.path else []
    return next(iter(found), root)  # a path of the log names one element


def _fault(element: etree._Element, entries: Sequence[etree._LogEntry]) -> Fault:
    name, parent = local(str(element.tag)), element.getparent()
    block = "" if parent is None else local(str(parent.tag))
    no = _place(parent) if parent is not None and block == "Goods" else 0
    line = f"第{no}项商品的" if no else ""
    misplaced = entries[0].type_name == "SCHEMAV_ELEMENT_CONTENT"
    label = _called(block, name) if misplaced else _label(block, name) or _called(block, name)
    wrong = _misplaced(entries, block, name) if misplaced else _wrong(entries)
    return Fault(block, name, label, entries[0].line, f"{line}{label}{wrong}。", no)


def _place(goods: etree._Element) -> int:
    return len(list(goods.itersiblings(preceding=True))) + 1


def _called(block: str, element: str) -> str:
    """Return an element as who mends the message looks for it: 证书类型（CertType）."""
    label = _label(block, element) or _NO_BOXES.get(element, "")
    return f"{label}（{element}）" if label else element


def _label(block: str, element: str) -> str:
    form = _BLOCKS.get(block)
    if form is None:
        return ""
    return next((box.label for box in boxes(form).values() if box.element == element), "")


@cache
def _named_patterns() -> Mapping[str, str]:
    """Return {pattern: its type's name} of the schema: the parser tells a pattern, people are told what it means."""
    types = etree.parse(_SCHEMA).getroot().iterchildren("{*}simpleType")
    return {found.get("value", ""): each.get("name", "") for each in types for found in each.iterfind(".//{*}pattern")}


def _wrong(entries: Sequence[etree._LogEntry]) -> str:
    message = "\n".join(each.message or "" for each in entries)
    if found := _LENGTH.search(message):
        return f"超过{found[1]}字"
    found = _PATTERN.search(message)
    return _SHAPES.get(_named_patterns().get(found[1], "") if found else "", "的值不正确")


def _misplaced(entries: Sequence[etree._LogEntry], block: str, name: str) -> str:
    message = "\n".join(each.message or "" for each in entries)
    missing = "Missing child" in message
    within = name if missing else block
    elements = [local(each) for each in re.findall(r"\{[^}]*\}\w+", message.partition("Expected is")[2])]
    expected = "或".join(_called(within, each) for each in elements[:3])
    if missing:
        return f"缺少{expected or '内容'}"
    return f"不应出现在这里，应为{expected}" if expected else "不应出现在这里"
