"""Everything the sandbox knows while it runs: one object, no globals."""

import asyncio
import random
import time
from collections import Counter, deque
from collections.abc import Coroutine
from dataclasses import dataclass, field
from datetime import datetime, timedelta, timezone
from typing import Any

from sandbox.authority.state import AuthorityState
from sandbox.config import Config, Person
from sandbox.knobs import Knobs
from sandbox.ledger import Ledger
from sandbox.sms.state import SmsState, open_gateways
from sandbox.telegram.state import TelegramState, open_chats
from sandbox.wechat.state import WechatState, open_account

SHANGHAI = timezone(timedelta(hours=8), "Asia/Shanghai")


@dataclass(slots=True)
class Moods:
    """The running side of the knobs: which streaks and storms are under way."""

    dice: dict[str, random.Random] = field(default_factory=dict)
    streaks: Counter[str] = field(default_factory=Counter)
    storms: dict[str, float] = field(default_factory=dict)


@dataclass(slots=True)
class World:
    """Configuration, knobs, and what each neighbour remembers."""

    config: Config
    ledger: Ledger
    wechat: WechatState
    telegram: TelegramState
    sms: SmsState
    authority: AuthorityState = field(default_factory=AuthorityState)
    knobs: Knobs = field(default_factory=Knobs)
    moods: Moods = field(default_factory=Moods)
    people: list[Person] = field(default_factory=list)
    offset: float = 0.0
    version: int = 0
    serial: int = 0
    counts: Counter[str] = field(default_factory=Counter)
    calls: deque[dict[str, Any]] = field(default_factory=lambda: deque(maxlen=200))
    tasks: set[asyncio.Task[Any]] = field(default_factory=set)

    def now(self) -> float:
        """Unix time in seconds, moved by `POST /sandbox/clock`."""
        return time.time() + self.offset

    def local(self) -> datetime:
        """Tell the same instant as an aware time in Asia/Shanghai."""
        return datetime.fromtimestamp(self.now(), SHANGHAI)

    def next(self) -> int:
        """Give a number never given before."""
        self.serial += 1
        return self.serial

    def dice(self, name: str) -> random.Random:
        """Find the random stream of that name: seeded, so the same calls meet the same fate in every run."""
        return self.moods.dice.setdefault(name, random.Random(f"{self.config.seed}:{name}"))

    def spawn(self, work: Coroutine[Any, Any, Any]) -> asyncio.Task[Any]:
        """Run something later; it is cancelled when the sandbox stops."""
        task = asyncio.get_running_loop().create_task(work)
        self.tasks.add(task)
        task.add_done_callback(self.tasks.discard)
        return task

    def note(self, service: str, event: str, **facts: Any) -> None:
        """Write the ledger line of something a fault harness will count, and let the page see it."""
        self.version += 1
        self.ledger.write(t=round(self.now(), 3), service=service, event=event, **facts)


def begin(config: Config) -> World:
    """Make a new world."""
    return World(
        config=config,
        ledger=Ledger(config.ledger),
        wechat=open_account(config),
        telegram=open_chats(config),
        sms=open_gateways(config),
        people=list(config.people),
    )


def reset(world: World) -> None:
    """Forget everything but the ledger file; pending work is dropped."""
    drop_tasks(world)
    world.wechat, world.telegram = open_account(world.config), open_chats(world.config)
    world.sms, world.authority = open_gateways(world.config), AuthorityState()
    world.knobs, world.moods, world.people = Knobs(), Moods(), list(world.config.people)
    world.offset = 0.0
    world.counts.clear()
    world.calls.clear()
    world.version += 1


def drop_tasks(world: World) -> None:
    """Cancel whatever is still to be sent."""
    for task in list(world.tasks):
        task.cancel()
