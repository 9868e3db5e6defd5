"""查证书 by what one remembers: days, states, countries, whose; 我的证书, and the lists of open work (ux.md §3.7)."""

from collections.abc import Sequence
from dataclasses import replace
from typing import Final

from api import documents, overview
from api.documents import kind_of
from api.overview import Found, Wanted
from bot import asking
from bot.commands.addresses import address
from bot.commands.listing import PAGE, listed, page_of, told
from bot.replies import Reply, quoted
from bot.turn import Turn
from kit.clock import in_shanghai, now

_CERTIFICATES: Final = ("customs_certificate", "ccpit_certificate")
KINDS: Final = {
    "": _CERTIFICATES,
    "certificate": _CERTIFICATES,
    "customs": ("customs_certificate",),
    "ccpit": ("ccpit_certificate",),
    "filing": ("filing",),
    "coordination": ("coordination",),
    "declaration": ("declaration",),
    "licence": ("licence",),
}
STATUSES: Final = {
    "": (),
    "draft": ("draft",),
    "declared": ("declared",),
    "returned": ("returned", "refused"),
    "approved": ("approved", "accepted", "examined", "released", "closed"),
    "pending": ("declared", "received", "pending", "held"),
    "failed": ("failed", "draft_failed", "refused"),
    "voided": ("voided", "cancelled"),
    "todo": ("pending",),
    "completed": ("completed",),
    "withdrawn": ("withdrawn",),
}
_OTHER_TIMES: Final = ("本周", "上周", "本月", "近30天")
_NUMBERED: Final = "回复「1 报关单号」直接补录。"
_NONE: Final = "未查询到相关信息!"
_COUNTED: Final = {"coordination": "张", "filing": "项"}
_OF_BOTH: Final = {"failed": "接收失败"}  # where the authorities' own words differ
_BAD: Final = frozenset({"returned", "failed", "refused", "draft_failed"})


def asks_for_many(turn: Turn) -> bool:
    """Tell whether the words are conditions, and no number."""
    return turn.identifier is None and bool(turn.slots.named or turn.slots.noun) and not _unread(turn)


def _unread(turn: Turn) -> str:
    rest = turn.slots.rest
    return rest.removeprefix("第").removesuffix("页") if page_of(turn) == 1 else ""


async def search(turn: Turn) -> Reply:
    """Return what fits the conditions, newest first."""
    found, total = await overview.find(turn.actor, wanted(turn), page_of(turn), PAGE)
    if not total:
        return _found_none(turn)
    measure = _COUNTED.get(turn.slots.noun, "份")
    shown = [(each, told(each, await _reason(turn, each))) for each in found]
    again = f"{_verb(turn)} {_said(turn)}".strip()
    return listed(turn, f"{_asked(turn)}{total} {measure}：", shown, total, again=again, say=lambda each: each.number)


def _found_none(turn: Turn) -> Reply:
    """Say so, and offer the same question for other days."""
    if turn.slots.period is None:
        return Reply(f"{_NONE}{_conditions(turn)}<我的证书>")
    others = [turn.slots.state_said, turn.slots.area.said if turn.slots.area else "", "本人" if turn.slots.own else ""]
    noun = _NOUN_SAID.get(turn.slots.noun, "")
    line = " ".join(filter(None, [_verb(turn), *others, noun]))
    times = "　".join(f"<{each}|{line} {each}>" for each in _OTHER_TIMES)
    return Reply(f"{_NONE}{_conditions(turn)}<我的证书>　换个时间：{times}")


def wanted(turn: Turn) -> Wanted:
    """Return the conditions of the words."""
    read = turn.slots
    return Wanted(
        kinds=KINDS[read.noun],
        statuses=STATUSES[read.state],
        since=read.period.since if read.period else None,
        until=read.period.until if read.period else None,
        destinations=read.area.destinations if read.area else (),
        types=read.area.types if read.area else (),
        entered_by=turn.actor.person_id if read.own else None,
    )


def _verb(turn: Turn) -> str:
    return turn.meant.verb.name if turn.meant else "查证书"


def _said(turn: Turn) -> str:
    """Return the conditions as words that ask for the same again."""
    noun = _NOUN_SAID.get(turn.slots.noun, "")
    return " ".join(filter(None, [turn.slots.conditions, noun]))


_NOUN_SAID: Final = {
    "customs": "海关证书",
    "ccpit": "贸促会证书",
    "filing": "商品备案",
    "coordination": "协调单",
    "declaration": "报关单",
    "licence": "许可证",
}


def _conditions(turn: Turn) -> str:
    said = " ".join(filter(None, [_spoken(turn), _NOUN_SAID.get(turn.slots.noun, "")]))
    return f"（{said}）" if said else ""


