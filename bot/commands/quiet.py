"""免打扰: the hours in which results are held and then sent as one (ux.md M10)."""

import re
from datetime import time
from typing import Final

from api import following
from bot.replies import Reply
from bot.turn import Turn
from subscriptions.quiet import QuietHours

_SPAN: Final = re.compile(r"(\d{1,2})(?:[:点](\d{2})?)?(?:-|~|至|到)(\d{1,2})(?:[:点](\d{2})?)?", re.ASCII)
_OFF: Final = frozenset({"关", "关闭", "取消", "不用"})
_HOW: Final = "请发起止时间，如「免打扰 22:00-8:00」。"


async def keep_quiet(turn: Turn) -> Reply:
    """免打扰 with a span sets it, with 关 ends it, alone says what is set."""
    asked = "".join(turn.words)
    if not asked:
        return await _standing(turn)
    if asked in _OFF:
        await following.keep_quiet(turn.actor, None)
        return Reply("✅ 已关闭免打扰。")
    hours = _read(asked)
    if hours is None:
        return Reply(f"❓ 没看懂时间。{_HOW}")
    await following.keep_quiet(turn.actor, hours)
    return Reply(
        f"✅ 已设免打扰 {_span(hours)}：这段时间的结果到 {hours.ends:%H:%M} 合并推送，退回、失败照常。<免打扰 关>"
    )


async def _standing(turn: Turn) -> Reply:
    hours = await following.quiet_of(turn.actor)
    return Reply(f"免打扰 {_span(hours)}。<免打扰 关>" if hours else f"没有设免打扰。{_HOW}")


def _span(hours: QuietHours) -> str:
    return f"{hours.begins:%H:%M}-{hours.ends:%H:%M}"


def _read(asked: str) -> QuietHours | None:
    found = _SPAN.fullmatch(asked)
    if not found:
        return None
    try:
        begins, ends = time(int(found[1]), int(found[2] or 0)), time(int(found[3]), int(found[4] or 0))
    except ValueError:
        return None
    return QuietHours(begins, ends, urgent_breaks=True)
