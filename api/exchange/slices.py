"""Who takes the receipts of which kind of document: each slice says so at import, as it says which kinds it knows."""

from collections.abc import Awaitable, Callable, Sequence
from typing import Final

from api.documents import Move, Receipt

Take = Callable[[Sequence[Receipt]], list[Move]]
Hear = Callable[[Sequence[Receipt]], Awaitable[None]]

_TAKE: Final[dict[str, Take]] = {}
_BEFORE: Final[dict[str, Hear]] = {}
_AFTER: Final[dict[str, Hear]] = {}


def take_for(kind: str, take: Take, *, before: Hear | None = None, after: Hear | None = None) -> None:
    """Let `take` turn the receipts of a kind of document into moves; called once by the slice that owns the kind.

    `before` hears of receipts that brought data, ahead of the moves: there a slice writes what their notices shall say.
    `after` hears, in the same transaction and after the moves, of the receipts that were news (neither repeated nor
    refused): there a slice writes its own tables, from `Receipt.data` for instance.
    """
    _TAKE[kind] = take
    if before:
        _BEFORE[kind] = before
    if after:
        _AFTER[kind] = after


def moves_for(kind: str, receipts: Sequence[Receipt]) -> list[Move]:
    """Return what the slice of that kind makes of its receipts; raises KeyError if no slice takes them."""
    return _TAKE[kind](receipts)


def foretold(kind: str, receipts: Sequence[Receipt]) -> list[Receipt]:
    """Return those of a kind's receipts of which its slice hears ahead of the moves."""
    return [each for each in receipts if each.data] if kind in _BEFORE else []


async def foretell(kind: str, receipts: Sequence[Receipt]) -> None:
    """Tell the slice of that kind of receipts ahead of their moves, in the caller's transaction."""
    if receipts:
        await _BEFORE[kind](receipts)


async def tell(kind: str, receipts: Sequence[Receipt]) -> None:
    """Tell the slice of that kind which of its receipts were news, in the caller's transaction."""
    if receipts and kind in _AFTER:
        await _AFTER[kind](receipts)
