"""What the record calls gateways, messages, and where messages and receipts stand."""

from collections.abc import Mapping
from typing import Final

from api.documents import kind_of
from api.exchange import quarantine

GATEWAYS: Final[Mapping[str, str]] = {"gacc": "海关导入客户端", "ccpit": "贸促会系统"}
SENT: Final[Mapping[str, str]] = {
    "new": "待发",
    "sending": "发送中",
    "sent": "已发",
    "answered": "已答复",
    "failed": "失败",
}
RECEIVED: Final[Mapping[str, str]] = {
    "new": "待处理",
    "applied": "已处理",
    "late": "迟到，仅记录",
    "duplicate": "重复",
    **quarantine.STATES,
}
_PARTS: Final[Mapping[str, str]] = {"attachment": "·附件", "coordination_withdrawal": "·撤回"}


def called(kind: str, document_kind: str) -> str:
    """Return what a message is: its document's kind, and what of it if not the whole."""
    label = kind_of(document_kind).label if document_kind else kind
    return f"{label}{_PARTS.get(kind, '')}"
