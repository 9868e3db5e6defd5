"""The life of an authorisation: 授权中, then 授权成功 or 授权失败; one left unanswered gives way to the next."""

from typing import Final

from api.documents import Lifecycle

RUNNING: Final = "running"
RESULTS: Final = frozenset({"success", "refused", "failed"})

LIFECYCLE: Final = Lifecycle(
    noun="印章签名授权",
    statuses={RUNNING: "授权中", "superseded": "已重新授权", "refused": "授权失败", "success": "授权成功"},
    steps={
        "success": "授权成功",
        "refused": "授权失败",
        "failed": "授权失败",
        "superseded": "已重新授权",
        "unknown": "未知回执",
    },
    table={
        (RUNNING, "success"): "success",
        (RUNNING, "refused"): "refused",
        (RUNNING, "failed"): "refused",
        (RUNNING, "superseded"): "superseded",
    },
    start=RUNNING,
    asides=frozenset({"unknown"}),
    ours=frozenset({RUNNING}),
    urgent=frozenset({"refused"}),
)
