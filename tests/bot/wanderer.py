"""Random conversations: several people on both channels say, tap, press, wait, leave, and speak at once.

After every turn: the answer is no fault and fits both channels; what is written was asked for word for word; what is
destroyed was confirmed with its code; and from wherever the talk has got to, 取消 and 帮助 lead out.
"""

import asyncio
import random
import re
from collections import Counter, deque
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any, Final

from bot import buttons, confirming, listening
from bot.buttons import Press, Whose
from bot.grammar import VERBS
from bot.hearing import Heard, Kind
from bot.phrases import ALIASES, CANCEL, NEXT_PAGE
from bot.replies import Reply, Tap, for_telegram, for_wechat
from bot.replies import buttons as taps_of
from kit import clock, database, ids, redis
from push import addresses
from push.address import TELEGRAM, WECHAT, Address
from sandbox.telegram.texts import CALLBACK, checked_text
from tests.api.people.makers import an_operator, qualified
from tests.bot.stage import FOREIGN_NUMBER, World, a_world
from tests.bot.test_understanding import ALL

NUMBERS: Final = ("E261026902330183", "E261026902330184", "K261026902330185", "E2610269", FOREIGN_NUMBER, "13800138000")
WORDS: Final = (
    [word for verb in VERBS for word in (verb.name, *verb.synonyms)]
    + [*ALIASES, *CANCEL, *NEXT_PAGE]
    + [
        "全部",
        "企业",
        "个人",
        "是",
        "否",
        "确认",
        "确认提交",
        "仍然提交",
        "更改",
        "未出口",
        "短信",
        "退回",
        "本周",
        "泰国",
        "第2页",
        "关",
        "开",
    ]
)
_CODE: Final = re.compile(r"确认码 (\d{4})")
_FAULT: Final = "系统忙"
_WRITTEN: Final = """select
  (select count(*) from outgoing) as sent, (select count(*) from documents) as documents,
  (select count(*) from subscriptions where cancelled_at is null) as followed"""
_DESTROYED: Final = """select
  (select count(*) from outgoing where kind = 'coordination_withdrawal') as withdrawn,
  (select count(*) from addresses where state = 'active') as bound"""
_MEANT: Final = "select verb, how from commands where heard_key = $1 and result not like 'refused%'"


class Broken(AssertionError):
    """What must never happen, with the turns that led to it."""


@dataclass
class Speaker:
    """Somebody at a phone: what was last offered to tap or press, and the code that was asked for."""

    address: Address
    person_id: Any = None
    taps: list[Tap] = field(default_factory=list)
    pressable: deque[str] = field(default_factory=lambda: deque(maxlen=40))
    code: str = ""

    @property
    def whose(self) -> Whose:
        return Whose(self.address.value, self.address.value)


