"""The life of a synchronisation: 同步中, then 同步成功 or 同步失败; a late success mends a failure (X-01, SYNC-24)."""

from typing import Final

from api.documents import Lifecycle

RUNNING: Final = "running"
SUCCEEDED: Final = frozenset({"success", "completed"})  # 同步完成 is what the 2019 edition calls it
ANSWERS: Final = SUCCEEDED | {"failed"}

LIFECYCLE: Final = Lifecycle(
    noun="数据同步",
    statuses={RUNNING: "同步中", "failed": "同步失败", "success": "同步成功"},
    steps={
        "success": "同步成功",
        "completed": "同步完成",
        "failed": "同步失败",
        "answered": "贸促会已应答",
        "ask": "再次请求",
        "unknown": "未知回执",
    },
    table={
        (RUNNING, "success"): "success",
        (RUNNING, "failed"): "failed",
        ("failed", "success"): "success",
    },
    start=RUNNING,
    asides=frozenset({"answered", "ask", "unknown"}),
    ours=frozenset({RUNNING, "failed"}),
    urgent=frozenset({"failed"}),
)
