"""待同意, 同意, 不同意, 取消申请: a second person's consent, asked for and given in the chat (M13, 四眼).

同意 destroys what the one who asked wants destroyed: it is echoed as it stands now and asks for a code of its own.
"""

from collections.abc import Iterable, Mapping
from dataclasses import replace
from typing import Any, Final
from uuid import UUID

from api import approvals
from api.approvals import Act, Request
from bot import asking, confirming
from bot.commands.addresses import address
from bot.replies import Reply, quoted
from bot.turn import Turn
from kit.clock import in_shanghai

CONSENT: Final = "consent"
_PICTURES: Final = 3  # of a request of many; its page shows all
_HOURS: Final = int(approvals.LIFE.total_seconds() // 3600)


async def is_wanted(turn: Turn, act: str) -> bool:
    """Tell whether the speaker's enterprise lets nobody do this alone."""
    return act in await approvals.demanded(turn.actor.enterprise_id)


async def note(turn: Turn, act: str) -> str:
    """Return what is said of it before the act is confirmed; raises `nobody_to_ask` where nobody could consent."""
    if not await is_wanted(turn, act):
        return ""
    count = await approvals.may_be_asked(turn.actor, act)
    return f"贵企业要求第二人同意：确认后请 {count} 位管理员同意，同意后自动办理。"


async def ask(turn: Turn, act: Act, seen: Mapping[UUID, str]) -> Reply:
    """Ask the other 管理员, and say under which code it waits."""
    request = await approvals.ask(turn.actor, act.name, list(seen), seen)
    told = await approvals.may_be_asked(turn.actor, act.name)
    code = request.code
    return Reply(
        f"⏳ 已请 {told} 位管理员同意（申请 {code}）：{_what(request)}。\n{_HOURS} 小时内有效，有结果会通知您。"
        f"<取消申请|取消申请 {code}>"
    )


async def list_open(turn: Turn) -> Reply:
    """待同意: what waits for the speaker's consent, and what they asked for themselves."""
    found = await approvals.open_ones(turn.actor)
    if not found:
        return Reply("没有待同意的申请。")
    return Reply("\n".join([f"待同意 {len(found)} 项：", *[await _line(turn, each) for each in found[:8]]]))


async def _line(turn: Turn, request: Request) -> str:
    code, own = request.code, request.requester_id == turn.actor.person_id
    taps = f"<取消申请|取消申请 {code}>" if own else f"<同意|同意 {code}>　<不同意|不同意 {code}>"
    who = "您" if own else quoted(await approvals.name_of(request.requester_id))
    until = f"{in_shanghai(request.expires_at):%m-%d %H:%M}"
    return f"{code} {_what(request)} · {who}申请，{until} 前有效　{taps}"


async def consent(turn: Turn) -> Reply:
    """同意 with its code: echo what is to be decided, as it stands now, and ask for a code; its pictures follow."""
    request = await _named(turn, "同意")
    if isinstance(request, Reply):
        return request
    act = approvals.act_of(request.act)
    lines = [
        f"{each.number} · {quoted((await act.look(turn.actor, each.document_id)).says)}" for each in request.matters
    ]
    shown = request.matters[:_PICTURES] if act.show else ()
    if len(lines) > len(shown) > 0:
        lines.append(f"图片是前 {len(shown)} 张，全部请看 {address(approvals.page_of(request))}")
    who = quoted(await approvals.name_of(request.requester_id))
    effect = f"将同意 {who} 的申请 {request.code}：{act.label}\n" + "\n".join(lines) + "\n同意后立即办理。"
    echo = confirming.ask(turn, CONSENT, {"id": str(request.id)}, effect)
    sights = [await act.show(turn.actor, each.document_id) for each in shown] if act.show else []
    return replace(echo, pictures=tuple(each.draw for each in sights))


async def consent_confirmed(turn: Turn, target: dict[str, Any]) -> Reply:
    """Consent, which does it."""
    ended = await approvals.consent(turn.actor, UUID(target["id"]))
    label = approvals.act_of(ended.act).label
    results = [(each.number, why) for each, why in zip(ended.matters, ended.results, strict=True)]
    if len(results) == 1:
        ((number, why),) = results
        return Reply(
            f"🚫 已同意，但没有办成：{quoted(why)}" if why else f"✅ 已同意并办理：{label} {number}。已通知申请人。"
        )
    return told_each(f"已同意。{label}", results)


async def refuse(turn: Turn) -> Reply:
    """不同意 with its code and perhaps a reason: nothing is done, and who asked is told."""
    request = await _named(turn, "不同意")
    if isinstance(request, Reply):
        return request
    ended = await approvals.refuse(turn.actor, request.id, " ".join(turn.words[1:])[:200])
    return Reply(f"✅ 已记录不同意：{_what(ended)}。没有办理，已通知申请人。")


async def cancel(turn: Turn) -> Reply:
    """取消申请 with its code: take back what one asked for."""
    request = await _named(turn, "取消申请")
    if isinstance(request, Reply):
        return request
    ended = await approvals.cancel(turn.actor, request.id)
    return Reply(f"✅ 已取消申请：{_what(ended)}。没有办理。")


async def _named(turn: Turn, verb: str) -> Request | Reply:
    """Return the request that the words name; without a code, what waits, or which one is meant."""
    if turn.words:
        return await approvals.find(turn.actor, turn.words[0])
    listed = await list_open(turn)
    waiting = await approvals.open_ones(turn.actor)
    return (
        asking.ask(turn.thread, f"{listed.text}\n请回复申请编号（4 位数字）。", f"{verb} {{}}", asking.REQUEST)
        if waiting
        else listed
    )


def _what(request: Request) -> str:
    label, count = approvals.act_of(request.act).label, len(request.matters)
    return f"{label} {request.matters[0].number}" + (f" 等 {count} 张" if count > 1 else "")


def told_each(title: str, results: Iterable[tuple[str, str]]) -> Reply:
    """Return how it went with each of several, and how many went well."""
    each = list(results)
    failed = sum(bool(why) for _number, why in each)
    lines = [f"🚫 {number} {quoted(why)}" if why else f"✅ {number}" for number, why in each]
    sign = "✅" if failed < len(each) else "🚫"
    return Reply("\n".join([f"{sign} {title}：成功 {len(each) - failed}，失败 {failed}。", *lines]))
