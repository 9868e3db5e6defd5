"""What followers of a declaration hear: the template of any document, saying what to do next."""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Final

from api.declarations import flow
from api.documents.moves import Change
from api.documents.wording import about_document, page, reason
from push.message import Message

_NEXT: Final[Mapping[str, str]] = MappingProxyType(
    {
        "draft_saved": "核对后请申报",
        "draft_failed": "请核对后重新暂存",
        "declared": "请等待海关接收",
        "failed": "请查看原因，核对后重报",
        "received": "请等待海关审核",
        "held": "海关挂起，请联系申报地海关",
        "examined": "请等待海关放行",
        "inspection": "请联系现场海关配合查验",
        "tax_due": "请及时缴纳税费",
        "returned": "请查看原因，修改后重报",
        "released": "可以提离或装运，结关后另行通知",
        "closed": "通关手续已办结",
        "deleted": "该报关单已删除，请核对",
        "noted": "详情请查看回执",
    }
)
_TEXTED: Final = frozenset(  # worth a short message: results, and what asks somebody to act
    {"failed", "returned", "held", "inspection", "tax_due", "deleted", "released", "closed"}
)


def notices(change: Change) -> Message | None:
    """Say what became of the declaration; what the customs merely note is no news once the status has moved on."""
    if change.step not in _NEXT or change.stale:
        return None
    said = reason(change.note) if change.step in {"failed", "returned", "noted"} else ""
    label = "海关通知" if change.step == "noted" else change.label
    brief = f"报关单{change.number}{label}{'：' if said else ''}{said}。" if change.step in _TEXTED else ""
    return about_document(
        change, flow.label_of(change.number), _remark(change), brief, page("declaration", change.number)
    )


def _remark(change: Change) -> str:
    if change.step == "noted":
        return reason(change.note) or _NEXT["noted"]
    if change.step == "closed" and flow.is_export(change.number):
        return "已结关，可补录到原产地证书"
    return _NEXT[change.step]
