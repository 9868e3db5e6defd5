"""B-3: a code is bound to a person and an act, lives two minutes, bears three tries, and is used once."""

import asyncio
import re
from datetime import timedelta

import pytest

from api import following, people
from api.people.models import Membership
from bot import confirming, listening
from bot.hearing import Heard, Kind
from kit import clock, database
from kit.ids import new_id
from push import addresses
from push.address import WECHAT, Address
from subscriptions.models import Subscription
from tests.api.people.makers import an_operator
from tests.bot.stage import GAO, Core, World


async def _asked(core: Core) -> str:
    """The code that was asked for before everything is cancelled."""
    found = re.search(r"确认码 (\d{4})", await core.say("取消订阅 全部"))
    assert found
    return found[1]


@pytest.fixture
async def bound(world: World) -> World:
    """高永欣, bound, who follows the enterprise."""
    await world.bind()
    actor = await people.actor_for_address(WECHAT, GAO)
    assert actor
    await following.follow_enterprise(actor, [""], [WECHAT])
    return world


async def _followed() -> int:
    return await Subscription.filter(cancelled_at=None).count()


async def test_after_two_minutes_it_is_too_late(bound: World, core: Core, monkeypatch: pytest.MonkeyPatch) -> None:
    code = await _asked(core)
    monkeypatch.setattr(confirming, "now", lambda: clock.now() + timedelta(seconds=121))
    assert await core.say(code) == "确认码已过期，请重新发送「取消订阅 全部」。"
    assert await _followed() == 1


async def test_many_right_answers_at_once_act_once(bound: World, core: Core) -> None:
    code = await _asked(core)
    answers = await asyncio.gather(*(core.say(code) for _ in range(10)))
    assert sum(answer.startswith("✅ 已取消 1 项") for answer in answers) == 1
    assert await _followed() == 0
    rows = await database.fetch("select count(*) as n from audit where action = 'subscription.cancel'")
    assert rows[0]["n"] == 1


async def test_another_speaker_cannot_use_it(bound: World, core: Core) -> None:
    code = await _asked(core)
    stranger = Core(Address(WECHAT, "oSomebodyElse"))
    assert (await stranger.say(code)).startswith("❓")
    assert await _followed() == 1


async def test_whoever_is_bound_to_the_phone_meanwhile_cannot_use_it(bound: World, core: Core) -> None:
    """The code belongs to the person who asked, not to the phone."""
    code = await _asked(core)
    clerk = await an_operator(bound.actor)
    await addresses.unbind(bound.actor.person_id, WECHAT, "moved")
    await addresses.bind(clerk.id, WECHAT, GAO)
    assert (await core.say(code)).startswith("确认码已过期")
    assert await _followed() == 1


async def test_the_right_is_asked_for_again_when_it_is_done(bound: World, core: Core) -> None:
    """B-5: who lost the enterprise meanwhile hears nothing of its documents any more."""
    await bound.certificate("E261026902330183", "approved")
    assert (await core.say("E261026902330183")).startswith("🟢")
    await Membership.filter(person_id=bound.actor.person_id).update(revoked_at=clock.now())
    assert await core.say("E261026902330183") == "未查询到相关信息!"
    assert (await core.say("订阅 企业 全部")).startswith("🚫")


async def test_a_choice_of_one_conversation_means_nothing_in_the_next(bound: World, core: Core) -> None:
    """Interrupted by a verb, what was offered is gone."""
    await core.say("订阅 企业")
    await core.say("帮助")
    assert (await core.say("全部")).startswith("❓")


async def test_the_same_message_twice_at_once_is_one_turn(bound: World) -> None:
    heard = Heard(Address(WECHAT, GAO), Kind.LINE, new_id().hex, "菜单")
    first, second = await asyncio.gather(listening.listen(heard, patience=2), listening.listen(heard, patience=2))
    assert first.text == second.text
    assert "回复数字" in first.text
