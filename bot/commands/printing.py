"""打印结果: whether a certificate came out of the printer, answered where its person stands (PRINT-28, ux.md §3.7)."""

from typing import Final

from api import printing
from api.printing import Answer, Print
from bot.replies import Reply, quoted
from bot.turn import Turn
from kit.clock import in_shanghai

_YES: Final = frozenset({"是", "成功", "打印成功", "已打印", "好了"})
_NO: Final = frozenset({"否", "失败", "没有", "打印失败", "没打出来"})
_NONE: Final = "没有待确认的打印。<待打印>"
_MOST: Final = 8


async def confirm(turn: Turn) -> Reply:
    """打印结果 asks about the oldest print that nobody confirmed, or about those of a number; 是 or 否 answers."""
    number, said = _read(turn)
    if reason := next((word for word in said if word in printing.REASONS), ""):
        return await _explained(turn, number, reason)
    waiting, total = await printing.unconfirmed(turn.actor, size=50)
    meant = [each for each in waiting if number in {"", each.number}]
    if not meant:
        return Reply(f"🚫 证书（{quoted(number)}）没有待确认的打印。<打印结果>" if number else _NONE)
    answer = _answer(said)
    if answer is None or (len(meant) > 1 and not number):
        return _asked(turn, meant[0]) if len(meant) == 1 or number else _which(turn, meant, total)
    return await _answered(turn, meant[0], printed=answer)


def _read(turn: Turn) -> tuple[str, tuple[str, ...]]:
    number = turn.identifier.value if turn.identifier and turn.identifier.kind == "certificate" else ""
    return number, turn.words


def _answer(said: tuple[str, ...]) -> bool | None:
    if set(said) & _YES:
        return True
    return False if set(said) & _NO else None


def _which(turn: Turn, waiting: list[Print], total: int) -> Reply:
    places = {str(place): each for place, each in enumerate(waiting[:_MOST], 1)}
    choices = {place: f"打印结果 {each.number}" for place, each in places.items()}
    turn.thread.offer(**choices)
    lines = [f"<{place}|{choices[place]}> 🟡 {quoted(each.number)} {_told(each)}" for place, each in places.items()]
    return Reply("\n".join([f"{total} 次打印待确认：", *lines, "回复序号确认"]))


def _told(each: Print) -> str:
    return f"{each.part.label} · {in_shanghai(each.started_at):%m-%d %H:%M} 打印"


def _asked(turn: Turn, about: Print) -> Reply:
    line = f"打印结果 {about.number}"
    turn.thread.offer(是=f"{line} 是", 否=f"{line} 否")
    return Reply(f"{printing.question(quoted(about.number))}<是>　<否>")


async def _answered(turn: Turn, about: Print, *, printed: bool) -> Reply:
    await printing.answer(turn.actor, about.id, Answer(printed))
    left = (await printing.unconfirmed(turn.actor, size=1))[1]
    more = f"还有 {left} 次打印待确认。<打印结果>" if left else ""
    if printed:
        return Reply(f"✅ 已确认打印成功，并告知海关。{more or '<待补录>'}")
    turn.thread.offer(**{reason: f"打印结果 {about.number} {reason}" for reason in printing.REASONS})
    taps = "　".join(f"<{reason}>" for reason in printing.REASONS)
    return Reply(f"已记录，并告知海关。请选择原因，再次打印正本：{taps}")


async def _explained(turn: Turn, number: str, reason: str) -> Reply:
    found = await printing.last_failed(turn.actor, number)
    if found is None:
        return Reply("🚫 请先回答打印结果，再选择原因。<打印结果>")
    await printing.explain(turn.actor, found.id, reason)
    return Reply(f"✅ 原因已记录：{reason}。{quoted(found.number)} 仍在<待打印>，请再次打印正本。")
