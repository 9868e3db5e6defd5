"""The life of a declaration, as the letters of its receipts tell it (declaration_channels.csv)."""

from typing import Final

from api.documents import Lifecycle, moves_from

_STATUSES: Final = {
    "unseen": "尚无回执",
    "draft_failed": "暂存失败",
    "draft": "暂存",
    "declared": "已申报",
    "failed": "申报失败",
    "received": "海关已接收",
    "held": "海关挂起",
    "examined": "已审结",
    "inspection": "查验",
    "tax_due": "需交税费",
    "returned": "退单",
    "released": "已放行",
    "closed": "已结关",
    "deleted": "已删单",
}
_STEP_TO_STATUS: Final = {
    "draft_saved": "draft",
    "draft_failed": "draft_failed",
    "declared": "declared",
    "failed": "failed",
    "received": "received",
    "held": "held",
    "examined": "examined",
    "inspection": "inspection",
    "tax_due": "tax_due",
    "returned": "returned",
    "released": "released",
    "closed": "closed",
    "deleted": "deleted",
}
_LAST: Final = ("released", "closed", "deleted")
_OPEN: Final = tuple(status for status in _STATUSES if status not in _LAST)
_AFTER_RELEASE: Final = moves_from(("released",), {"closed": "closed", "deleted": "deleted"})
_AFTER_CLOSING: Final = moves_from(("closed",), {"deleted": "deleted"})
_AGAIN: Final = {("returned", "returned"): "returned", ("failed", "failed"): "failed"}  # another reason is news
_ASIDES: Final = {"noted": "海关通知", "unknown": "未知回执"}

LIFECYCLE: Final = Lifecycle(
    noun="报关单",
    statuses=_STATUSES,
    steps={step: _STATUSES[status] for step, status in _STEP_TO_STATUS.items()} | _ASIDES,
    table=moves_from(_OPEN, _STEP_TO_STATUS) | _AFTER_RELEASE | _AFTER_CLOSING | _AGAIN,
    start="unseen",
    asides=frozenset(_ASIDES),
    urgent=frozenset({"failed", "returned", "inspection", "tax_due", "held", "deleted"}),
)
