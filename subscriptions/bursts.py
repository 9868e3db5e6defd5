"""Counting messages per (person, channel), so that a burst is held and merged instead of sent one by one (ux.md M9).

A window opens with its first message. The counts of this process are exact; Redis shares them between processes once
a person gets a second message. Without Redis each process counts for itself, and more is sent, never less.
"""

import contextlib
from collections import Counter
from dataclasses import dataclass, field
from datetime import datetime
from typing import Final
from uuid import UUID

from kit import redis
from kit.settings import load
from subscriptions.settings import Merging

Recipient = tuple[UUID, str]
_ADD: Final = """
local totals = {}
for place, key in ipairs(KEYS) do
    totals[place] = redis.call('INCRBY', key, ARGV[place + 1])
    if totals[place] == tonumber(ARGV[place + 1]) then redis.call('PEXPIRE', key, ARGV[1]) end
end
return totals"""
_MANY: Final = 10_000  # windows kept before ended ones are swept away


@dataclass(slots=True)
class _Window:
    ends_at: datetime
    count: int = 0
    unshared: int = 0


_open: dict[Recipient, _Window] = {}


@dataclass(slots=True)
class Tally:
    """The messages of one transaction: counted beside what was counted before, kept only by `settle`."""

    now: datetime
    taken: Counter[Recipient] = field(default_factory=Counter)
    limits: Merging = field(default_factory=lambda: load(Merging))

    def held_until(self, recipient: Recipient) -> datetime | None:
        """Count one more message and return when its window ends if it must wait for the others; else None."""
        if not self.limits.burst_size:
            return None
        self.taken[recipient] += 1
        window = _running(recipient, self.now)
        count = self.taken[recipient] + (window.count if window else 0)
        if count < self.limits.burst_size:
            return None
        return window.ends_at if window else self.now + self.limits.window


async def settle(tally: Tally) -> None:
    """Keep what a committed transaction counted, and share it; outside any transaction."""
    if len(_open) > _MANY:
        _sweep(tally.now)
    repeated = {}
    for recipient, count in tally.taken.items():
        window = _running(recipient, tally.now) or _Window(tally.now + tally.limits.window)
        window.count += count
        window.unshared += count
        _open[recipient] = window
        if window.count > 1:
            repeated[recipient] = window
    with contextlib.suppress(RuntimeError, *redis.Down):
        await _share(repeated, tally.limits)


def forget() -> None:
    """Forget every count of this process (tests)."""
    _open.clear()


def _running(recipient: Recipient, moment: datetime) -> _Window | None:
    window = _open.get(recipient)
    return window if window and window.ends_at > moment else None


def _sweep(moment: datetime) -> None:
    for recipient in [each for each, window in _open.items() if window.ends_at <= moment]:
        del _open[recipient]


async def _share(windows: dict[Recipient, _Window], limits: Merging) -> None:
    if not windows:
        return
    keys = [f"huizhi:burst:{person}:{channel}" for person, channel in windows]
    arguments = [limits.burst_seconds * 1000, *(window.unshared for window in windows.values())]
    totals = await redis.client().eval(_ADD, len(keys), *keys, *arguments)
    for window, total in zip(windows.values(), totals, strict=True):
        window.count = max(window.count, int(total))
        window.unshared = 0
