"""How far long work has come: a bar on a terminal, nothing where nobody watches."""

import sys
from collections.abc import Callable
from typing import Final

_WIDTH: Final = 30  # characters
Progress = Callable[[int, int], None]


def bar() -> Progress:
    """Return who hears how many of how many are done, and shows it if a terminal is there."""
    return _show if sys.stderr.isatty() else silent


def silent(_done: int, _total: int) -> None:
    """Show nothing: nobody watches a pipe."""


def _show(done: int, total: int) -> None:
    filled = _WIDTH * done // max(total, 1)
    end = "\n" if done == total else ""
    print(f"\r[{'#' * filled}{' ' * (_WIDTH - filled)}] {done}/{total}", end=end, file=sys.stderr, flush=True)  # noqa: T201
