"""Five seconds: in the response, else by customer message while WeChat allows it, else by template, else for 结果."""

import asyncio
from collections.abc import Awaitable, Callable
from datetime import timedelta
from typing import Any

import pytest

from api import following
from bot import late, words
from bot.hearing import Heard, Kind
from kit import clock, database, settings
from push import delivering
from push.address import WECHAT, Address
from push.channels import registry
from push.channels import wechat as channel
from tests.bot.conftest import WeChat
from tests.bot.stage import GAO, Core, World
from tests.bot.test_callback_flow import Slow

ANSWER = "查好了<帮助>"


@pytest.fixture
def slow(wechat: WeChat, monkeypatch: pytest.MonkeyPatch) -> Slow:
    """A turn that takes half a second, where a tenth is waited for; T0 is the account's template."""
    monkeypatch.setenv("HUIZHI_REPLY_SECONDS", "0.1")
    monkeypatch.setenv("HUIZHI_WECHAT_TEMPLATES", '{"T0": "T0"}')
    settings.forget()
    return Slow(monkeypatch, 0.5)


async def until(done: Callable[[], Awaitable[Any]]) -> None:
    async with asyncio.timeout(8):
        while not await done():
            await asyncio.sleep(0.05)


async def _kept() -> list[str]:
    rows = await database.fetch("select answer from late_answers where answer is not null")
    return [row["answer"] for row in rows]


async def _is_kept() -> bool:
    return bool(await _kept())


async def _cards(wechat: WeChat) -> list[dict[str, Any]]:
    """What the phone shows once the worker has sent what waits."""
    await delivering.deliver_once(registry.SEATS, following.gate)
    return [entry.card for entry in wechat.outside.wechat.users[GAO].heard if entry.kind == "template"]


async def _told_by_card_and_kept(wechat: WeChat, monkeypatch: pytest.MonkeyPatch) -> None:
    await until(_is_kept)

    async def told() -> bool:
        return bool(await _cards(wechat))

    await until(told)
    (card,) = await _cards(wechat)
    shown = {line["label"]: line["value"] for line in card["lines"]}
    assert (shown["状态"], shown["温馨提示"] if "温馨提示" in shown else card["lines"][-1]["value"]) == (
        "结果已出来",
        "回复“结果”查看",
    )
    assert ANSWER not in str(card), "a card does not say what was asked (P-1)"
    assert wechat.customer_messages() == []
    monkeypatch.undo()
    core = Core(Address(WECHAT, GAO))
    assert await core.say("结果") == ANSWER
    assert await core.say("结果") == "没有等着给您的回答。"


async def test_after_the_window_closed_a_template_says_that_it_waits(
    wechat: WeChat, slow: Slow, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A tap on the menu opens one minute only (45015); the platform's clock goes on."""
    assert wechat.shown(await wechat.act("tap", key="今日简报")) == words.LATER
    wechat.outside.offset += 61
    await _told_by_card_and_kept(wechat, monkeypatch)


async def test_with_the_quota_used_up_a_template_says_that_it_waits(
    wechat: WeChat, slow: Slow, monkeypatch: pytest.MonkeyPatch
) -> None:
    """45047: five customer messages after a word of the user, and not one more."""
    assert await wechat.say("查") == words.LATER
    for credit in wechat.outside.wechat.users[GAO].credits.values():
        credit.left = 0
    await _told_by_card_and_kept(wechat, monkeypatch)


async def test_within_the_window_it_is_sent_and_no_promise_is_left(wechat: WeChat, slow: Slow) -> None:
    assert await wechat.say("查") == words.LATER

    async def sent() -> bool:
        return bool(wechat.customer_messages())

    await until(sent)
    assert await _cards(wechat) == []
    await asyncio.sleep(0.1)
    assert await database.fetch("select key from late_answers") == []


async def test_what_may_have_arrived_is_kept_and_not_announced(wechat: WeChat, slow: Slow) -> None:
    """The platform took it and its answer was lost: a card would be heard as a second answer."""
    await channel.prepare()  # the token is there: what is lost is the answer to the message
    assert await wechat.say("查") == words.LATER
    wechat.outside.knobs.wechat.lost_rate = 1.0
    await until(_is_kept)
    wechat.outside.knobs.wechat.lost_rate = 0.0
    await asyncio.sleep(0.3)  # what would be announced is announced after it was kept
    assert await database.fetch("select id from deliveries") == []
    assert await _kept() == [ANSWER]


async def test_who_left_meanwhile_gets_nothing_and_nothing_breaks(wechat: WeChat, slow: Slow) -> None:
    """Neither message nor card reaches who does not follow any more; nothing is sent twice."""
    assert await wechat.say("查") == words.LATER
    wechat.outside.wechat.users[GAO].followed = False
    await until(_is_kept)
    assert await _cards(wechat) == []
    assert wechat.customer_messages() == []


async def test_what_died_with_its_process_is_said_to_be_lost(world: World, core: Core, monkeypatch: Any) -> None:
    """A promise is a row: 结果 tells of it though nobody works on it any more, with the words masked."""
    heard = Heard(core.speaker, Kind.LINE, "1", "绑定 13800138000")
    await late.promise(heard)
    assert await core.say("结果") == "还在查，请稍候再发<结果>。"
    monkeypatch.setattr(late, "now", lambda: clock.now() + timedelta(seconds=61))
    assert await core.say("结果") == "刚才的「绑定 138****8000」没有办完，请再发一次。"
    assert await core.say("结果") == "没有等着给您的回答。"


async def test_promises_end_after_three_days(world: World, core: Core, monkeypatch: Any) -> None:
    await late.keep(Heard(core.speaker, Kind.LINE, "1", "查"), ANSWER)
    assert await late.forget_old() == 0
    monkeypatch.setattr(late, "now", lambda: clock.now() + late.KEPT)
    assert await late.forget_old() == 1


async def test_two_late_answers_are_given_one_after_the_other(world: World, core: Core) -> None:
    for number in ("1", "2"):
        await late.keep(Heard(core.speaker, Kind.LINE, number, "查"), f"答 {number}")
    assert [await core.say("结果") for _ in range(3)] == ["答 1", "答 2", "没有等着给您的回答。"]
