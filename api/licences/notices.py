"""What followers of a licence hear: the template of any document."""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Final

from api.documents.moves import Change
from api.documents.wording import about_document, page, reason, reason_then
from push.message import Message

_NEXT: Final[Mapping[str, str]] = MappingProxyType(
    {
        "received": "请等待审核结果",
        "pending_review": "请等待审核结果",
        "approved": "可以凭证办理通关",
        "cancelled": "请勿再使用，详情请咨询发证机关",
    }
)
_TEXTED: Final = frozenset({"approved", "cancelled"})  # with what is to be mended, all that is worth a short message
_MEND: Final[Mapping[str, str]] = MappingProxyType({"returned": "请修改后再申请", "failed": "请核对后重报"})


def notices(change: Change) -> Message | None:
    """Say what became of the licence and what to do next; an unknown answer is the operator's matter."""
    if change.step in _MEND:
        return _to_be_mended(change, _MEND[change.step])
    if change.step not in _NEXT:
        return None
    brief = f"许可证{change.number}{change.label}。" if change.step in _TEXTED else ""
    return about_document(change, "许可证", _NEXT[change.step], brief, page("licence", change.number))


def _to_be_mended(change: Change, mend: str) -> Message:
    said = reason(change.note)
    brief = f"许可证{change.number}{change.label}{'：' if said else ''}{said}。{mend}。"
    remark = reason_then(change.note, mend, mend)
    return about_document(change, "许可证", remark, brief, page("licence", change.number))
