"""查协调单, 撤回协调单, 批量撤回, 删除协调单 (ux.md §3.7; B-3: echoed, and looked at again when done)."""

from collections.abc import Sequence
from dataclasses import replace
from typing import Any, Final
from uuid import UUID

from api import coordination, documents, people
from api.coordination import COORDINATION, WITHDRAW, Detail, Item, Wanted
from api.coordination.vocabulary import SHORT_TYPES
from bot import asking, confirming, words
from bot.commands import consenting
from bot.commands.amending import number_in, read
from bot.commands.consenting import told_each
from bot.commands.listing import PAGE, listed, page_of
from bot.replies import Reply, quoted
from bot.turn import Turn
from kit.clock import in_shanghai, now
from kit.refusals import Refusal

ACT: Final = "withdraw"
REMOVAL: Final = "remove_coordination"
_KIND: Final = "coordination"
_WAITING: Final = "pending"
_MOST: Final = 20  # applications withdrawn by one word
_LATE_AFTER: Final = 3  # days (api/documents/data/todo_lists.csv)
_REASONED: Final = frozenset({"returned", "failed"})
_STATUSES: Final = {
    "draft": "draft",
    "todo": "pending",
    "pending": "accepted",
    "approved": "completed",
    "completed": "completed",
    "returned": "returned",
    "failed": "failed",
    "withdrawn": "withdrawn",
}
_MANY: Final = "批量撤回"


async def look_up(turn: Turn) -> Reply:
    """查协调单: one by its number, or those that fit the words; without words, the newest."""
    number = number_in(turn)
    if number:
        return _shown(await read(turn, number))
    span = turn.slots.period
    wanted = Wanted(
        status=_STATUSES.get(turn.slots.state, ""),
        submitted_from=span.since if span else None,
        submitted_until=span.until if span else None,
    )
    found, total = await coordination.page(turn.actor, wanted, page_of(turn), PAGE)
    said = turn.slots.conditions
    status = _STATUSES.get(turn.slots.state, "")
    label = COORDINATION.lifecycle.status_label(status) if status else turn.slots.state_said
    spoken = replace(turn.slots, state_said=label).conditions
    if not total:
        return Reply(f"未查询到相关信息!{f'（{spoken}）' if spoken else ''} 协调单请在电脑上新建。")
    shown = [(each, _told(each)) for each in found]
    title = f"{spoken or '协调单'} {total} 张："
    return listed(turn, title, shown, total, again=f"查协调单 {said}".strip(), say=lambda each: each.number)


def _told(item: Item) -> str:
    waits = max((now() - item.status_at).days, 0)
    late = f" · 已等 {waits} 天{' ⏰' if waits >= _LATE_AFTER else ''}" if item.status == _WAITING else ""
    return (
        f"{words.sign(_KIND, item.status)} {quoted(item.number)} {SHORT_TYPES[item.type]} · {item.status_label}{late}"
    )


def _shown(found: Detail) -> Reply:
    document, row = found.document, found.row
    lines = [
        f"{words.sign(_KIND, document.status)} {document.status_label} · {SHORT_TYPES[row.type]}享惠受阻协调",
        f"协调单号 {quoted(document.number)}　原产地证书号 {quoted(row.certificate_no)}",
        f"处理时间 {in_shanghai(document.status_at):%Y-%m-%d %H:%M}",
    ]
    if document.status in _REASONED and (reason := _reason(found)):
        lines.append(f"原因 {quoted(reason)}")
    mend = [f"<修改|修改协调单 {document.number}>"] if found.may_edit else []
    taps = [f"<撤回|撤回协调单 {document.number}>"] if found.may_withdraw else [*mend, *_removal(found)]
    return Reply("\n".join([*lines, "　".join([*taps, f"<订阅|订阅 {document.number}>"])]))


def _reason(found: Detail) -> str:
    label = found.document.status_label
    return next((step.note for step in reversed(found.history) if step.status_label == label and step.note), "")[:200]


async def withdraw(turn: Turn) -> Reply:
    """撤回协调单 with its number: echo it and ask for a code; without one, ask which."""
    number = number_in(turn)
    if not number:
        return await withdraw_many(turn)
    found = await read(turn, number)
    if not found.may_withdraw:
        return _not_now(found)
    firm = await people.enterprise(turn.actor)
    note = await consenting.note(turn, WITHDRAW.name)
    effect = f"将撤回：{_echoed(found)} · {quoted(firm.name)}\n撤回后可以修改再提交。{note}"
    return confirming.ask(turn, ACT, _target([found]), effect, way_out=True)


def _not_now(found: Detail) -> Reply:
    document = found.document
    if document.status == "accepted":
        return Reply("🚫 慢了一步：海关已经受理了这张协调单，已不能撤回。")
    mend = [f"<修改后重新提交|修改协调单 {document.number}>"] if found.may_edit else []
    see = [f"<看退回原因|查协调单 {document.number}>"] if document.status in _REASONED else []
    taps = "　".join([*mend, *see, *_removal(found)])
    state = f"{document.number} 现在是「{document.status_label}」，只有「待办」可以撤回。"
    return Reply(f"🚫 不能撤回：{state}{taps}")


def _removal(found: Detail) -> list[str]:
    return [f"<删除|删除协调单 {found.document.number}>"] if found.may_remove else []


