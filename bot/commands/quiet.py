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
_ALL: Final = frozenset({"全部", "都不", "所有"})
_BUT: Final = frozenset({"退回照常", "失败照常", "重要照常"})
_HOW: Final = "请发起止时间，如「免打扰 22:00-8:00」。"


async def keep_quiet(turn: Turn) -> Reply:
    """免打扰 with a span sets it, with 全部 even 退回 and 失败 wait, with 关 ends it, alone says what is set."""
    asked, choice = "".join(word for word in turn.words if word not in _ALL | _BUT), set(turn.words)
    if asked in _OFF:
        await following.keep_quiet(turn.actor, None)
        return Reply("✅ 已关闭免打扰。")
    before = await following.quiet_of(turn.actor)
    hours = _read(asked) if asked else before
    if asked and hours is None:
        return Reply(f"❓ 没看懂时间。{_HOW}")
    if hours is None or not turn.words:
        return _standing(hours)
    breaks = not choice & _ALL
    await following.keep_quiet(turn.actor, hours._replace(urgent_breaks=breaks))
    return Reply(_told(hours, breaks=breaks))


async def hear_only_important(turn: Turn) -> Reply:
    """只收重要的: progress is left out; with 关 all comes again (ADR 0028)."""
    only = not set(turn.words) & _OFF
    await following.hear_only_important(turn.actor, only=only)
    if not only:
        return Reply("✅ 所有回执都会推送。<只收重要的>")
    return Reply("✅ 只收重要的：结果和需要处理的事项照常推送，进展不推送；按单据号订阅的照常。<全部都收>")


def _told(hours: QuietHours, *, breaks: bool) -> str:
    but, other = ("退回、失败照常", "免打扰 全部") if breaks else ("退回、失败也等到那时", "免打扰 退回照常")
    label = "退回失败也不打扰" if breaks else "退回失败照常推送"
    held = f"这段时间的结果到 {hours.ends:%H:%M} 合并推送，{but}。"
    return f"✅ 已设免打扰 {_span(hours)}：{held}<{label}|{other}>　<免打扰 关>"


def _standing(hours: QuietHours | None) -> Reply:
    if hours is None:
        return Reply(f"没有设免打扰。{_HOW}")
    but = "退回、失败照常" if hours.urgent_breaks else "退回、失败也不打扰"
    return Reply(f"免打扰 {_span(hours)}，{but}。<免打扰 关>")


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
