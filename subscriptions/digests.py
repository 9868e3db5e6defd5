"""The words of a merged message: how many, how they went, and the newest one by one."""

from collections import Counter
from collections.abc import Sequence
from typing import Final

from push.message import Fact, Message

KIND: Final = "digest"
_SHOWN: Final = 5


def digest_of(messages: Sequence[Message]) -> Message:
    """Return one message that stands for several, given newest first (ux.md M9, M10)."""
    newest, count, tally = messages[0], len(messages), _tally(messages)
    number, rest = _first(newest, "number"), count - _SHOWN
    summary = (
        Fact("单证号", number, "number"),
        Fact("单证类型", f"共{count}条回执", "count"),
        Fact("状态", tally, "status"),
        Fact("时间", _first(newest, "time"), "time"),
    )
    return Message(
        title=f"您有 {count} 条新回执",
        facts=(*filter(lambda fact: fact.value, summary), *map(_line, messages[:_SHOWN])),
        remark=f"另有 {rest} 条，点击查看全部" if rest > 0 else "点击查看详情",
        link=newest.link,
        kind=KIND,
        brief=f"您有{count}条新回执：{tally}。最新{number or newest.title}。",
    )


def _line(message: Message) -> Fact:
    return Fact(_first(message, "number") or message.title, _first(message, "status") or message.remark)


def _tally(messages: Sequence[Message]) -> str:
    counts = Counter(_first(message, "status") or message.title for message in messages)
    return "，".join(f"{status} {count}" for status, count in counts.most_common(_SHOWN))


def _first(message: Message, kind: str) -> str:
    return next((fact.value for fact in message.facts if fact.kind == kind), "")
