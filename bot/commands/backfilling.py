"""补录: the declarations that goods of an issued certificate left with, said at once or asked for one by one (SUPP)."""

from dataclasses import dataclass
from typing import Final

from api import documents
from api.declarations import backfill
from api.declarations.backfill import Wish, numbers
from api.documents import Document
from api.identifiers import classify
from bot import asking, words
from bot.commands.listing import AUTHORITIES
from bot.replies import Reply, quoted
from bot.turn import Turn

_YES: Final = frozenset({"是", "已出口", "出口了"})
_NO: Final = frozenset({"否", "未出口", "没出口", "没有出口"})
_ANYWAY, _SUBMIT = "仍然提交", "确认提交"
_ASK_NUMBERS: Final = "请发报关单号。多个用 ; 隔开（也可以一行一个，或拍照后粘贴文字）。"
_ISSUED: Final = "approved"


@dataclass(frozen=True, slots=True)
class _Asked:
    """What has been said of the back-fill so far; `exported` is None where that was not said."""

    exported: bool | None
    numbers: str
    anyway: bool
    submit: bool


async def back_fill(turn: Turn) -> Reply:
    """补录 with a certificate's number, then 是 and the declarations or 未出口, then 确认提交."""
    number, rest = _certificate(turn.words)
    if not number:
        question = "请发要补录的证书号，如 E261026902330183；或看<待补录>。"
        return asking.ask(turn.thread, question, "补录 {}", asking.CERTIFICATE)
    document = await documents.find(turn.actor, number)
    if document.kind not in AUTHORITIES or document.status != _ISSUED:
        standing = f"{words.sign(document.kind, document.status)} {document.status_label}"
        return Reply(f"🚫 只有审核通过的证书才能补录，它现在是 {standing}。")
    return await _next_step(turn, document, _read(rest))


def _certificate(said: tuple[str, ...]) -> tuple[str, tuple[str, ...]]:
    """Return the certificate's number, however it is spaced, and the words behind it."""
    for length in range(1, len(said) + 1):
        found = classify("".join(said[:length]))
        if found and found.kind == "certificate":
            return found.value, said[length:]
    return (said[0], said[1:]) if said else ("", ())


def _read(said: tuple[str, ...]) -> _Asked:
    typed = " ".join(each for each in said if each not in _YES | _NO | {_ANYWAY, _SUBMIT})
    exported = False if set(said) & _NO else True if set(said) & _YES or typed else None
    return _Asked(exported, typed, _ANYWAY in said, _SUBMIT in said)


async def _next_step(turn: Turn, document: Document, asked: _Asked) -> Reply:
    line = f"补录 {document.number}"
    if asked.exported is None:
        question = "这批货已经实际出口了吗？<是>　<否>"
        return asking.choose(turn.thread, question, 是=f"{line} 是", 否=f"{line} 否")
    if asked.exported and not asked.numbers:
        return asking.ask(turn.thread, _ASK_NUMBERS, f"{line} 是 {{}}", asking.DECLARATIONS)
    typed = numbers.split(asked.numbers) if asked.exported else []
    if doubt := _doubt(typed, asked):
        again = f"{line} {' '.join(typed)} {_ANYWAY}"
        turn.thread.offer(仍然提交=again, 重新输入=f"{line} 是")
        return Reply(f"⚠️ {doubt}<仍然提交>　<重新输入>")
    return await _submitted(turn, document, typed, asked) if asked.submit else _look_again(turn, document, typed, asked)


def _doubt(typed: list[str], asked: _Asked) -> str:
    if asked.anyway:
        return ""
    wrong = numbers.unreadable(typed)
    if wrong:
        return f"「{quoted(wrong[0])}」不是报关单号：只能由数字和字母组成。"
    return "".join(quoted(doubt.sentence) for doubt in numbers.doubts(typed)[:3])


def _look_again(turn: Turn, document: Document, typed: list[str], asked: _Asked) -> Reply:
    said = ["补录", document.number, *(typed or ["否"]), *([_ANYWAY] if asked.anyway else []), _SUBMIT]
    turn.thread.offer(确认提交=" ".join(said))
    left = f" · {len(typed)} 个报关单号 {'、'.join(map(_short, typed))}" if typed else ""
    exported = "是" if asked.exported else "否"
    return Reply(f"核对一下：证书号 {document.number} · 是否实际出口 {exported}{left}　<确认提交>　<取消>")


def _short(number: str) -> str:
    return f"{number[:4]}…{number[-4:]}" if len(number) > 10 else number  # noqa: PLR2004


async def _submitted(turn: Turn, document: Document, typed: list[str], asked: _Asked) -> Reply:
    wish = Wish(exported=bool(asked.exported), numbers=numbers.SEPARATOR.join(typed), confirmed=True)
    await backfill.submit(turn.actor, document.id, wish)
    return Reply("✅ 已提交，等待海关接收。结果出来后会通知您。")
