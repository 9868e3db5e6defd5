"""The life of a product filing, and of each of its areas, which the authority judges one by one (FILE-05).

The authority speaks of areas, or of the whole filing; the whole settles when all of its areas are decided.
"""

from typing import Final

from api.documents import REMOVED, Lifecycle, moves_from

UNSEEN: Final = "unseen"
EDITABLE: Final = ("draft", "failed", "returned")
DECIDED: Final = frozenset({"approved", "returned", "failed"})
ANSWERS: Final = {
    "received": "received",
    "failed": "failed",
    "pending_review": "pending",
    "returned": "returned",
    "approved": "approved",
}
SETTLED: Final = {
    "settle_failed": "failed",
    "settle_returned": "returned",
    "settle_partly": "partly",
    "settle_approved": "approved",
}
_LABELS: Final = {
    "draft": "暂存",
    "declared": "已申报",
    "failed": "贸促会接收失败",
    "received": "贸促会已接收",
    "pending": "审核中",
    "returned": "审核不通过",
}
_STEPS: Final = {
    "declare": "申报",
    "received": "贸促会已接收",
    "failed": "贸促会接收失败",
    "pending_review": "待审核",
    "returned": "审核不通过",
    "approved": "审核通过",
}
_OPEN: Final = (UNSEEN, "draft", "declared", "failed", "received", "pending", "returned")
_AGAIN: Final = {("returned", "returned"): "returned", ("failed", "failed"): "failed"}  # another reason is news

MAIN: Final = Lifecycle(
    noun="商品备案",
    statuses={UNSEEN: "尚无回执", **_LABELS, "partly": "部分区域审核通过", "approved": "审核通过", REMOVED: "已删除"},
    steps={
        **_STEPS,
        "settle_failed": "各区域均接收失败",
        "settle_returned": "各区域均未通过",
        "settle_partly": "部分区域审核通过",
        "settle_approved": "各区域均已通过",
        "sync": "同步",
        "remove": "删除",
        "unknown": "未知回执",
    },
    table=moves_from(_OPEN, ANSWERS)
    | moves_from((*_OPEN, "partly", "approved"), SETTLED)
    | moves_from(EDITABLE, {"declare": "declared", "remove": REMOVED})
    | moves_from((UNSEEN,), {"sync": "approved"})
    | _AGAIN,
    start=UNSEEN,
    asides=frozenset({"unknown"}),
    ours=frozenset({"declared"}),
    urgent=frozenset({"failed"}),
)

_AREA_OPEN: Final = ("draft", "declared", "failed", "received", "pending", "returned")
AREA: Final = Lifecycle(
    noun="优惠区域备案",
    statuses={**_LABELS, "approved": "审核通过"},
    steps={**_STEPS, "sync": "同步"},
    table=moves_from(_AREA_OPEN, ANSWERS)
    | moves_from(EDITABLE, {"declare": "declared", "sync": "approved"})
    | moves_from(("approved",), ANSWERS)  # an approval can be taken back, and that receipt can come late or be lost
    | _AGAIN,
    start="draft",
    ours=frozenset({"declared"}),
    urgent=frozenset({"returned"}),
)
