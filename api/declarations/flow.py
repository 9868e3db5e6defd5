"""Which way goods go, as a declaration's number tells by its ninth character (formats.md §4)."""

from typing import Final

_IMPORT: Final = frozenset("1I")
_EXPORT: Final = frozenset("0E")
_FLOW_AT: Final = 8


def label_of(number: str) -> str:
    """Return 出口报关单, 进口报关单, or 报关单 where the number does not tell."""
    if is_export(number):
        return "出口报关单"
    return "进口报关单" if number[_FLOW_AT : _FLOW_AT + 1] in _IMPORT else "报关单"


def is_export(number: str) -> bool:
    """Tell whether goods leave under that number."""
    return number[_FLOW_AT : _FLOW_AT + 1] in _EXPORT
