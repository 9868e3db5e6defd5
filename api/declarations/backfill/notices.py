"""What followers of a certificate hear of its back-fill: template T6 and its SMS (ux.md §3.2, §3.3)."""

from typing import Final

from api.documents import Change
from api.documents.wording import page, reason, reason_then
from push.message import Fact, Message

TITLE: Final = "报关单补录结果通知"
_MEND: Final = "请核对后重新提交"


def notices(change: Change) -> Message | None:
    """Say whether the customs took the back-fill; that it was sent is told to whoever sent it, by the answer."""
    if change.step not in {"received", "failed"}:
        return None
    number = str(change.facts.get("certificate_no") or change.number)
    said = f"：{reason(change.note)}" if change.step == "failed" and change.note else ""
    return Message(
        title=TITLE,
        facts=(Fact("证书号", number, "number"), Fact("结果", change.label, "status")),
        remark=_remark(change),
        link=page("supp", number),
        kind="T6",
        brief=f"证书{number}报关单补录：{change.label}{said}。",
    )


def _remark(change: Change) -> str:
    if change.step == "failed":
        return reason_then(change.note, _MEND, _MEND)
    count = change.facts.get("declarations")
    return f"{count}个报关单号" if count else "未实际出口，无需报关单号"
