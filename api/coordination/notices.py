"""What followers of an application hear: template T7 and its SMS (ux.md §3.2, §3.3)."""

from typing import Final

from api.documents import Change
from api.documents.wording import moment, page, reason, reason_then
from push.message import Fact, Message

TITLE: Final = "享惠受阻协调通知"
_TOO_LATE: Final = "慢了一步：海关先受理，撤回不成立"
_REMARKS: Final = {
    "submit": "已提交，请等待海关受理",
    "withdraw": "可以修改后再提交",
    "accepted": "海关已受理，请等待处理结果",
    "completed": "协调已办结，请查看结果",
}
_MEND: Final = {"returned": "请修改后重新提交", "failed": "请核对后重新提交"}
_BRIEFS: Final = {
    "submit": "协调单{number}已提交，请等待海关受理。",
    "withdraw": "协调单{number}已撤回，可以修改后再提交。",
    "accepted": "协调单{number}海关已受理，请等待处理结果。",
    "completed": "协调单{number}已办结{reason}。",
    "returned": "协调单{number}被退回{reason}。请登录修改后重新提交。",
    "failed": "协调单{number}海关接收失败，请登录核对后重新提交。",
}


def notices(change: Change) -> Message | None:
    """Say what became of the application and what to do next; what the customs merely note is no news."""
    if change.step not in _BRIEFS:
        return None
    late = _is_too_late(change)
    said = f"：{reason(change.note)}" if change.note else ""
    brief = f"协调单{change.number}：{_TOO_LATE}。" if late else _BRIEFS[change.step]
    return Message(
        title=TITLE,
        facts=(
            Fact("协调单号", change.number, "number"),
            Fact("处理状态", change.label, "status"),
            Fact("时间", moment(change.occurred_at), "time"),
        ),
        remark=_TOO_LATE if late else _remark(change),
        link=page("coord", change.number),
        kind="T7",
        brief=brief.format(number=change.number, reason=said),
    )


def _is_too_late(change: Change) -> bool:
    return change.step == "accepted" and change.previous == "withdrawn"


def _remark(change: Change) -> str:
    mend = _MEND.get(change.step)
    return reason_then(change.note, mend, mend) if mend else _REMARKS[change.step]
