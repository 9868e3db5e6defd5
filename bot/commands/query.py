"""What became of a document: a bare number, or 查 with one (ux.md §3.7)."""

from typing import Final

import api.certificates
import api.declarations
import api.licences  # noqa: F401 — the kinds of document make themselves known at import
from api import documents
from api.certificates.numbers import type_code, type_name
from api.documents import Document
from bot import words
from bot.replies import Reply, quoted
from bot.turn import Turn
from kit.clock import in_shanghai

_AUTHORITIES: Final = {"customs_certificate": "customs", "ccpit_certificate": "ccpit"}
_BAD_NEWS: Final = frozenset({"returned", "failed", "refused", "draft_failed", "held"})


async def look_up(turn: Turn) -> Reply:
    """Return the standing of the document of that number; a foreign one and a missing one are the same."""
    number = turn.identifier.value if turn.identifier else "".join(turn.words)
    if not number:
        return Reply("请发证书号，如 E261026902330183。")
    if turn.identifier is None and words.is_nearly_a_number(number):
        return Reply(words.NO_SUCH_NUMBER.format(quoted(number)))
    document = await documents.find(turn.actor, number)
    return Reply("\n".join([*await _facts(turn, document), f"<订阅|订阅 {document.number}>"]))


async def _facts(turn: Turn, document: Document) -> list[str]:
    lines = [f"{described(document)}", f"{_numbered(document)}号 {quoted(document.number)}"]
    if document.seq:
        lines.append(f"处理时间 {in_shanghai(document.status_at):%Y-%m-%d %H:%M}")
    if document.status in _BAD_NEWS and (reason := await _reason(turn, document)):
        lines.append(f"原因 {quoted(reason)}")
    return lines


def described(document: Document) -> str:
    """Return a document's standing and type on one line: 🟢 审核通过 · 中国-东盟自贸协定."""
    return f"{words.SIGNS[document.status]} {document.status_label} · {quoted(type_of(document))}"


def type_of(document: Document) -> str:
    """Return what kind of document it is, a certificate by its agreement."""
    authority = _AUTHORITIES.get(document.kind)
    if authority is None:
        return document.of_kind.label
    return type_name(authority, document.facts.get("certificate_type") or type_code(document.number))


def _numbered(document: Document) -> str:
    return document.of_kind.lifecycle.noun


async def _reason(turn: Turn, document: Document) -> str:
    lines = await documents.journal(turn.actor, document.id)
    return next((line.note for line in reversed(lines) if line.to_status == document.status and line.note), "")[:200]
