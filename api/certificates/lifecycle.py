"""The life of a certificate of origin (features.md, state machines), once for each authority's words.

What the authority says is taken from any status before the last: a receipt in between may be late, lost, or answer a
declaration that was repeated elsewhere.
"""

from typing import Final

from api.documents import Lifecycle, moves_from

UNSEEN: Final = "unseen"
_OPEN: Final = (UNSEEN, "draft", "declared", "received", "pending", "returned", "failed")
ANSWERS: Final = {
    "received": "received",
    "failed": "failed",
    "pending_review": "pending",
    "returned": "returned",
    "approved": "approved",
}
_AGAIN: Final = {("returned", "returned"): "returned", ("failed", "failed"): "failed"}  # another reason is news
_OURS: Final = moves_from(("draft", "returned", "failed"), {"declare": "declared"}) | {
    ("approved", "void"): "voided",
    ("draft", "remove"): "removed",
}
_ASIDES: Final = {
    "attachment_accepted": "附件接收成功",
    "attachment_refused": "附件接收失败",
    "unknown": "未知回执",
}


def of(authority: str) -> Lifecycle:
    """Return the lifecycle in the words of an authority, as people call it: 海关, 贸促会."""
    received, failed = f"{authority}已接收", f"{authority}接收失败"
    return Lifecycle(
        noun="证书",
        statuses={
            UNSEEN: "尚无回执",
            "draft": "暂存",
            "declared": "已申报",
            "failed": failed,
            "received": received,
            "pending": "审核中",
            "returned": "审核不通过",
            "approved": "审核通过",
            "voided": "已作废",
            "removed": "已删除",
        },
        steps={
            "declare": "申报",
            "received": received,
            "failed": failed,
            "pending_review": "待审核",
            "returned": "审核不通过",
            "approved": "审核通过",
            "void": "作废",
            "remove": "删除",
            **_ASIDES,
        },
        table=moves_from(_OPEN, ANSWERS) | _AGAIN | _OURS,
        start=UNSEEN,
        asides=frozenset(_ASIDES),
        ours=frozenset({"declared"}),
        urgent=frozenset({"returned", "failed", "attachment_refused"}),
    )
