"""The life of a consignment: taken by the customs, or not."""

from typing import Final

from api.documents import Lifecycle, moves_from

_AGAIN: Final = {("refused", "refused"): "refused"}  # another reason is news

LIFECYCLE: Final = Lifecycle(
    noun="委托",
    statuses={"unseen": "尚无回执", "refused": "委托接收失败", "accepted": "委托接收成功"},
    steps={"accepted": "接收委托", "refused": "拒收委托", "unknown": "未知回执"},
    table=moves_from(("unseen", "refused"), {"accepted": "accepted", "refused": "refused"}) | _AGAIN,
    start="unseen",
    asides=frozenset({"unknown"}),
    urgent=frozenset({"refused"}),
)
