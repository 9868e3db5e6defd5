"""Every dialog as a readable file, against the core and through the sandbox's signed and encrypted WeChat."""

import re
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
import time_machine

from bot import late
from bot.hearing import Heard, Kind
from push.address import SMS
from tests.api.people.makers import last_code, qualified, travel
from tests.bot import pair as two
from tests.bot import script
from tests.bot.conftest import Telegram, WeChat
from tests.bot.script import Script, Step
from tests.bot.stage import GAO, MOBILE, Core, Door, World, a_core

CORE = [part for path in script.FILES for part in script.parts(path)]
WECHAT = [part for part in CORE if part.only != "Telegram"]
TELEGRAM = [part for part in CORE if part.only != "WeChat"]
ACTS = {"关注": "follow", "扫码": "scan", "取消关注": "unfollow", "图片": "image", "扫证书": "read"}
NOON = datetime(2026, 11, 21, 4, 0, tzinfo=UTC)  # in Shanghai, on the day of which the transcripts speak


@pytest.fixture(autouse=True)
def _on_the_day_of_the_transcripts() -> Iterator[None]:
    """They say 昨天 and 今日, and name the day on which their receipts came."""
    with time_machine.travel(NOON, tick=True):
        yield


FEATURES = {
    "binding: 关注": pytest.mark.feature("PUSH-09"),
    "binding: 绑定": pytest.mark.feature("PUSH-29"),
    "binding: 扫码，两边确认": pytest.mark.feature("PUSH-11"),
    "binding: 没关注就扫码": pytest.mark.feature("PUSH-11"),
    "binding: 解绑": pytest.mark.feature("PUSH-10"),
    "following: 按单据号订阅，也发短信": pytest.mark.feature("PUSH-03", "PUSH-07", "PUSH-13"),
    "following: 按企业订阅": pytest.mark.feature("PUSH-14"),
    "following: 按企业订阅一类": pytest.mark.feature("PUSH-14", "PUSH-17"),
    "following: 按个人订阅": pytest.mark.feature("PUSH-15"),
    "following: 还没有订阅": pytest.mark.feature("PUSH-27"),
    "following: 多于一页": pytest.mark.feature("PUSH-24"),
    "following: 取消一项，恢复": pytest.mark.feature("PUSH-25"),
    "following: 全部取消要确认码": pytest.mark.feature("PUSH-25"),
    "doing: 同步": pytest.mark.feature("SYNC-02", "SYNC-03", "SYNC-04", "SYNC-05"),
    "doing: 补录，一步一步": pytest.mark.feature("SUPP-11", "SUPP-13", "SUPP-15"),
    "doing: 补录，没有出口": pytest.mark.feature("SUPP-12"),
    "doing: 还没签发的不能补录": pytest.mark.feature("SUPP-08"),
    "coordinating: 撤回": pytest.mark.feature("COORD-42"),
    "coordinating: 不是待办": pytest.mark.feature("COORD-42"),
}


def _named(parts: list[Script]) -> list[Any]:
    """The transcripts as parameters, each with the features that it proves."""
    return [pytest.param(part, id=part.part, marks=FEATURES.get(part.part, ())) for part in parts]


