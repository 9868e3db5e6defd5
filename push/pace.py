"""How often one address is disturbed: each message reserves the next free moment, in Redis, for all processes.

Without Redis nothing is held back: pace is a courtesy (and a provider's wish), not a promise.
"""

from collections.abc import Sequence
from datetime import timedelta
from time import monotonic
from typing import Final

from kit import redis

_RESERVE: Final = """
local clock = redis.call('TIME')
local now = clock[1] * 1000 + math.floor(clock[2] / 1000)
local gap = tonumber(ARGV[1])
local waits = {}
for place, key in ipairs(KEYS) do
    local free = tonumber(redis.call('GET', key) or now) or now
    if free < now then free = now end
    redis.call('SET', key, free + gap, 'PX', free + gap - now)
    waits[place] = free - now
end
return waits"""
_FORGIVE: Final = 5.0  # seconds without asking again after Redis did not answer
_silent_until: list[float] = []


async def reserve(channel: str, addresses: Sequence[str], gap: timedelta) -> list[timedelta]:
    """Reserve a moment for each message, `gap` apart for one address, and return how long each must wait."""
    milliseconds = gap // timedelta(milliseconds=1)
    none = [timedelta(0)] * len(addresses)
    if not addresses or not milliseconds or (_silent_until and monotonic() < _silent_until[0]):
        return none
    try:
        keys = [f"huizhi:pace:{channel}:{address}" for address in addresses]
        waits = await redis.client().eval(_RESERVE, len(keys), *keys, milliseconds)
    except (RuntimeError, *redis.Down):
        _silent_until[:] = [monotonic() + _FORGIVE]
        return none
    return [timedelta(milliseconds=wait) for wait in waits]


def forget() -> None:
    """Ask Redis again at once (tests)."""
    _silent_until.clear()
