"""The life of a licence. No public list of codes was found: the gateway names the step itself."""

from typing import Final

from api.documents import Lifecycle, moves_from

_OPEN: Final = ("unseen", "received", "pending", "returned", "failed")
_ANSWERS: Final = {
    "received": "received",
    "failed": "failed",
    "pending_review": "pending",
    "returned": "returned",
    "approved": "approved",
}
_AGAIN: Final = {("returned", "returned"): "returned", ("failed", "failed"): "failed"}
_CANCEL: Final = moves_from((*_OPEN, "approved"), {"cancelled": "cancelled"})

LIFECYCLE: Final = Lifecycle(
    noun="许可证",
    statuses={
        "unseen": "尚无回执",
        "failed": "接收失败",
        "received": "已接收",
        "pending": "审核中",
        "returned": "审核不通过",
        "approved": "审核通过",
        "cancelled": "已撤销",
    },
    steps={
        "received": "接收",
        "failed": "接收失败",
        "pending_review": "待审核",
        "returned": "审核不通过",
        "approved": "审核通过",
        "cancelled": "撤销",
        "unknown": "未知回执",
    },
    table=moves_from(_OPEN, _ANSWERS) | _AGAIN | _CANCEL,
    start="unseen",
    asides=frozenset({"unknown"}),
    urgent=frozenset({"returned", "failed", "cancelled"}),
)
