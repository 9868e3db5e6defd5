"""What followers of a consignment hear: only that it was not taken, for that it was asks nothing of anybody."""

from api.documents.moves import Change
from api.documents.wording import about_document, page, reason
from push.message import Message

_MEND = "请核对后重新发送"


def notices(change: Change) -> Message | None:
    """Say that a consignment was not taken."""
    if change.step != "refused":
        return None
    said = reason(change.note)
    brief = f"代理报关委托{change.number}接收失败{'：' if said else ''}{said}。{_MEND}。"
    return about_document(change, "代理报关委托", _MEND, brief, page("consignment", change.number))
