"""订阅, 我的订阅, 取消订阅, 恢复 (ux.md §3.7; PUSH-13…15, PUSH-25…27)."""

import re
from collections.abc import Collection
from datetime import timedelta
from typing import Any, Final
from uuid import UUID

from api import documents, following, identifiers
from api.following import Done, Line, Wanted
from bot import confirming, words
from bot.commands import query, volume, wishes
from bot.commands.wishes import Asked
from bot.replies import Reply, quoted
from bot.turn import Turn
from kit.clock import now
from push.address import SMS
from subscriptions.topics import ENTERPRISE, EVERYTHING, PERSON

_PAGE: Final = 8
_PLACE: Final = re.compile(r"[1-9][0-9]{0,2}")
_MANY: Final = 500  # nobody follows more; a list cut there would only cancel the rest at a second word
_REGRET: Final = timedelta(minutes=10)
_EMPTY: Final = "未查询到数据。您还没有订阅。<按企业订阅>　<按个人订阅>"
_WHAT: Final = "订阅什么？<按企业订阅>　<按个人订阅>\n也可以发「订阅 证书号」，如「订阅 E261026902330183」。"
_WHICH: Final = "订阅企业的所有业务单据回执信息。订阅哪一类？<贸促会原产地证>　<海关原产地证>　<许可证>　<全部>"
_LICENCE: Final = "请发许可证号，如「订阅 许可证 XK20260001」。"


async def follow(turn: Turn) -> Reply:
    """订阅 with a number, 企业 or 个人, and perhaps a kind and a channel."""
    asked = wishes.read(turn.words, turn.speaker.channel)
    if asked.scope == ENTERPRISE:
        return await _follow_enterprise(turn, asked)
    if asked.scope == PERSON:
        return await _follow_own(turn, asked)
    if asked.number:
        return await _follow_document(turn, asked)
    return Reply(_LICENCE if asked.kind == "许可证" else _WHAT)


async def _follow_enterprise(turn: Turn, asked: Asked) -> Reply:
    if asked.content is None:
        by = wishes.CHANNEL_WORDS[asked.channel]
        turn.thread.offer(**{kind: f"订阅 企业 {kind} {by}" for kind in wishes.CONTENTS})
        return Reply(_WHICH)
    done = await following.follow_enterprise(turn.actor, [asked.content], [asked.channel])
    if done.already:
        return _already(done)
    much = await volume.spoken(turn.actor, asked.content)
    return Reply(f"✅ 已按企业订阅：{asked.kind}。{_by(turn, asked)}{much}太多可设<免打扰>或<只收重要的>。")


async def _follow_own(turn: Turn, asked: Asked) -> Reply:
    done = await following.follow_person(turn.actor, [asked.content or EVERYTHING], [asked.channel])
    which = asked.kind if asked.content else "业务单据"
    return _already(done) or Reply(f"✅ 已按个人订阅：您本人录入的所有{which}。{_by(turn, asked)}")


async def _follow_document(turn: Turn, asked: Asked) -> Reply:
    mistyped = words.is_nearly_a_number(asked.number) and identifiers.classify(asked.number) is None
    if mistyped and asked.kind != "许可证":
        return Reply(words.NO_SUCH_NUMBER.format(quoted(asked.number)))
    content = asked.content or EVERYTHING
    done = await following.follow_document(turn.actor, asked.number, [asked.channel], content=content)
    return _already(done) or await _told_of_document(turn, asked)


async def _told_of_document(turn: Turn, asked: Asked) -> Reply:
    document = await documents.find(turn.actor, asked.number)
    standing = (
        f"{quoted(query.type_of(document))}，{words.sign(document.kind, document.status)} {document.status_label}"
    )
    followed = f"✅ 已订阅这份{document.of_kind.lifecycle.noun}：{quoted(document.number)}（{standing}）"
    by = f"推送方式 {wishes.CHANNEL_NAMES[asked.channel]}。"
    if asked.channel == SMS:
        return Reply(f"{followed}\n{by}")
    turn.thread.offer(也发短信=" ".join([*("订阅", *turn.words), "短信"]))
    return Reply(f"{followed}\n{by}还要短信吗？<也发短信>　<不用>")


def _already(done: Done) -> Reply:
    return Reply(quoted(done.sentence) if done.already else "")


def _by(turn: Turn, asked: Asked) -> str:
    """Say the channel where it is another than that of the conversation."""
    return "" if asked.channel == turn.speaker.channel else f"推送方式 {wishes.CHANNEL_NAMES[asked.channel]}。"