@dataclass
class Wanderer:
    """The random walk; `turns` counts what happened, `trail` remembers the last of it."""

    dice: random.Random
    world: World
    speakers: list[Speaker]
    turns: Counter[str] = field(default_factory=Counter)
    trail: deque[str] = field(default_factory=lambda: deque(maxlen=12))
    numbers: deque[str] = field(default_factory=lambda: deque(NUMBERS, maxlen=12))
    late_by: timedelta = timedelta()

    async def turn(self) -> None:
        """Let one thing happen to one of them."""
        who = self.dice.choice(self.speakers)
        names, weights = zip(*_WEIGHTS.items(), strict=True)
        name = self.dice.choices(names, weights)[0]
        self.turns[name] += 1
        await getattr(self, f"_{name}")(who)

    async def _say(self, who: Speaker) -> None:
        await self._hear(who, self._line())

    async def _tap(self, who: Speaker) -> None:
        await self._hear(who, self.dice.choice(who.taps).words if who.taps else "菜单")

    async def _confirm(self, who: Speaker) -> None:
        """Give the code that was last asked for, half the time after asking for one."""
        if self.dice.random() < 0.5:
            asked = ["解绑", "取消订阅 全部", f"撤回协调单 {self.world.coordination_no}", "批量撤回 全部"]
            await self._hear(who, self.dice.choice(asked))
        await self._hear(who, who.code or "0000", confirms=bool(who.code))

    async def _press(self, who: Speaker) -> None:
        """Press a button, now and then somebody else's, an old one, or one that never was."""
        owner = self.dice.choice(self.speakers) if self.dice.random() < 0.1 else who
        data = self.dice.choice(owner.pressable) if owner.pressable else "x.0"
        if self.dice.random() < 0.05:
            data = "".join(self.dice.choices("abc.0123:_-", k=self.dice.randrange(0, 64)))
        key = ids.new_id().hex
        pressed = await buttons.press(data, who.whose, key)
        self.trail.append(f"{who.address.value} presses {data}: {pressed}")
        if owner is not who and pressed.outcome is Press.GOOD and owner.whose != who.whose:
            raise Broken(f"a button was pressed by another person: {data}")
        self.turns[f"press {pressed.outcome}"] += 1
        if pressed.outcome is Press.GOOD:
            await self._hear(who, pressed.line, key, confirms=pressed.line == who.code != "")

    async def _repeat(self, who: Speaker) -> None:
        """The same push three times at once: one effect, one answer."""
        heard = Heard(who.address, Kind.LINE, ids.new_id().hex, self._line())
        replies = await asyncio.gather(*(listening.listen(heard) for _ in range(3)))
        self._look(who, heard.words, next((each for each in replies if each), Reply()))

    async def _crowd(self, who: Speaker) -> None:
        """Three lines at once, of one person or of several: none is a fault."""
        several = [who, self.dice.choice(self.speakers), who]
        lines = [self._line() for each in several]
        heard = [
            Heard(each.address, Kind.LINE, ids.new_id().hex, line) for each, line in zip(several, lines, strict=True)
        ]
        for each, line, reply in zip(several, lines, await asyncio.gather(*map(listening.listen, heard)), strict=True):
            self._look(each, line, reply)

    async def _do(self, who: Speaker) -> None:
        """Send a picture, scan a code, come; and leave, which unbinds nobody."""
        kind = self.dice.choice([Kind.MEDIA, Kind.SCANNED, Kind.CAME, Kind.CAME, Kind.LEFT])
        await listening.listen(Heard(who.address, kind, ids.new_id().hex, self.dice.choice(["", "no-such-scene"])))
        if kind is Kind.LEFT:
            await listening.listen(Heard(who.address, Kind.CAME, ids.new_id().hex))

    async def _wait(self, who: Speaker) -> None:
        """Ten minutes pass for one, or two for everybody."""
        if self.dice.random() < 0.5:
            await redis.client().delete(f"talk:{who.address.channel}:{who.address.value}")
        else:
            self.late_by += timedelta(seconds=130)

    async def _happen(self, _who: Speaker) -> None:
        """The customs decide, something new is submitted or approved, and who unbound binds again."""
        for who in self.speakers:
            if who.person_id:
                await addresses.bind(who.person_id, who.address.channel, who.address.value)
        await self.world.certificate(number := f"E26102690233{1000 + self.turns['happen']}", "approved")
        self.numbers.append(number)
        if self.dice.random() < 0.4:
            await self.world.coordination(f"E26102690233{6000 + self.turns['happen']}")
            return
        rows = await database.fetch("select status from documents where number = $1", self.world.coordination_no)
        if rows and rows[0]["status"] == "pending":
            await self.world.customs_say(self.dice.choice(["accepted", "returned"]))

    async def _escape(self, who: Speaker) -> None:
        """From anywhere: 取消, then 帮助 and 客服 are answered as ever."""
        await self._hear(who, "取消")
        for line, begins in (("帮助", "直接发证书号就能查"), ("客服", "客服电话")):
            reply = await self._hear(who, line)
            if not reply.text.startswith(begins):
                raise Broken(f"stuck: {line} → {reply.text}\n" + "\n".join(self.trail))

    def _line(self) -> str:
        kind, dice = self.dice.random(), self.dice
        if kind < 0.35:
            return dice.choice(WORDS)
        if kind < 0.6:
            numbers = (*self.numbers, self.world.coordination_no, self.world.filled, "900220260000000001", "22:00-8:00")
            return f"{dice.choice(WORDS)} {dice.choice(numbers)}"
        if kind < 0.75:
            return dice.choice(ALL).said
        if kind < 0.85:
            return str(dice.choice([dice.randrange(1, 12), "1 2", f"{dice.randrange(10_000):04}"]))
        if kind < 0.95:
            said = list(dice.choice(ALL).said)
            dice.shuffle(said)
            return "".join(said)
        return "".join(dice.choices("证书订阅撤回 <>&|\x00\u202e𠀀é12E", k=dice.randrange(0, 700)))

    async def _hear(self, who: Speaker, line: str, key: str = "", *, confirms: bool = False) -> Reply:
        key = key or ids.new_id().hex
        if not confirms and who.code and who.code in line:
            line = "0000" if who.code != "0000" else "1111"
        before, standing = await _count(_WRITTEN), await _count(_DESTROYED)
        reply = await listening.listen(Heard(who.address, Kind.LINE, key, line))
        self._look(who, line, reply)
        destroyed = await _count(_DESTROYED) != standing
        self.turns["destroyed"] += destroyed
        if destroyed and not confirms:
            raise Broken("destroyed without a code\n" + "\n".join(self.trail))
        if await _count(_WRITTEN) != before:
            self.turns["writes"] += 1
            await self._was_meant(key)
        self._offer(who, reply, await self._shown(who, reply, line))
        return reply

    async def _was_meant(self, key: str) -> None:
        rows = await database.fetch(_MEANT, key)
        if not rows or any(row["how"] != "exact" for row in rows):
            raise Broken(f"written, though only guessed: {rows}\n" + "\n".join(self.trail))

    def _look(self, who: Speaker, line: str, reply: Reply) -> None:
        """Hold the answer against what any answer must be."""
        self.trail.append(f"{who.address.value}: {line[:80]!r} → {reply.text[:120]!r}")
        if _FAULT in reply.text:
            raise Broken("a fault\n" + "\n".join(self.trail))
        if reply and len(for_wechat(reply).encode()) > 2048:
            raise Broken("too long for WeChat\n" + "\n".join(self.trail))
        if reply:
            checked_text({"text": for_telegram(reply), "parse_mode": "HTML"})

    async def _shown(self, who: Speaker, reply: Reply, line: str) -> list[str]:
        data = await buttons.keep(who.whose, taps_of(reply)[:100], line)
        if any(not 1 <= len(each.encode()) <= CALLBACK for each in data):
            raise Broken(f"not a button's data: {data}")
        return data

    def _offer(self, who: Speaker, reply: Reply, data: list[str]) -> None:
        who.taps = taps_of(reply)
        who.pressable.extend(data)
        if found := _CODE.search(reply.text):
            who.code = found[1]


