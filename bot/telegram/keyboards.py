"""What can be tapped in an answer as Telegram's inline keyboard: numbers eight a row, words two."""

from collections.abc import Iterator, Sequence
from typing import Final

from aiogram.types import InlineKeyboardButton, InlineKeyboardMarkup

from bot import buttons, reading
from bot.buttons import Whose
from bot.replies import Reply, Tap, taps
from bot.replies import buttons as taps_of

_NUMBERS, _WORDS = 8, 2  # buttons a row
_MOST: Final = 100  # buttons a message
_LINK: Final = ("https://", "http://")


async def made(whose: Whose, reply: Reply, answered: str) -> InlineKeyboardMarkup | None:
    """Keep an answer's buttons and return them; None where there is nothing to tap, or nowhere to keep them."""
    all_taps = taps_of(reply)[:_MOST]
    said = [tap for tap in all_taps if not tap.words.startswith(_LINK)]
    again = answered if is_list(reply) and isinstance(reading.understand(answered), reading.Intent) else ""
    data = await buttons.keep(whose, said, again)
    shown = dict(zip((tap.label for tap in said), data, strict=False))
    rows = [[_button(tap, shown) for tap in row if tap.label in shown or tap not in said] for row in _rows(all_taps)]
    rows = [row for row in rows if row]
    return InlineKeyboardMarkup(inline_keyboard=rows) if rows else None


def is_list(reply: Reply) -> bool:
    """Tell whether an answer is a list to choose from by number."""
    return any(tap.label.isdigit() for tap in taps(reply))


def _rows(all_taps: Sequence[Tap]) -> Iterator[Sequence[Tap]]:
    numbers = [tap for tap in all_taps if tap.label.isdigit()]
    words = [tap for tap in all_taps if not tap.label.isdigit()]
    for each, width in ((numbers, _NUMBERS), (words, _WORDS)):
        yield from (each[start : start + width] for start in range(0, len(each), width))


def _button(tap: Tap, shown: dict[str, str]) -> InlineKeyboardButton:
    if tap.words.startswith(_LINK):
        return InlineKeyboardButton(text=tap.label, url=tap.words)
    return InlineKeyboardButton(text=tap.label, callback_data=shown[tap.label])
