"""A certificate as a picture for a phone: the boxes of its paper under a watermark that says what it is not."""

import math
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any, Final

from api import agreements, documents, drawing
from api.certificates import preview
from api.certificates.certificate import KIND_OF, Certificate
from api.certificates.numbers import type_name
from api.certificates.preview import PrintedBox
from api.masterdata import today
from kit.clock import in_shanghai, now

_TEMPLATE: Final = Path(__file__).with_name("paper.typ")
_MOST, _ROWS = 600, 16  # characters and lines of one box
_PAGE: Final = 28  # rows of all goods together
_WIDE, _NARROW = 34, 11  # letters that stand beside each other in the description, and in the other boxes of a line
_NOT_FILLED: Final = "未填"
_AUTHORITYS: Final = ("官方使用", "签证机构", "核查")
_ON_THE_RIGHT: Final = (*_AUTHORITYS, "备注")
_DECLARATION: Final = ("出口商声明", "出口商或生产商声明", "签证机构证明")
# How much of a line's width a box of goods takes; what is wider than a line goes on below.
_SHARES: Final = {
    "项目号": 1.3,
    "唛头": 3.5,
    "包装数量": 6.5,
    "HS": 2.8,
    "税则号": 2.8,
    "原产地标准": 2.4,
    "RCEP原产国": 3.0,
    "毛重": 3.8,
}
_TOGETHER: Final = 13.0


@dataclass(frozen=True, slots=True)
class Stamp:
    """What stands across a picture and above it: that it is no certificate."""

    word: str
    says: str
    hue: str


PREVIEW: Final = Stamp("预览 DRAFT", "仅供核对，不是证书", "#b3261e")
COPY: Final = Stamp("副本 COPY", "仅供参考 FOR REFERENCE ONLY", "#08477f")


async def draw(certificate: Certificate, stamp: Stamp = PREVIEW) -> bytes:
    """Return the picture of a certificate as PNG; raises Weather where it could not be drawn."""
    return await drawing.draw(_TEMPLATE, card_of(certificate, stamp))


def card_of(certificate: Certificate, stamp: Stamp) -> Mapping[str, Any]:
    """Return what the picture says; what is too long for it is cut, and says so."""
    boxes = preview.shown(certificate)
    rule = agreements.find(certificate.authority, certificate.type_code, today())
    name = type_name(certificate.authority, certificate.type_code)
    status = documents.kind_of(KIND_OF[certificate.authority]).lifecycle.status_label(certificate.status)
    return {
        "stamp": asdict(stamp),
        "title": (rule.title if rule else "") or name,
        "name": name,
        "number": certificate.number,
        "facts": [
            f"{certificate.category.label} · {status}",
            f"修订 {certificate.revision} · {in_shanghai(now()):%Y-%m-%d %H:%M}",
        ],
        "note": "" if boxes[0].number else "此类证书的版式尚未收录，只列主要内容。",
        **_laid_out(boxes),
        "foot": "按已填写的内容绘制，以签证机构签发的证书为准",
    }


def spoken(certificate: Certificate) -> list[tuple[str, str]]:
    """Return what the picture shows as text, box by box, for who hears it; what the authority fills in is left out."""
    told = [each for each in preview.shown(certificate) if each.text or not each.content.startswith(_AUTHORITYS)]
    return [(f"{each.number} {each.content}".strip(), _spoken(each)) for each in told]


def _spoken(box: PrintedBox) -> str:
    if not box.of_goods or len(box.lines) == 1:
        return str(_text(box.lines[0] if box.lines else box.text)["text"])
    lines = [f"第 {no} 项：{' '.join(line.split())}" for no, line in enumerate(box.lines, 1) if line.strip()]
    return "\n".join(lines) or _NOT_FILLED


def _laid_out(boxes: Sequence[PrintedBox]) -> dict[str, Any]:
    """Return the boxes where the paper has them: the parties left, the authority's right, the goods below, the rest."""
    goods = [each for each in boxes if each.of_goods]
    first = boxes.index(goods[0])
    head, tail = boxes[:first], [each for each in boxes[first:] if not each.of_goods]
    tiers = _tiers(goods)
    lines = _shown(goods)
    more = max(len(each.lines) for each in goods) - lines
    return {
        "left": [_box(each) for each in head if not each.content.startswith(_ON_THE_RIGHT)],
        "right": [_box(each) for each in head if each.content.startswith(_ON_THE_RIGHT)],
        "tiers": [[{**_named(each), "share": _share(each)} for each in tier] for tier in tiers],
        "lines": [[[_text(_line(each, at)) for each in tier] for tier in tiers] for at in range(lines)],
        "more": f"另有 {more} 项商品，共 {lines + more} 项" if more else "",
        "tail": [[_box(each) for each in pair] for pair in _pairs(tail)],
    }


def _tiers(goods: Sequence[PrintedBox]) -> list[list[PrintedBox]]:
    """Return the boxes of a line of goods as rows of a phone's width."""
    tiers: list[list[PrintedBox]] = [[]]
    for each in goods:
        if tiers[-1] and sum(map(_share, [*tiers[-1], each])) > _TOGETHER:
            tiers.append([])
        tiers[-1].append(each)
    return tiers


def _share(box: PrintedBox) -> float:
    return max(share for name, share in _SHARES.items() if name in box.content)


def _shown(goods: Sequence[PrintedBox]) -> int:
    """Return how many lines of goods a page holds, the first one in any case."""
    count, left = max(len(each.lines) for each in goods), _PAGE
    for at in range(count):
        left -= 2 + max(_rows(_text(_line(each, at))["text"], _wide(each)) for each in goods)
        if left < 0:
            return max(at, 1)
    return count


def _wide(box: PrintedBox) -> int:
    return _WIDE if _share(box) == _SHARES["包装数量"] else _NARROW


def _rows(text: str, letters: int) -> int:
    """Return how many lines a text takes; a Chinese character is as wide as two letters."""
    widths = (sum(1 if each.isascii() else 2 for each in line) for line in text.split("\n"))
    return sum(max(1, math.ceil(width / letters)) for width in widths)


def _pairs(boxes: Sequence[PrintedBox]) -> list[Sequence[PrintedBox]]:
    """Return the boxes below the goods two by two, the exporter's declaration beside the authority's."""
    at = next((place for place, each in enumerate(boxes) if each.content.startswith(_DECLARATION)), len(boxes))
    lone = at % 2
    return [boxes[:lone], *(boxes[start : start + 2] for start in range(lone, len(boxes), 2))][not lone :]


def _box(box: PrintedBox) -> dict[str, Any]:
    if not box.text and box.content.startswith(_AUTHORITYS):
        return {**_named(box), "text": "", "empty": False}
    return {**_named(box), **_text(box.text)}


def _named(box: PrintedBox) -> dict[str, Any]:
    return {"number": box.number, "content": box.content, "caption": box.caption}


def _line(box: PrintedBox, at: int) -> str:
    return box.lines[at] if at < len(box.lines) else ""


def _text(text: str) -> dict[str, Any]:
    """Return a text as it is drawn: what cannot be seen is left out, what is too long is cut and says so."""
    plain = "".join(each if each.isprintable() else "\n" if each == "\n" else " " * each.isspace() for each in text)
    lines = [line.strip() for line in plain.strip().split("\n")]
    kept = "\n".join(lines[:_ROWS])[:_MOST]
    cut = f"…（未完，共 {len(plain)} 字）" if len(kept) < len("\n".join(lines)) else ""
    return {"text": f"{kept}{cut}" or _NOT_FILLED, "empty": not kept}
