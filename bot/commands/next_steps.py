"""What can be done with a document now, by whoever looks at it, and its whole story (ux.md §3.7)."""

from typing import Final

from api import documents
from api.documents import Document, Step
from api.documents.journal_lines import TICKED
from api.documents.owing import todo_lists
from api.documents.wording import moment, page
from api.printing.vocabulary import TO_PRINT
from bot import grammar
from bot.commands.addresses import address
from bot.commands.listing import AUTHORITIES
from bot.replies import quoted
from bot.turn import Turn

WHOLE: Final = "详情"
_PLACES: Final = "①②③④⑤⑥"
_PAGES: Final = {"customs_certificate": "co", "ccpit_certificate": "co", "coordination": "coord"} | {
    name: name for name in ("filing", "declaration", "licence", "consignment")
}
_NEWEST: Final = 8  # steps of the story; the page shows all


def offered(turn: Turn, document: Document, *, filled_in: bool, owed: bool) -> str:
    """Return what this person may do with it now, by number; the numbers can be typed until the next command.

    `filled_in`: by our own people, so that a draft can be begun from it; `owed`: its declarations are.
    """
    issued = document.kind in AUTHORITIES and document.status == "approved"
    all_of_them = (
        ("看详情", f"查证书 {document.number} {WHOLE}", True),
        ("补录报关单", f"补录 {document.number}", issued and owed),
        ("改证重发", f"改证重发 {document.number}", issued and filled_in),
        ("订阅", f"订阅 {document.number}", True),
        ("复制", f"复制 {document.number}", filled_in),
        ("预览", f"预览 {document.number}", filled_in),
    )
    may = [(label, line) for label, line, now in all_of_them if now and _may(turn, document, line)]
    turn.thread.offer(**{str(place): line for place, (_, line) in enumerate(may, 1)})
    return "　".join(f"<{sign} {label}|{line}>" for sign, (label, line) in zip(_PLACES, may, strict=False))


def _may(turn: Turn, document: Document, line: str) -> bool:
    verb = grammar.verb(line.split(" ", maxsplit=1)[0])
    ours = turn.actor.enterprise_id == document.enterprise_id
    return verb.allows(turn.who) and (ours or verb.needs == "person")


async def printed(turn: Turn, document: Document) -> str:
    """Return whether an issued certificate was printed, or ticked off as if it were."""
    label = todo_lists()[TO_PRINT].label
    steps = await documents.history(turn.actor, document.id)
    return "已打印" if any(each.step == TICKED and each.note == label for each in steps) else label


async def told_whole(turn: Turn, document: Document) -> tuple[list[str], str]:
    """Return the document's last steps, newest first, and where its page is; empty for a kind that has none."""
    steps = await documents.history(turn.actor, document.id)
    section = _PAGES.get(document.kind, "")
    where = address(page(section, document.number)) if section else ""
    return [_step(each) for each in steps[: -_NEWEST - 1 : -1]], where


def _step(step: Step) -> str:
    note = f" {quoted(' '.join(step.note.split())[:60])}" if step.note else ""
    return f"{moment(step.occurred_at)} {step.step_label}{note}"
