"""What was being talked about, for ten minutes, and one speaker at a time. Held in Redis; losing it forgets a question.

Nothing here decides anything: what is asked for is checked again where it is done.
"""

import contextlib
from collections.abc import AsyncIterator
from dataclasses import asdict, dataclass, field
from datetime import timedelta
from typing import Any

import orjson

from kit import ids, redis
from push.address import Address

FORGOTTEN_AFTER = timedelta(minutes=10)
_LOCK_SECONDS = 10
_RELEASE = "if redis.call('get', KEYS[1]) == ARGV[1] then return redis.call('del', KEYS[1]) end return 0"
_HOME: dict[str, bytes] = {}  # conversations while Redis is away: this process's own, gone with it
_HOME_LIMIT = 1000


@dataclass
class Thread:
    """What we wait for from this speaker: `awaiting` names the question, `facts` what it is about."""

    awaiting: str = ""
    facts: dict[str, Any] = field(default_factory=dict)
    misses: int = 0

    def ask(self, awaiting: str, **facts: Any) -> None:
        """Remember a question; it replaces the one before."""
        self.awaiting = awaiting
        self.facts = facts

    def settle(self) -> None:
        """Forget the question."""
        self.awaiting = ""
        self.facts = {}


def _key(speaker: Address) -> str:
    return f"talk:{speaker.channel}:{speaker.value}"


async def recall(speaker: Address) -> Thread:
    """Return the speaker's thread, or a blank one."""
    try:
        held = await redis.client().get(_key(speaker))
    except redis.Down:
        held = _HOME.get(_key(speaker))
    return Thread(**orjson.loads(held)) if held else Thread()


async def keep(speaker: Address, thread: Thread) -> None:
    """Keep the speaker's thread for ten minutes."""
    held = orjson.dumps(asdict(thread))
    try:
        await redis.client().set(_key(speaker), held, ex=FORGOTTEN_AFTER)
    except redis.Down:
        if len(_HOME) >= _HOME_LIMIT:
            _HOME.pop(next(iter(_HOME)))
        _HOME[_key(speaker)] = held


@contextlib.asynccontextmanager
async def alone(speaker: Address) -> AsyncIterator[bool]:
    """Be the only one who answers this speaker; yields False if somebody else is at it (two pushes at once)."""
    key, mine = _key(speaker) + ":lock", ids.new_id().hex
    try:
        taken = bool(await redis.client().set(key, mine, nx=True, ex=_LOCK_SECONDS))
    except redis.Down:
        taken = True
    try:
        yield taken
    finally:
        if taken:
            with contextlib.suppress(*redis.Down):
                await redis.client().eval(_RELEASE, 1, key, mine)
