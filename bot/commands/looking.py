"""预览: a certificate of one's own as its paper will have it, in words and as a picture (CO-18, ux.md M13)."""

from functools import partial
from typing import Final

from api import certificates, documents
from bot import asking
from bot.commands import finding, query
from bot.replies import Reply, quoted
from bot.turn import Turn

_ELSEWHERE: Final = "🚫 只能预览在本系统填写的原产地证书。<我的证书>"
_NO_CERTIFICATE: Final = "预览只供核对，不是证书。"


async def look(turn: Turn) -> Reply:
    """预览 with a certificate's number: what it says as it stands now, and the picture; conditions find which one."""
    if finding.asks_for_many(turn):
        return await finding.search(turn)
    number = turn.identifier.value if turn.identifier else next(iter(turn.words), "")
    if not number:
        return asking.ask(turn.thread, "请发要预览的证书号。", "预览 {}", asking.CERTIFICATE)
    document = await documents.find(turn.actor, number)
    found = await query.filled_in(turn, document)
    if found is None:
        return Reply(_ELSEWHERE)
    says = f"{quoted(document.number)} · {quoted(certificates.described(found))}"
    lines = [query.described(document), says, _NO_CERTIFICATE]
    return Reply("\n".join(lines), pictures=(partial(certificates.draw, found),))
