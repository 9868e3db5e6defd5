"""Counting messages per (person, channel), so that a burst is held and merged instead of sent one by one (ux.md M9).

A window opens with its first message. The counts of this process are exact; Redis shares them between processes once
a person gets a second message. Without Redis each process counts for itself, and more is sent, never less.
"""

import contextlib
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from typing import Final

from kit import redis
from kit.settings import load
from subscriptions.settings import Merging
from subscriptions.vocabulary import Recipient

_ADD: Final = """
local totals = {}
for place, key in ipairs(KEYS) do
    totals[place] = redis.call('INCRBY', key, ARGV[place + 1])
    if totals[place] == tonumber(ARGV[place + 1]) then redis.call('PEXPIRE', key, ARGV[1]) end
end
return totals"""
_MANY: Final = 10_000  # windows kept before ended ones are swept away


class _Window:
    __slots__ = ("count", "ends_at", "recipient", "unshared")

    def __init__(self, recipient: Recipient, ends_at: datetime) -> None:
        self.recipient = recipient
        self.ends_at = ends_at
        self.count = 0
        self.unshared = 0


_open: dict[Recipient, _Window] = {}


class Tally:
    """The messages that one transaction is about to send."""

    def __init__(self, now: datetime) -> None:
        limits = load(Merging)
        self._now = now
        self._size = limits.burst_size
        self._ends_at = now + limits.window
        self._counted: list[_Window] = []

    def held_until(self, recipient: Recipient) -> datetime | None:
        """Count one more message and return when its window ends if it must wait for the others; else None."""
        if not self._size:
            return None
        window = _open.get(recipient)
        if window is None or window.ends_at <= self._now:
            window = _open[recipient] = _Window(recipient, self._ends_at)
        window.count += 1
        self._counted.append(window)
        return window.ends_at if window.count >= self._size else None

    def take_back(self) -> None:
        """Uncount everything: the transaction came to nothing."""
        for window in self._counted:
            window.count -= 1

    def shared(self) -> dict[str, _Window]:
        """Return the windows that another process should know of: those with more than one message."""
        for window in self._counted:
            window.unshared += 1
        repeated = {window.recipient: window for window in self._counted if window.count > 1}
        return {f"huizhi:burst:{person}:{channel}": window for (person, channel), window in repeated.items()}


@contextmanager
def counting(now: datetime) -> Iterator[Tally]:
    """Count what the transaction inside sends; if it fails, nothing was counted."""
    if len(_open) > _MANY:
        _sweep(now)
    tally = Tally(now)
    try:
        yield tally
    except BaseException:
        tally.take_back()
        raise


async def share(tally: Tally) -> None:
    """Tell other processes what a committed transaction counted, and learn what they did; outside any transaction."""
    windows = tally.shared()
    if not windows:
        return
    arguments = [load(Merging).burst_seconds * 1000, *(window.unshared for window in windows.values())]
    with contextlib.suppress(RuntimeError, *redis.Down):
        totals = await redis.client().eval(_ADD, len(windows), *windows, *arguments)
        for window, total in zip(windows.values(), totals, strict=True):
            window.count = max(window.count, int(total))
            window.unshared = 0


def forget() -> None:
    """Forget every count of this process (tests)."""
    _open.clear()


def _sweep(moment: datetime) -> None:
    for recipient in [each for each, window in _open.items() if window.ends_at <= moment]:
        del _open[recipient]
