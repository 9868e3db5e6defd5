"""The colour beside a status, by its words: the same four groups everywhere, and the word stands by it (ux.md §2)."""

import re
from typing import Final

# The first that fits: 审核不通过 is not 通过, 已作废 is not done, 待打印 waits although it was approved.
_MARKS: Final = (
    ("bad", re.compile("退回|失败|不通过|拒|作废|撤销|删|挂起|查验|税")),
    ("undone", re.compile("已撤回")),
    ("waiting", re.compile("待|中$")),
    ("good", re.compile("通过|成功|放行|结关|完成|已|可")),
)


def mark_of(label: str) -> str:
    """Return the group of a status: bad, undone, waiting, good, or idle."""
    return next((mark for mark, words in _MARKS if words.search(label)), "idle")
