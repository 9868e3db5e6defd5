"""What followers hear of an authorisation: its result, at once and not after 300 seconds (ux.md T10, M16)."""

from typing import Final

from api.documents.moves import Change
from api.documents.wording import moment, reason_then
from api.seals.lifecycle import RESULTS
from push.message import Fact, Message

_GRANTED: Final = "此后审核通过的证书可自助打印"
_AGAIN: Final = "请重新授权"
_CHECK: Final = "请核对印章和签名后重新授权"


def notices(change: Change) -> Message | None:
    """Return T10 for a result; none of them is worth a short message."""
    if change.step not in RESULTS:
        return None
    remark = _GRANTED if change.status == "success" else reason_then(change.note, _AGAIN, _CHECK)
    return Message(
        title="印章签名授权结果",
        facts=(
            Fact("印章", change.facts.get("seal", "")),
            Fact("结果", change.label, "status"),
            Fact("时间", moment(change.occurred_at), "time"),
        ),
        remark=remark,
        link="/h5/me",
        kind="T10",
    )
