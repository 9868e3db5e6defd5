"""今日简报 and 统计: how much came to what, and what is still to be done (ux.md M9, M11)."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from itertools import starmap
from typing import Final

from api import documents, overview, people
from api.documents import Summary, kind_of
from api.overview import Count
from bot import days, words
from bot.replies import Reply, quoted
from bot.turn import Turn
from kit.clock import in_shanghai, now

_RESULTS: Final = {"通过": ("approved", "accepted"), "退回": ("returned",), "失败": ("failed", "refused")}


async def today(turn: Turn) -> Reply:
    """今日简报: today's results, and the lists of open work with the longest wait."""
    span = days.named("今天")
    counts = await overview.counts(turn.actor, span.since, span.until)
    owed = [(each, each.oldest) for each in await documents.todo(turn.actor, first=0) if each.oldest]
    firm = await people.enterprise(turn.actor)
    head = f"今日简报 {in_shanghai(span.since):%Y-%m-%d} · {quoted(firm.name)}"
    return Reply("\n".join([head, _results(counts), *starmap(_open, owed), *([] if owed else ["没有待办。"])]))


def _results(counts: Sequence[Count]) -> str:
    told = {label: sum(each.number for each in counts if each.status in of) for label, of in _RESULTS.items()}
    return "　".join(f"{label} {number}" for label, number in told.items())


def _open(owed: Summary, since: datetime) -> str:
    late = " ⏰" if owed.overdue else ""
    return f"<{owed.list.label}> {owed.open}，最久已等 {max((now() - since).days, 0)} 天{late}"


async def count(turn: Turn) -> Reply:
    """统计: how many documents came into each status this month, or in the days that were named."""
    span = turn.slots.period or days.named("本月")
    counts = await overview.counts(turn.actor, span.since, min(span.until, now()))
    last = in_shanghai(min(span.until, now()) - timedelta(seconds=1))
    head = f"{span.said}统计（{in_shanghai(span.since):%m-%d} 至 {last:%m-%d}）"
    if not counts:
        return Reply(f"{head}\n未查询到数据。")
    return Reply("\n".join([head, *(_of_kind(kind, rows) for kind, rows in _by_kind(counts).items())]))


def _by_kind(counts: Sequence[Count]) -> Mapping[str, list[Count]]:
    found: defaultdict[str, list[Count]] = defaultdict(list)
    for each in counts:
        found[each.kind].append(each)
    return dict(sorted(found.items(), key=lambda item: -sum(each.number for each in item[1])))


def _of_kind(kind: str, counts: Sequence[Count]) -> str:
    of = kind_of(kind)
    told = "　".join(
        f"{words.sign(kind, each.status)} {of.lifecycle.status_label(each.status)} {each.number}"
        for each in sorted(counts, key=lambda each: -each.number)
    )
    return f"{of.label} {sum(each.number for each in counts)}：{told}"