async def list_own(turn: Turn) -> Reply:
    """我的订阅: what is valid now, eight a page; the numbers can be cancelled while they are remembered."""
    return await _listed(turn, int(turn.words[0]) if turn.words and _is_place(turn.words[0]) else 1)


async def _listed(turn: Turn, page: int = 1) -> Reply:
    lines, total = await following.page(turn.actor, Wanted(valid_only=True, page=page, size=_PAGE))
    if not total:
        return Reply(_EMPTY)
    places = {str(place): line for place, line in enumerate(lines, (page - 1) * _PAGE + 1)}
    turn.thread.listed |= {place: str(line.id) for place, line in places.items()}
    more = total > page * _PAGE
    if more:
        turn.thread.offer(下一页=f"我的订阅 {page + 1}")
    how = "回复「取消订阅 2」，或「取消订阅 全部」" + ("　<下一页>" if more else "")
    told = [f"{place} {_told(line)}" for place, line in places.items()]
    return Reply("\n".join([f"有效订阅信息（{total}）", *told, how]))


def _is_place(word: str) -> bool:
    return bool(_PLACE.fullmatch(word))


def _told(line: Line) -> str:
    channel = wishes.CHANNEL_WORDS.get(line.channel, line.channel_label)
    return f"{channel} · {line.level_label} · {quoted(line.number or line.content_label)}"


async def cancel(turn: Turn) -> Reply:
    """取消订阅 with numbers of the list, a document's number, 企业, 个人 or 全部."""
    if turn.words == ("全部",):
        return await _ask_to_cancel_all(turn)
    if turn.words and all(map(_is_place, turn.words)):
        return await _cancel_listed(turn)
    asked = wishes.read(turn.words, turn.speaker.channel)
    if not asked.number and not asked.scope:
        return await _listed(turn)
    ids = {line.id for line in await _valid(turn) if _is_meant(line, asked)}
    return await _cancelled(turn, ids) if ids else Reply("未查询到数据。您没有这样的订阅。<我的订阅>")


def _is_meant(line: Line, asked: Asked) -> bool:
    if asked.scope:
        return line.level == asked.scope and asked.content in {None, line.content}
    return bool(line.number) and line.number == identifiers.normalise(asked.number)


async def _valid(turn: Turn) -> Collection[Line]:
    lines, _total = await following.page(turn.actor, Wanted(valid_only=True, size=_MANY))
    return lines


async def _cancel_listed(turn: Turn) -> Reply:
    ids = [turn.thread.listed.get(str(int(word))) for word in turn.words]
    if None in ids:
        shown = await _listed(turn)
        return Reply(f"请按下面的序号再发一次：\n{shown.text}")
    standing = {line.id for line in await _valid(turn)} & {UUID(each) for each in ids if each}
    return await _cancelled(turn, standing) if standing else Reply("这些订阅之前已经取消了。<我的订阅>")


async def _cancelled(turn: Turn, ids: Collection[UUID]) -> Reply:
    return _regret(turn, (await following.cancel(turn.actor, ids)).lines)


def _regret(turn: Turn, gone: Collection[Line]) -> Reply:
    turn.thread.undo = {"ids": [str(line.id) for line in gone], "until": (now() + _REGRET).timestamp()}
    return Reply(f"✅ 已取消 {len(gone)} 项。反悔了？<恢复>（10 分钟内）")


async def _ask_to_cancel_all(turn: Turn) -> Reply:
    total = len(await _valid(turn))
    if not total:
        return Reply(_EMPTY)
    effect = f"将取消 {total} 项订阅，之后收不到任何回执。"
    return confirming.ask(turn, "cancel_all", {}, effect)


async def cancel_all_confirmed(turn: Turn, _target: dict[str, Any]) -> Reply:
    """Do it; what has been followed since the question was asked goes too, as the word says."""
    return _regret(turn, (await following.cancel_all(turn.actor)).lines)


async def restore(turn: Turn) -> Reply:
    """恢复: bring back what was cancelled in this conversation within ten minutes."""
    undo, turn.thread.undo = turn.thread.undo, {}
    if not undo or now().timestamp() > undo["until"]:
        return Reply("没有可以恢复的订阅，只能恢复 10 分钟内在这里取消的。<我的订阅>")
    done = await following.restore(turn.actor, [UUID(each) for each in undo["ids"]])
    return Reply(f"✅ 已恢复 {len(done.lines)} 项。<我的订阅>")
