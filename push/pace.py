"""How often one address is disturbed: each message reserves the next free moment, in Redis, for all processes.

Without Redis nothing is held back: pace is a courtesy (and a provider's wish), not a promise.
"""

from collections.abc import Sequence
from datetime import timedelta
from time import monotonic
from typing import Final

from kit import redis

# One string carries the addresses and only those that must wait come back: for nearly all of them nothing is said.
_RESERVE: Final = """
local clock = redis.call('TIME')
local now = clock[1] * 1000 + math.floor(clock[2] / 1000)
local gap = tonumber(ARGV[2])
local waits = {}
local place = 0
for address in string.gmatch(ARGV[3], '[^\\n]+') do
    local key = ARGV[1] .. address
    if not redis.call('SET', key, now + gap, 'NX', 'PX', gap) then
        local free = tonumber(redis.call('GET', key) or now)
        redis.call('SET', key, free + gap, 'PX', free + gap - now)
        waits[#waits + 1] = place
        waits[#waits + 1] = free - now
    end
    place = place + 1
end
return waits"""
_FORGIVE: Final = 5.0  # seconds without asking again after Redis did not answer
_silent_until: list[float] = []


async def reserve(channel: str, addresses: Sequence[str], gap: timedelta) -> dict[int, timedelta]:
    """Reserve a moment for each message, `gap` apart for one address; return {place: how long} of those that wait."""
    milliseconds = gap // timedelta(milliseconds=1)
    if not addresses or not milliseconds or (_silent_until and monotonic() < _silent_until[0]):
        return {}
    try:
        told = await redis.client().eval(
            _RESERVE, 0, f"huizhi:pace:{channel}:", str(milliseconds), "\n".join(addresses)
        )
    except (RuntimeError, *redis.Down):
        _silent_until[:] = [monotonic() + _FORGIVE]
        return {}
    return {place: timedelta(milliseconds=wait) for place, wait in zip(told[::2], told[1::2], strict=True)}


def forget() -> None:
    """Ask Redis again at once (tests)."""
    _silent_until.clear()
