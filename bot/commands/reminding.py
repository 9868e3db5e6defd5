"""提醒, 日报, 周报: what one is told without asking, switched on and off (ux.md M1, M6–M9, M17)."""

from collections.abc import Sequence
from typing import Final

from api import reminders
from api.reminders import Kind, Switch, kinds
from bot.commands import wishes
from bot.replies import Reply
from bot.turn import Turn

_ON: Final = frozenset({"开", "打开", "开启", "要", "订阅"})
_OFF: Final = frozenset({"关", "关闭", "取消", "不要", "停", "退订"})
_HOW: Final = "回复「提醒 关 2」或「提醒 开 2」"
_HOURS: Final = "请发时间，如「日报 18:00」。"


async def remind(turn: Turn) -> Reply:
    """提醒 lists every kind with its number and whether it is on; with 开 or 关 and a number or a name it switches."""
    wish, named = _read(turn.words)
    if wish is None:
        return await _listed(turn) if not turn.words else Reply(f"❓ 没看懂。{_HOW}，看全部发<提醒>。")
    if not named:
        return await _listed(turn, f"{'开' if wish else '关'}哪一项？")
    kind = _kind(named)
    if kind is None:
        return await _listed(turn, f"❓ 没有「{named}」这项提醒。")
    return await _switched(turn, kind, on=wish)


def _read(words: Sequence[str]) -> tuple[bool | None, str]:
    """Return whether to switch on or off (None: neither was said), and what; 提醒 关 2 and 提醒 2 关 are the same."""
    said = [word for word in words if word in _ON | _OFF]
    rest = "".join(word for word in words if word not in _ON | _OFF)
    return (said[0] in _ON if len(said) == 1 else None), rest


def _kind(named: str) -> Kind | None:
    places = {str(place): kind for place, kind in enumerate(reminders.KINDS, 1)}
    return places.get(named) or kinds.BY_WORD.get(named)


async def _listed(turn: Turn, before: str = "") -> Reply:
    switches = await reminders.switches.of_person(turn.actor)
    choices = {str(place): _opposite(place, each) for place, each in enumerate(switches, 1)}
    turn.thread.offer(**choices)
    lines = [f"<{place}|{line}> {_told(each)}" for (place, line), each in zip(choices.items(), switches, strict=True)]
    head = before or f"提醒（开 {sum(each.on for each in switches)}，关 {sum(not each.on for each in switches)}）"
    return Reply("\n".join([head, *lines, f"{_HOW}；回复序号切换"]))


def _opposite(place: int, switch: Switch) -> str:
    return f"提醒 {'关' if switch.on else '开'} {place}"


def _told(switch: Switch) -> str:
    return f"{'🟢 开' if switch.on else '⚫ 关'} {switch.kind.label} · {_when(switch)}"


def _when(switch: Switch) -> str:
    return f"每天 {switch.at}" if switch.kind is kinds.DAILY else switch.kind.when


async def _switched(turn: Turn, kind: Kind, *, on: bool, channel: str = "") -> Reply:
    before, to = await reminders.switches.of_kind(turn.actor, kind), channel or turn.speaker.channel
    elsewhere = on and bool(kind.report) and to not in before.channels
    if before.on is on and not elsewhere:
        return Reply(f"「{kind.label}」本来就是{'开' if on else '关'}着的。<提醒>")
    if on:
        after = await reminders.switches.turn_on(turn.actor, kind, to)
        by = "" if to == turn.speaker.channel else f"，推送方式 {wishes.CHANNEL_NAMES[to]}"
        return Reply(f"✅ 已开「{kind.label}」：{_when(after)}{by}。{_more(after)}")
    await reminders.switches.turn_off(turn.actor, kind)
    return Reply(f"✅ 已关「{kind.label}」，不再主动提醒。反悔了？<{_again(kind)}>")


def _again(kind: Kind) -> str:
    return f"{kind.synonyms[0]} 开" if kind.report else f"提醒 开 {kind.label}"


def _more(switch: Switch) -> str:
    if switch.kind is kinds.DAILY:
        return "换时间发「日报 17:30」，不要了发<日报 关>。"
    return f"不要了发<{switch.kind.synonyms[0]} 关>。" if switch.kind.report else "<提醒>"


async def daily(turn: Turn) -> Reply:
    """日报 with 开 or 关 switches it, with 短信 there, with an hour chooses when, alone says how it stands."""
    channel, words = _channel(turn.words)
    wish, rest = _read(words)
    rest = rest.removeprefix("时间")
    wall = reminders.switches.hour(rest)
    if rest and wall is None:
        return Reply(f"❓ 没看懂时间。{_HOURS}")
    if wish is not None and not rest:
        return await _switched(turn, kinds.DAILY, on=wish, channel=channel)
    if wall is None:
        return Reply(_HOURS) if words else await _standing(turn, kinds.DAILY)
    if wish:
        await reminders.switches.turn_on(turn.actor, kinds.DAILY, channel or turn.speaker.channel)
    found = await reminders.switches.choose_hour(turn.actor, wall)
    return Reply(f"✅ 日报改到每天 {found.at}。")


async def weekly(turn: Turn) -> Reply:
    """周报 with 开 or 关 switches it, with 短信 there, alone says how it stands."""
    channel, words = _channel(turn.words)
    wish, _rest = _read(words)
    if wish is None:
        return await _standing(turn, kinds.WEEKLY)
    return await _switched(turn, kinds.WEEKLY, on=wish, channel=channel)


def _channel(words: Sequence[str]) -> tuple[str, Sequence[str]]:
    """Return the channel that is named, or nothing, and the other words."""
    named = {word: channel for word in words if (channel := wishes.read([word], "").channel)}
    return next(iter(named.values()), ""), [word for word in words if word not in named]


async def _standing(turn: Turn, kind: Kind) -> Reply:
    found, word = await reminders.switches.of_kind(turn.actor, kind), kind.synonyms[0]
    if not found.on:
        return Reply(f"{word}没有开：{_when(found)} 一条，说当期结果和待办。<{word} 开>　现在看<今日简报>")
    return Reply(f"{word}开着：{_when(found)}。{_more(found)}")