_WEIGHTS: Final = {"say": 46, "tap": 16, "press": 14, "confirm": 6} | dict.fromkeys(
    ("repeat", "crowd", "do", "wait", "happen", "escape"), 3
)


async def _count(sql: str) -> dict[str, Any]:
    return dict((await database.fetch(sql))[0])


async def a_wanderer(seed: int) -> Wanderer:
    """People of two enterprises and a stranger, each on both channels, and something to talk about."""
    world = await a_world()
    for number, steps in ((NUMBERS[0], ["approved"]), (NUMBERS[1], ["approved"]), (NUMBERS[2], ["returned"])):
        await world.certificate(number, *steps)
    await world.coordination(NUMBERS[0])
    await world.filled_in("E")
    await qualified(boss := await world.signed_in())
    clerk = await an_operator(boss)
    speakers = [Speaker(Address(WECHAT, "oStranger")), Speaker(Address(TELEGRAM, "900"))]
    for place, person_id in enumerate((world.actor.person_id, clerk.id)):
        for channel, value in ((WECHAT, f"oWanderer{place}"), (TELEGRAM, f"80{place}")):
            await addresses.bind(person_id, channel, value)
            speakers.append(Speaker(Address(channel, value), person_id))
    found = Wanderer(random.Random(seed), world, speakers)
    confirming.now = lambda: _later(found)  # type: ignore[attr-defined]  # two minutes pass when the walk says so
    return found


def _later(found: Wanderer) -> datetime:
    return clock.now() + found.late_by


def end() -> None:
    """Let the clock go as it goes."""
    confirming.now = clock.now  # type: ignore[attr-defined]