def _spoken(turn: Turn) -> str:
    """Return the conditions with the state in the manuals' word: 退回 of a certificate is 审核不通过."""
    read = turn.slots
    return replace(read, state_said=state_label(KINDS[read.noun], read.state) or read.state_said).conditions


def state_label(kinds: Sequence[str], state: str) -> str:
    """Return what the manuals call a state that was asked for; empty where these kinds know no such state."""
    lives = [kind_of(kind).lifecycle for kind in kinds]
    wanted = (state, *STATUSES[state]) if state else ()
    found = {next((life.status_label(each) for each in wanted if each in life.statuses), "") for life in lives}
    return found.pop() if len(found) == 1 else _OF_BOTH.get(state, "")


def _asked(turn: Turn) -> str:
    noun = [_NOUN_SAID[turn.slots.noun]] if turn.slots.noun in _NOUN_SAID else []
    conditions = [*_spoken(turn).split(), *noun]
    if turn.words and set(turn.words) - {f"第{page_of(turn)}页"} <= {*turn.slots.conditions.split(), *noun}:
        return f"{''.join(conditions)} " if conditions else ""
    return f"按{''.join(f'「{each}」' for each in conditions)}找到 " if conditions else ""


async def _reason(turn: Turn, found: Found) -> str:
    if found.status not in _BAD:
        return ""
    lines = await documents.journal(turn.actor, found.document_id)
    return next((line.note for line in reversed(lines) if line.to_status == found.status and line.note), "")[:40]


async def recent(turn: Turn) -> Reply:
    """我的证书: the newest certificates of the enterprise, or those that fit the words."""
    if turn.slots.named:
        return await search(turn)
    found, total = await overview.find(turn.actor, Wanted(kinds=_CERTIFICATES), page_of(turn), PAGE)
    if not total:
        return Reply(f"{_NONE} 企业还没有证书。")
    shown = [(each, told(each)) for each in found]
    return listed(turn, f"最近的证书（{total}）", shown, total, again="我的证书", say=lambda each: each.number)


async def to_print(turn: Turn) -> Reply:
    """待打印: what was approved and is not printed, longest waiting first."""
    return await _owing(turn, "print", "待打印", "没有待打印的证书。<我的证书>")


async def to_back_fill(turn: Turn) -> Reply:
    """待补录: what was issued and has no declaration number yet."""
    found, total = await overview.owing(turn.actor, "backfill", page_of(turn), PAGE)
    if not total:
        return Reply("没有待补录的证书。<我的证书>")
    shown = [(each, f"{quoted(each.number)}（{_issued(each)}）已等 {_days(each)} 天") for each in found]
    reply = listed(turn, f"{total} 份待补录：", shown, total, again="待补录", say=lambda each: each.number)
    places = {place: line for place, line in turn.thread.choices.items() if place.isdigit()}
    asking.number(turn.thread, {place: f"补录 {number}" for place, number in places.items()})
    return Reply(f"{reply.text}；{_NUMBERED}\n一次补完：{address('/h5/supp')}")


def _issued(found: Found) -> str:
    return f"{in_shanghai(found.status_at):%m-%d}"


async def to_mend(turn: Turn) -> Reply:
    """待修改: what came back or failed."""
    return await _owing(turn, "mend", "待修改", "没有待修改的单据。<我的证书>")


async def _owing(turn: Turn, name: str, verb: str, nothing: str) -> Reply:
    found, total = await overview.owing(turn.actor, name, page_of(turn), PAGE)
    if not total:
        return Reply(nothing)
    shown = [(each, told(each, f"已等 {_days(each)} 天")) for each in found]
    return listed(turn, f"{total} 份{verb}：", shown, total, again=verb, say=lambda each: each.number)


def _days(found: Found) -> int:
    return max((now() - (found.since or found.status_at)).days, 0)


async def by_other_number(turn: Turn, text: str) -> Reply | None:
    """Return what a number of any role finds: an invoice, a contract, a declaration, or how one of ours begins."""
    hits = await documents.search(turn.actor, text, limit=PAGE)
    if not hits:
        return None
    found = [
        Found(
            document_id=hit.document.id,
            kind=hit.document.kind,
            number=hit.document.number,
            status=hit.document.status,
            status_at=hit.document.status_at,
            type_code=hit.document.facts.get("certificate_type", ""),
            destination="",
        )
        for hit in hits
    ]
    shown = [(each, told(each)) for each in found]
    title = f"按「{quoted(text)}」找到 {len(found)} 份："
    return listed(turn, title, shown, len(found), again="", say=lambda each: each.number)
