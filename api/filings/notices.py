"""What followers of a filing hear: that it did not arrive, and the result of each area (template T0)."""

from collections.abc import Mapping
from typing import Final

from api.documents import MAIN
from api.documents.moves import Change
from api.documents.wording import about_document, page, reason, reason_then
from api.filings.areas import name
from push.message import Message

_AGAIN: Final = "请重新申报"
_MEND: Final = "请修改后再申报"
_USE: Final = "可以申请该区域的优惠原产地证"
_REMARKS: Final[Mapping[str, tuple[str, str]]] = {
    "approved": (_USE, f"审核通过，{_USE}。"),
    "returned": ("", f"审核不通过{{reason}}。{_MEND}。"),
}


def notices(change: Change) -> Message | None:
    """Say what became of one area, or that the whole filing was not taken; everything else is for the page."""
    if change.axis != MAIN:
        return _of_area(change)
    return _of_failure(change) if change.step == "failed" else None


def _of_area(change: Change) -> Message | None:
    if change.step not in _REMARKS:
        return None
    remark, brief = _REMARKS[change.step]
    area = name(change.axis)
    told = brief.format(reason=_because(change.note))
    said = remark or reason_then(change.note, _MEND, _MEND)
    link = page("filing", change.number)
    return about_document(change, f"商品备案·{area}"[:20], said, f"商品备案{change.number}（{area}）{told}", link)


def _of_failure(change: Change) -> Message:
    brief = f"商品备案{change.number}贸促会接收失败{_because(change.note)}。{_AGAIN}。"
    said = reason_then(change.note, _AGAIN, _AGAIN)
    return about_document(change, "商品备案", said, brief, page("filing", change.number))


def _because(note: str) -> str:
    said = reason(note)
    return f"：{said}" if said else ""
