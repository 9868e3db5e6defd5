"""Lines of a table for a terminal, where a Chinese character is as wide as two Latin ones."""

from collections.abc import Iterator, Sequence
from typing import Final
from unicodedata import east_asian_width

_WIDE: Final = "WF"
_BETWEEN: Final = "  "


def width(text: str) -> int:
    """Return how many columns of a terminal a text takes."""
    return sum(2 if east_asian_width(character) in _WIDE else 1 for character in text)


def aligned(rows: Sequence[Sequence[str]]) -> Iterator[str]:
    """Yield each row as a line whose columns stand under each other; the last column is not padded."""
    widths = [max(map(width, column)) for column in zip(*rows, strict=True)]
    for row in rows:
        cells = (cell + " " * (wide - width(cell)) for cell, wide in zip(row, widths, strict=True))
        yield _BETWEEN.join(cells).rstrip()