def _echoed(found: Detail) -> str:
    document, row = found.document, found.row
    at = in_shanghai(row.submitted_at or document.status_at)
    kind = SHORT_TYPES[row.type]
    where = f"{document.status_label}，提交于 {at:%m-%d %H:%M}"
    return f"{document.number} · {kind} · 原产地证书号 {quoted(row.certificate_no)} · {where}"


def _target(found: Sequence[Detail]) -> dict[str, Any]:
    """Return what the code is bound to: the applications as they stand now."""
    return {"ids": [str(each.document.id) for each in found], "since": [_since(each) for each in found]}


def _since(found: Detail) -> str:
    return found.document.status_at.isoformat()


async def withdraw_many(turn: Turn) -> Reply:
    """批量撤回: list what waits and ask which; with numbers of that list or 全部, echo them and ask for a code."""
    waiting, total = await coordination.page(turn.actor, Wanted(status=_WAITING), 1, _MOST)
    if not total:
        return Reply("没有待办的协调单，只有「待办」可以撤回。")
    chosen = _chosen(turn, waiting)
    if chosen is None:
        return _asked_which(turn, waiting, total)
    found = [await coordination.read(turn.actor, each) for each in chosen]
    stale = next((each for each in found if not each.may_withdraw), None)
    if stale:
        return _not_now(stale)
    numbers = "、".join(each.document.number for each in found)
    firm = await people.enterprise(turn.actor)
    note = await consenting.note(turn, WITHDRAW.name)
    effect = f"将撤回 {len(found)} 张：{numbers} · {quoted(firm.name)}\n{note}"
    return confirming.ask(turn, ACT, _target(found), effect)


def _asked_which(turn: Turn, waiting: Sequence[Item], total: int) -> Reply:
    places = {str(place): each for place, each in enumerate(waiting, 1)}
    asking.ask(turn.thread, "", f"{_MANY} {{}}", asking.PLACES)
    turn.thread.listed |= {f"撤回{place}": str(each.document_id) for place, each in places.items()}
    lines = [f"{place} {_told(each)}" for place, each in places.items()]
    beyond = f"（只列出前 {_MOST} 张）" if total > _MOST else ""
    return Reply("\n".join([f"待办 {total} 张{beyond}：", *lines, "要撤回哪些？回复序号（如「1 2」）或「全部」。"]))


def _chosen(turn: Turn, waiting: Sequence[Item]) -> list[UUID] | None:
    """Return the applications that the words name: places of the list that was shown, or all that wait."""
    if turn.words == ("全部",):
        return [each.document_id for each in waiting]
    ids = [turn.thread.listed.get(f"撤回{word}") for word in turn.words]
    return [UUID(each) for each in dict.fromkeys(ids) if each] if ids and all(ids) else None


async def withdraw_confirmed(turn: Turn, target: dict[str, Any]) -> Reply:
    """Do it, each as a deed of its own: one that the customs took meanwhile does not hold up the others.

    Where the enterprise wants a second person's consent, that is asked for instead.
    """
    seen = dict(zip(map(UUID, target["ids"]), target["since"], strict=True))
    if await consenting.is_wanted(turn, WITHDRAW.name):
        return await consenting.ask(turn, WITHDRAW, seen)
    if len(seen) == 1:
        (document_id, since) = next(iter(seen.items()))
        done = await coordination.withdraw(turn.actor, document_id, since)
        return Reply(f"✅ 已撤回 {done.number}。{_after(done.number)}")
    return told_each("撤回完成", [await _withdrawn(turn, *each) for each in seen.items()])


def _after(number: str) -> str:
    return f"<打开修改|修改协调单 {number}>　<删除|删除协调单 {number}>"


async def remove(turn: Turn) -> Reply:
    """删除协调单 with its number: echo it and ask for a code (COORD-41)."""
    number = number_in(turn)
    if not number:
        line = "删除协调单 {}"
        return asking.ask(
            turn.thread, "请发要删除的协调单号，如 XT2026110007；或看<查协调单>。", line, asking.COORDINATION
        )
    found = await read(turn, number)
    if not found.may_remove:
        state = f"{found.document.number} 现在是「{found.document.status_label}」"
        return Reply(f"🚫 不能删除：{state}，「暂存」「已撤回」「退回」的才可以删除。")
    firm = await people.enterprise(turn.actor)
    effect = f"将删除：{_echoed(found)} · {quoted(firm.name)}\n删除后不能恢复。"
    return confirming.ask(turn, REMOVAL, _target([found]), effect, way_out=True)


async def remove_confirmed(turn: Turn, target: dict[str, Any]) -> Reply:
    """Do it, if it still stands as it was echoed."""
    found = await coordination.read(turn.actor, UUID(target["ids"][0]))
    if _since(found) != target["since"][0]:
        state = f"{found.document.number} 现在是「{found.document.status_label}」"
        return Reply(f"🚫 没有删除：{state}，和刚才不一样了。<查看|查协调单 {found.document.number}>")
    await coordination.remove(turn.actor, found.document.id)
    return Reply(f"✅ 已删除 {found.document.number}。")


async def _withdrawn(turn: Turn, document_id: UUID, since: str) -> tuple[str, str]:
    """Withdraw one of several and return its number, and why not ('': done)."""
    number = (await documents.get(turn.actor, document_id)).number
    try:
        await coordination.withdraw(turn.actor, document_id, since)
    except Refusal as refusal:
        return number, refusal.sentence
    return number, ""
