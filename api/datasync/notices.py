"""What followers hear of a synchronisation: its result, in the words of its remark (SYNC-24)."""

from typing import Final

from api.datasync.words import LABELS
from api.documents.moves import Change
from api.documents.wording import about_document, page
from push.message import Message

_NEXT: Final = {"success": "请到数据同步页面查看", "failed": "请再次同步"}


def notices(change: Change) -> Message | None:
    """Say how a synchronisation ended; only a failure is worth a short message."""
    if change.step not in _NEXT:
        return None
    kind = f"数据同步·{LABELS.get(change.facts.get('sync', ''), '')}".rstrip("·")
    brief = f"{change.note}。" if change.step == "failed" else ""
    return about_document(change, kind, _NEXT[change.step], brief, page("sync", change.number))
