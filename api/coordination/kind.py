"""The application as a document: its life, and how it is made known to the register.

Who may do what in which state is the manual's (COORD-38…43): change it in 暂存, 已撤回, 海关接收失败 and 退回, delete
it in all of these but 海关接收失败, withdraw it from 待办 alone.
"""

from typing import Final

from api.coordination.notices import notices
from api.documents import REMOVED, Kind, Lifecycle, Numbering, moves_from, register

EDITABLE: Final = ("draft", "withdrawn", "failed", "returned")
REMOVABLE: Final = ("draft", "withdrawn", "returned")
WITHDRAWABLE: Final = ("pending",)
_OPEN: Final = ("pending", "failed", "accepted")
_ANSWERS: Final = {"failed": "failed", "accepted": "accepted", "returned": "returned", "completed": "completed"}
_AGAIN: Final = {("returned", "returned"): "returned", ("failed", "failed"): "failed"}  # another reason is news
_OURS: Final = (
    moves_from(EDITABLE, {"submit": "pending"})
    | moves_from(WITHDRAWABLE, {"withdraw": "withdrawn"})
    | moves_from(REMOVABLE, {"remove": REMOVED})
)
_ASIDES: Final = {
    "received": "海关已接收",
    "withdrawal_confirmed": "海关确认撤回",
    "attachment_accepted": "附件接收成功",
    "attachment_refused": "附件接收失败",
    "unknown": "未知回执",
}

LIFECYCLE: Final = Lifecycle(
    noun="协调单",
    statuses={
        "draft": "暂存",
        "pending": "待办",
        "failed": "海关接收失败",
        "withdrawn": "已撤回",
        "accepted": "处理中",
        "returned": "退回",
        "completed": "办结",
        REMOVED: "已删除",
    },
    steps={
        "submit": "提交",
        "withdraw": "撤回",
        "remove": "删除",
        "accepted": "受理",
        "returned": "退回",
        "failed": "海关接收失败",
        "completed": "办结",
        **_ASIDES,
    },
    # What the customs took before our withdrawal reached them stays theirs: the withdrawal was too late.
    table=moves_from(_OPEN, _ANSWERS) | _AGAIN | _OURS | {("withdrawn", "accepted"): "accepted"},
    start="pending",
    asides=frozenset(_ASIDES),
    ours=frozenset({"draft", "pending", "withdrawn"}),
    provisional=frozenset({"withdrawn"}),
    urgent=frozenset({"returned", "failed", "attachment_refused"}),
)
COORDINATION: Final = Kind(
    name="coordination",
    label="享惠受阻协调",
    content="trade/origin",
    lifecycle=LIFECYCLE,
    notices=notices,
    numbering=Numbering(prefix="XT", period="%Y%m", digits=4),
)

register(COORDINATION)
