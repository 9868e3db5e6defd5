"""Lists in the chat: five to eight lines a page, numbers to choose by, 下一页 to go on (ux.md §3.7)."""

from collections.abc import Callable, Sequence
from typing import Final, TypeVar

from api.certificates.numbers import type_code, type_name
from api.documents import kind_of
from api.overview import Found
from bot import words
from bot.replies import Reply, quoted
from bot.turn import Turn

T = TypeVar("T")
PAGE: Final = 8
AUTHORITIES: Final = {"customs_certificate": "customs", "ccpit_certificate": "ccpit"}


def page_of(turn: Turn) -> int:
    """Return which page is asked for: 第2页 at the end of the line, else the first."""
    last = turn.words[-1] if turn.words else ""
    number = last.removeprefix("第").removesuffix("页")
    return int(number) if last.startswith("第") and number.isascii() and number.isdigit() and len(number) < 4 else 1  # noqa: PLR2004


def listed(
    turn: Turn, title: str, shown: Sequence[tuple[T, str]], total: int, *, again: str, say: Callable[[T], str]
) -> Reply:
    """Return a page of a list, each line with its number; a number says `say` of its line, 下一页 says `again`."""
    page = page_of(turn)
    places = {str(place): each for place, each in enumerate(shown, (page - 1) * PAGE + 1)}
    choices = {place: say(item) for place, (item, _) in places.items()}
    more = total > page * PAGE
    if more:
        choices["下一页"] = f"{again} 第{page + 1}页"
    turn.thread.offer(**choices)
    lines = [f"<{place}|{say(item)}> {text}" for place, (item, text) in places.items()]
    foot = "回复序号看详情" + ("　<下一页>" if more else "")
    return Reply("\n".join([title, *lines, foot]))


def told(found: Found, after: str = "") -> str:
    """Return a document on one line: its standing and number, its type, and what else there is to say."""
    what = quoted(after or name_of(found))
    return f"{words.sign(found.kind, found.status)} {quoted(found.number)} {what}"


def name_of(found: Found) -> str:
    """Return what kind of document it is, a certificate by its agreement."""
    authority = AUTHORITIES.get(found.kind)
    if authority is None:
        return kind_of(found.kind).label
    return type_name(authority, found.type_code or type_code(found.number))
