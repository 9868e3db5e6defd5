"""What became of a document: a bare number, 查 with one, or 查 with what one remembers (ux.md §3.7)."""

from dataclasses import replace
from datetime import date, timedelta
from typing import Final

import api.certificates
import api.declarations
import api.licences  # noqa: F401 — the kinds of document make themselves known at import
from api import agreements, certificates, documents
from api.certificates import Certificate
from api.certificates.numbers import type_code, type_name
from api.certificates.store import first_line
from api.declarations import backfill
from api.documents import Document
from bot import words
from bot.commands import finding, next_steps
from bot.commands.listing import AUTHORITIES
from bot.replies import Reply, quoted
from bot.turn import Turn
from kit.clock import in_shanghai
from kit.refusals import Kind, Refusal

_BAD_NEWS: Final = frozenset({"returned", "failed", "refused", "draft_failed", "held"})
_TO_BE_SENT: Final = frozenset({"draft", "failed"})
_DAY: Final = timedelta(days=1)


async def look_up(turn: Turn) -> Reply:
    """Return the standing of the document of that number, or what fits the words; foreign and missing are the same."""
    if finding.asks_for_many(turn):
        return await finding.search(turn)
    whole = next_steps.WHOLE in turn.words
    said = "".join(each for each in turn.words if each != next_steps.WHOLE)
    number = turn.identifier.value if turn.identifier else said
    if not number:
        return Reply("请发证书号，如 E261026902330183；也可以说「查证书 退回 本周」。")
    try:
        document = await documents.find(turn.actor, number)
    except Refusal as refusal:
        if refusal.kind is not Kind.UNKNOWN or turn.identifier is not None:
            raise
        return await _not_by_its_number(turn, number)
    return await _whole(turn, document) if whole else await shown(turn, document)


async def _whole(turn: Turn, document: Document) -> Reply:
    steps, page = await next_steps.told_whole(turn, document)
    return Reply("\n".join([described(document), *_numbers(document, None), *steps, page]).rstrip())


async def look_up_filing(turn: Turn) -> Reply:
    """查备案: a filing by its number, or the newest ones that fit the words."""
    if turn.identifier or turn.slots.rest:
        return await look_up(turn)
    turn.slots = replace(turn.slots, noun="filing")
    return await finding.search(turn)


async def _not_by_its_number(turn: Turn, number: str) -> Reply:
    if found := await finding.by_other_number(turn, number):
        return found
    if words.is_nearly_a_number(number):
        return Reply(words.NO_SUCH_NUMBER.format(quoted(number)))
    return Reply("未查询到相关信息! 已按证书号、发票号、合同号都找过。<我的证书>")


async def shown(turn: Turn, document: Document) -> Reply:
    """Return one document with what can be done about it."""
    found = await filled_in(turn, document)
    lines = [described(document), *_numbers(document, found)]
    issued = document.kind in AUTHORITIES and document.status == "approved"
    if document.seq and not issued:
        lines.append(f"处理时间 {in_shanghai(document.status_at):%Y-%m-%d %H:%M}")
    if document.status in _BAD_NEWS and (reason := await _reason(turn, document)):
        lines.append(f"原因 {quoted(reason)}")
    if issued:
        return await _issued(turn, document, found, lines)
    return Reply("\n".join([*lines, next_steps.offered(turn, document, filled_in=found is not None, owed=False)]))


async def _issued(turn: Turn, document: Document, found: Certificate | None, lines: list[str]) -> Reply:
    """Go on with what holds of an issued certificate alone: how long it serves, its print, its declarations."""
    issued = in_shanghai(document.status_at).date()
    rule = agreements.find(AUTHORITIES[document.kind], _code(document), issued)
    until = _expires(issued, rule.validity_months) if rule and rule.validity_months else None
    declared, owed = await _declared(turn, document)
    return Reply(
        "\n".join(
            [
                *lines,
                f"签发 {issued}" + (f"，可用至 {until}" if until else ""),
                f"打印 {await next_steps.printed(turn, document)} · 报关单号 {declared}",
                next_steps.offered(turn, document, filled_in=found is not None, owed=owed),
            ]
        )
    )


def _numbers(document: Document, found: Certificate | None) -> list[str]:
    """Return the number, and where our own people filled it in, the invoice and who imports."""
    number = f"{document.of_kind.lifecycle.noun}号 {quoted(document.number)}"
    if found is None:
        return [number]
    invoice = f"　发票号 {quoted(found.form.inv_no)}" if found.form.inv_no else ""
    importer = first_line(found.form.consignee)
    return [number + invoice, *([f"进口商 {quoted(importer)}"] if importer else [])]


async def filled_in(turn: Turn, document: Document) -> Certificate | None:
    """Return the certificate with its forms; None for what is no certificate, or was filled in elsewhere."""
    if document.kind not in AUTHORITIES:
        return None
    try:
        return await certificates.read(turn.actor, document.id)
    except Refusal as refusal:
        if refusal.kind is not Kind.UNKNOWN:
            raise
        return None


def _expires(issued: date, months: int) -> date:
    """Return the last day on which a certificate serves: so many months on, the day before."""
    years, month = divmod(issued.month - 1 + months, 12)
    first = issued.replace(year=issued.year + years, month=month + 1, day=1)
    return min(first + (issued.day - 1) * _DAY, _end_of(first)) - _DAY


def _end_of(first: date) -> date:
    return (first + 31 * _DAY).replace(day=1) - _DAY


async def _declared(turn: Turn, document: Document) -> tuple[str, bool]:
    """Return what is known of its declarations, and whether they are yet to be filled in."""
    try:
        standing, row = await backfill.read(turn.actor, document.id)
    except Refusal as refusal:
        if refusal.kind is not Kind.UNKNOWN:
            raise
        return "未补录", True
    told = f"{'、'.join(row.declarations) or '未出口'}（{standing.status_label}）"
    return told, standing.status in _TO_BE_SENT


def described(document: Document) -> str:
    """Return a document's standing and type on one line: 🟢 审核通过 · 中国-东盟自贸协定."""
    return f"{words.sign(document.kind, document.status)} {document.status_label} · {quoted(type_of(document))}"


def type_of(document: Document) -> str:
    """Return what kind of document it is, a certificate by its agreement."""
    authority = AUTHORITIES.get(document.kind)
    return type_name(authority, _code(document)) if authority else document.of_kind.label


def _code(document: Document) -> str:
    return document.facts.get("certificate_type") or type_code(document.number)


async def _reason(turn: Turn, document: Document) -> str:
    lines = await documents.journal(turn.actor, document.id)
    return next((line.note for line in reversed(lines) if line.to_status == document.status and line.note), "")[:200]
