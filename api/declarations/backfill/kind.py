"""The back-fill as a document: its life, and how it is made known to the register."""

from typing import Final

from api.declarations.backfill.notices import notices
from api.documents import Kind, Lifecycle, Numbering, moves_from, register

_ASIDES: Final = {"unknown": "未知回执"}
_ANSWERS: Final = {"failed": "failed", "received": "received"}
_AGAIN: Final = {("failed", "failed"): "failed"}  # another reason is news

LIFECYCLE: Final = Lifecycle(
    noun="补录",
    statuses={"draft": "暂存", "submitted": "已提交", "failed": "海关接收失败", "received": "海关接收成功"},
    steps={"submit": "提交", "failed": "海关接收失败", "received": "海关接收成功", **_ASIDES},
    table=moves_from(("draft", "failed"), {"submit": "submitted"})
    | moves_from(("submitted", "failed"), _ANSWERS)
    | _AGAIN,
    start="submitted",
    asides=frozenset(_ASIDES),
    ours=frozenset({"draft", "submitted"}),
    urgent=frozenset({"failed"}),
)
BACKFILL: Final = Kind(
    name="backfill",
    label="出口报关单补录",
    content="trade/origin",
    lifecycle=LIFECYCLE,
    notices=notices,
    numbering=Numbering(prefix="BL"),
)

register(BACKFILL)
