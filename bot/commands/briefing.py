"""今日简报: what came today, and what is still to be done (ux.md M1, M9)."""

from datetime import datetime
from itertools import starmap

from api import people, reminders
from api.documents import Summary
from bot import days
from bot.replies import Reply, quoted
from bot.turn import Turn
from kit.clock import in_shanghai, now


async def today(turn: Turn) -> Reply:
    """今日简报: today's results, prints that nobody confirmed, and the lists of open work with the longest wait."""
    span = days.named("今天")
    found = await reminders.figures.of(turn.actor, span.since, span.until)
    owed = [(each, each.oldest) for each in found.todo if each.oldest]
    firm = await people.enterprise(turn.actor)
    head = f"今日简报 {in_shanghai(span.since):%Y-%m-%d} · {quoted(firm.name)}"
    results = "　".join(f"{label} {number}" for label, number in found.results.items())
    prints = [f"<打印结果> 待确认 {found.unconfirmed}，不确认会影响清关 ⏰"] if found.unconfirmed else []
    nothing = [] if owed or prints else ["没有待办。"]
    return Reply("\n".join([head, results, *prints, *starmap(_open, owed), *nothing]))


def _open(owed: Summary, since: datetime) -> str:
    late = " ⏰" if owed.overdue else ""
    return f"<{owed.list.label}> {owed.open}，最久已等 {max((now() - since).days, 0)} 天{late}"
