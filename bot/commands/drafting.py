"""改证重发, 复制: a draft is begun on the phone and finished on the computer (ux.md M12)."""

from typing import Final

from api import certificates, documents
from api.certificates import Category, Certificate
from api.documents import Document
from api.documents.wording import page
from bot import asking
from bot.commands import query
from bot.commands.addresses import address
from bot.replies import Reply, quoted
from bot.turn import Turn

_CATEGORIES: Final = {
    "更改": Category.CHANGE,
    "重发": Category.REISSUE,
    "更改+重发": Category.CHANGE_REISSUE,
}
_YES: Final = "确认"
_ELSEWHERE: Final = "🚫 这份证书不是在本系统填写的，请在电脑上办理。"


async def reissue(turn: Turn) -> Reply:
    """改证重发 with a certificate's number and 更改, 重发 or both: begin the certificate that will replace it."""
    document = await _document(turn)
    if isinstance(document, Reply):
        return document
    category = next((_CATEGORIES[word] for word in turn.words if word in _CATEGORIES), None)
    if category is None:
        choices = {word: f"改证重发 {document.number} {word}" for word in _CATEGORIES}
        taps = "　".join(f"<{word}>" for word in choices)
        return asking.choose(turn.thread, f"{_named(document)}\n办哪一种？{taps}　<取消>", **choices)
    draft = await certificates.reissue(turn.actor, document.id, category)
    return Reply(f"✅ 已起草{category.label}：{quoted(draft.number)}（📝 暂存）。\n{_go_on(draft.number)}")


async def copy(turn: Turn) -> Reply:
    """复制 with a certificate's number: begin a new draft like it, once that is confirmed."""
    document = await _document(turn)
    if isinstance(document, Reply):
        return document
    if _YES not in turn.words:
        line = f"复制 {document.number} {_YES}"
        return asking.choose(turn.thread, f"{_named(document)}\n照这份起一份新草稿？<确认>　<取消>", 确认=line)
    draft: Certificate = await certificates.copy(turn.actor, document.id)
    return Reply(f"✅ 已复制成新草稿：{quoted(draft.number)}（📝 暂存）。\n{_go_on(draft.number)}")


def _go_on(number: str) -> str:
    return f"在电脑上继续修改并申报：{address(page('co', number))}"


async def _document(turn: Turn) -> Document | Reply:
    verb = turn.meant.verb.name if turn.meant else ""
    number = turn.identifier.value if turn.identifier else next(iter(turn.words), "")
    if not number:
        return asking.ask(turn.thread, f"请发要{verb}的证书号。", f"{verb} {{}}", asking.CERTIFICATE)
    document = await documents.find(turn.actor, number)
    return document if await query.filled_in(turn, document) else Reply(_ELSEWHERE)


def _named(document: Document) -> str:
    return f"⚠️ {quoted(document.number)} · {query.described(document)}"
