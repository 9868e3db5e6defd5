"""Receipt messages as formats.md §1.4 describes them: the XML and nothing else."""

import random
from dataclasses import dataclass, field
from typing import Any
from xml.sax.saxutils import escape

NAMESPACE = "http://www.w3.org/2000/09/xmldsig#"
RECEIPT = ("CertNo", "ReceiveTime", "Channel", "Note", "SendTime", "CusRespData")
ANSWER = (
    "RspNo", "EntMgrNo", "RepType", "BarCode", "OfficeDeclare", "OrgNameE", "CheckAddress", "EntOrgCode", "AddressEn",
    "OrgTel", "OrgFax", "CheckDate", "RepCode", "RepAddMsg", "ReissueFlag", "RspGenTime", "ChkVaildDate", "CertType",
)  # fmt: skip
FILE_RECEIPT = ("CertNo", "FileType", "FileName", "ReceiveTime", "RetType", "Note", "SendTime")
CONSIGNMENT = ("ConsignNo", "ResponseInfo")
TITLES = {
    ("Receipt", "1", ""): "海关已接收",
    ("Receipt", "2", ""): "海关接收失败",
    ("Receipt", "6", "1"): "回执：失败",
    ("Receipt", "6", "2"): "回执：待审核",
    ("Receipt", "6", "3"): "回执：退回",
    ("Receipt", "6", "5"): "回执：审核通过",
    ("Receipt", "6", "6"): "回执：退回",
}


@dataclass(frozen=True, slots=True)
class Shape:
    """How the authority happens to write today: namespace or not, fields in which order, damaged or whole."""

    namespace: bool = True
    order: str = "spec"
    damage: str = "none"
    encoding: str = "UTF-8"


@dataclass(frozen=True, slots=True)
class Paper:
    """One message: its root element, its fields in the published order, and a title for people."""

    root: str
    fields: dict[str, Any]
    title: str
    number: str
    folder: str = "Cooimp"
    failed: bool = False
    shape: Shape = field(default_factory=Shape)


def written(paper: Paper, dice: random.Random) -> bytes:
    """Write the bytes of the file, damaged in the way the shape asks for."""
    shape = paper.shape
    fields = {
        key: value for key, value in paper.fields.items() if not (shape.damage == "no_number" and key == "CertNo")
    }
    space = f' xmlns="{NAMESPACE}"' if shape.namespace else ""
    body = "\n".join(_lines(_ordered(fields, shape.order, dice), shape.order, dice, "  "))
    text = f'<?xml version="1.0" encoding="{shape.encoding}"?>\n<{paper.root}{space}>\n{body}\n</{paper.root}>\n'
    return _damaged(text, shape)


def title_of(paper_root: str, channel: str, kind: str) -> str:
    """Title a receipt in people's words; codes nobody explained keep their number."""
    unknown = f"回执代码 {channel}/{kind}".rstrip("/")
    return TITLES.get((paper_root, channel, kind if channel == "6" else ""), unknown)


def _lines(fields: dict[str, Any], order: str, dice: random.Random, indent: str) -> list[str]:
    lines: list[str] = []
    for name, value in fields.items():
        if isinstance(value, dict):
            inner = _lines(_ordered(value, order, dice), order, dice, indent + "  ")
            lines += [f"{indent}<{name}>", *inner, f"{indent}</{name}>"]
        else:
            lines.append(f"{indent}<{name}>{escape(str(value))}</{name}>")
    return lines


def _ordered(fields: dict[str, Any], order: str, dice: random.Random) -> dict[str, Any]:
    names = list(fields)
    if order == "reversed":
        names.reverse()
    elif order == "shuffled":
        dice.shuffle(names)
    return {name: fields[name] for name in names}


def _damaged(text: str, shape: Shape) -> bytes:
    if shape.damage == "truncated":
        return text.encode(shape.encoding)[: len(text) // 2]
    if shape.damage == "encoding":
        return text.encode("gb18030")
    if shape.damage == "bomb":
        dtd = '<!DOCTYPE x [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;">]>'
        return text.replace("?>", f"?>{dtd}", 1).replace("<Note>", "<Note>&b;", 1).encode()
    return text.encode(shape.encoding)