class Player:
    """Plays one transcript through one door."""

    def __init__(self, world: World, door: Door, monkeypatch: pytest.MonkeyPatch) -> None:
        self.world, self.door, self.monkeypatch = world, door, monkeypatch
        self.asked = self.request = "0000"

    async def play(self, transcript: Script) -> None:
        for step in transcript.steps:
            await (self.set_up(step.text.split()) if step.mark == "场" else self.take_turn(step))

    async def set_up(self, words: list[str]) -> None:
        stages: dict[str, Any] = {
            "已绑定": lambda: self.world.bind(self.door.speaker.channel, self.door.speaker.value),
            "短信": lambda: self.world.bind(SMS, MOBILE),
            "二维码": lambda: self.world.open_ticket(self.door.speaker.channel),
            "未关注": self.unfollow,
            "过": self.wait,
            "证书": self.world.staged_certificate,
            "昨天的证书": self.world.certificate_of_yesterday,
            "协调单": self.world.coordination,
            "海关": self.world.customs_say,
            "备案": self.world.filing,
            "填写": self.world.filled_in,
            "打印": self.world.printed,
            "代理": self.world.become_agent,
            "答应": self.promise,
            "迟到的回答": self.keep,
            "四眼": self.demand_consent,
            "李四申请撤回": self.let_a_clerk_ask,
            "王经理": self.let_the_other_manager_decide,
            "李四": self.let_the_clerk_cancel,
            "有资质": self.qualify,
            "十份证书": self.follow_ten,
        }
        await stages[words[0]](*words[1:])

    async def unfollow(self) -> None:
        self.door.follows = False
        if isinstance(self.door, WeChat):
            await self.door.post(f"/sandbox/wechat/users/{GAO}", {"followed": False})

    async def wait(self, seconds: str) -> None:
        travel(self.monkeypatch, timedelta(seconds=int(seconds)))

    async def follow_ten(self) -> None:
        for number in (f"E2610269023300{each:02}" for each in range(1, 11)):
            await self.world.certificate(number)
            await Core(self.door.speaker).say(f"订阅 {number}")

    async def promise(self, *words: str) -> None:
        self.promised = Heard(self.door.speaker, Kind.LINE, "promised", " ".join(words))
        await late.promise(self.promised)

    async def keep(self, *words: str) -> None:
        await late.keep(self.promised, " ".join(words))

    async def demand_consent(self, alone: str = "") -> None:
        self.pair = await two.a_demand(self.world, alone=bool(alone))

    async def let_a_clerk_ask(self) -> None:
        self.request = await self.pair.asked(self.pair.li)

    async def let_the_other_manager_decide(self, word: str) -> None:
        assert (await self.pair.wang.say(f"{word} {self.request}")).startswith("✅")

    async def let_the_clerk_cancel(self, word: str) -> None:
        assert (await self.pair.li.say(f"{word}申请 {self.request}")).startswith("✅")

    async def qualify(self) -> None:
        await qualified(await self.world.signed_in())

    async def take_turn(self, step: Step) -> None:
        said = await self.filled(step.text)
        answer = await (self.door.say(said) if step.mark == "用" else self.done(said))
        if found := re.search(r"（申请 (\d{4})）", answer):
            self.request = found[1]
        if step.expected is not None:
            assert script.matches(self.door.as_shown(self.named(step.expected)), answer), (
                f"line {step.line}: {said}\n{answer}"
            )
        if found := re.search(r"确认码 (\d{4})", answer):
            self.asked = found[1]

    async def done(self, said: str) -> str:
        act, _, scene = said.partition(" ")
        return await self.door.do(ACTS[act], self.named(scene) or (self.world.scene if act == "扫码" else ""))

    def named(self, text: str) -> str:
        """The numbers that the house gave."""
        numbers = {"coord": self.world.coordination_no, "filled": self.world.filled, "request": self.request}
        numbers["scan"] = self.world.scene[-4:]
        for name, number in numbers.items():
            text = text.replace(f"{{{name}}}", number)
        return text

    async def filled(self, text: str) -> str:
        if asked := re.fullmatch(r"\{code(?::(\d+))?\}", text):
            return await last_code(asked[1] or MOBILE)
        wrong = f"{(int(self.asked) + 1) % 10000:04}"
        text = self.named(text)
        return text.replace("{confirm}", self.asked).replace("{wrong}", wrong)


@pytest.mark.parametrize("part", _named(CORE))
async def test_the_core_answers_as_written(world: World, part: Script, monkeypatch: pytest.MonkeyPatch) -> None:
    """On both databases."""
    await Player(world, a_core(part.part), monkeypatch).play(part)


@pytest.mark.parametrize("dialect", ["sqlite"], indirect=True)
@pytest.mark.parametrize("part", _named(WECHAT))
async def test_wechat_shows_as_written(
    world: World, wechat: WeChat, part: Script, monkeypatch: pytest.MonkeyPatch
) -> None:
    await Player(world, wechat, monkeypatch).play(part)


@pytest.mark.parametrize("dialect", ["sqlite"], indirect=True)
@pytest.mark.parametrize("part", _named(TELEGRAM))
async def test_telegram_shows_as_written(
    world: World, telegram: Telegram, part: Script, monkeypatch: pytest.MonkeyPatch
) -> None:
    await Player(world, telegram, monkeypatch).play(part)


def test_every_transcript_that_proves_features_is_there() -> None:
    assert set(FEATURES) <= {part.part for part in CORE}
