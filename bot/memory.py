"""What was being talked about, for ten minutes, and one turn at a time with each speaker. Held in Redis.

Losing Redis forgets a question and lets two processes answer one speaker at once; nothing else depends on it: what is
asked for is checked again where it is done.
"""

import asyncio
import contextlib
import time
from collections.abc import AsyncIterator
from dataclasses import asdict, dataclass, field
from datetime import timedelta
from typing import Any, Final
from weakref import WeakValueDictionary

import orjson

from bot import late
from kit import ids, redis, sealing
from push.address import Address

FORGOTTEN_AFTER: Final = timedelta(minutes=10)
_LOCK_MS = 15_000
CANCEL: Final = "取消"
CANCEL_THIS: Final = "取消这次"  # and what is to be cancelled
_PATIENCE = 2.0  # seconds to wait for another process that is answering the same speaker
_GLANCE = 0.05
_SEALED_AS: Final = "talk"  # Redis may write to a disk what somebody typed, a mobile number for one
_PAUSE = 5.0  # seconds without a try after Redis was out of reach
_HOME_LIMIT = 1000
_HOME: dict[str, bytes] = {}  # threads while Redis is away: this process's own, gone with it
_TURNS: WeakValueDictionary[str, asyncio.Lock] = WeakValueDictionary()
_away_until: list[float] = [0.0]
_AWAY: Final = (RuntimeError, *redis.Down)
_KEEP: Final = """
if redis.call('get', KEYS[1]) ~= ARGV[1] then return 0 end
if ARGV[2] == '' then redis.call('del', KEYS[2]) else redis.call('set', KEYS[2], ARGV[2], 'EX', ARGV[3]) end
return redis.call('del', KEYS[1])"""


@dataclass
class Thread:
    """What we wait for from this speaker: `awaiting` names the question, `facts` what it is about.

    `choices` are answers that stand for a whole line; `about` is what the question is about, as one would say it;
    `misses` counts lines not understood in a row; `listed` are the ids behind the numbers of the last list, `undo` what
    恢复 would bring back.
    """

    awaiting: str = ""
    facts: dict[str, Any] = field(default_factory=dict)
    choices: dict[str, str] = field(default_factory=dict)
    about: str = ""
    misses: int = 0
    listed: dict[str, str] = field(default_factory=dict)
    undo: dict[str, Any] = field(default_factory=dict)

    def ask(self, awaiting: str, **facts: Any) -> None:
        """Remember a question; it replaces the one before."""
        self.awaiting, self.facts, self.choices, self.about = awaiting, facts, {}, ""

    def offer(self, **choices: str) -> None:
        """Remember what short answers stand for; they replace the question before."""
        self.awaiting, self.facts, self.choices, self.about = "", {}, choices, ""

    def settle(self) -> None:
        """Forget the question."""
        self.awaiting, self.facts, self.choices, self.about = "", {}, {}, ""

    @property
    def is_open(self) -> bool:
        """Tell whether an answer is waited for."""
        return bool(self.awaiting or self.choices)

    @property
    def standing(self) -> dict[str, str]:
        """Return the whole lines for which short answers stand now, the way out of the question among them."""
        way_out = {CANCEL: f"{CANCEL_THIS} {self.about}"} if self.about else {}
        return way_out | self.choices


class Busy(Exception):
    """Another process has been answering this speaker for longer than one waits."""


@contextlib.asynccontextmanager
async def conversation(speaker: Address) -> AsyncIterator[Thread]:
    """Take one turn with a speaker and keep what the turn leaves behind; raises `Busy`."""
    key, mine = f"talk:{speaker.channel}:{speaker.value}", ids.new_id().hex
    async with _TURNS.setdefault(key, asyncio.Lock()):
        held, with_redis = await _begin(key, mine)
        thread = _read(held) if held else Thread()
        try:
            yield thread
        finally:
            left = b"" if thread == Thread() else sealing.seal_bytes(orjson.dumps(asdict(thread)), _SEALED_AS)
            await (_keep(key, mine, left) if with_redis else _keep_home(key, left))


async def first_time(name: str) -> bool:
    """Tell whether something of this name happens for the first time in ten minutes; yes while Redis is away."""
    with contextlib.suppress(*_AWAY):
        return bool(await redis.client().set(f"once:{name}", b"", nx=True, ex=FORGOTTEN_AFTER))
    return True


async def keep_answer(speaker: Address, text: str) -> None:
    """Keep an answer that could not be sent, until it is asked for (结果); this one is not forgotten with Redis."""
    await late.keep_answer(speaker, text)


def _read(held: bytes) -> Thread:
    """Return a kept thread; one that another version or another key kept is as good as forgotten."""
    try:
        return Thread(**orjson.loads(sealing.open_bytes(held, _SEALED_AS)))
    except (TypeError, ValueError, sealing.Unopenable):
        return Thread()


async def _begin(key: str, mine: str) -> tuple[bytes | None, bool]:
    """Return what is remembered of the speaker, and whether Redis holds our turn."""
    deadline = time.monotonic() + _PATIENCE
    while time.monotonic() >= _away_until[0]:
        try:
            async with redis.client().pipeline(transaction=False) as pipe:
                pipe.set(f"{key}:turn", mine, nx=True, px=_LOCK_MS)
                pipe.get(key)
                taken, held = await pipe.execute()
        except _AWAY:
            _away_until[0] = time.monotonic() + _PAUSE
            break
        if taken:
            return held, True
        if time.monotonic() > deadline:
            raise Busy(key)
        await asyncio.sleep(_GLANCE)
    return _HOME.get(key), False


async def _keep(key: str, mine: str, left: bytes) -> None:
    try:
        seconds = int(FORGOTTEN_AFTER.total_seconds())
        await redis.client().eval(_KEEP, 2, f"{key}:turn", key, mine, left, seconds)
    except _AWAY:
        _away_until[0] = time.monotonic() + _PAUSE
        await _keep_home(key, left)


async def _keep_home(key: str, left: bytes) -> None:
    _HOME.pop(key, None)
    if left:
        _HOME[key] = left
    while len(_HOME) > _HOME_LIMIT:
        _HOME.pop(next(iter(_HOME)))


def forget() -> None:
    """Forget this process's own threads, and that Redis was away (tests)."""
    _HOME.clear()
    _away_until[0] = 0.0
