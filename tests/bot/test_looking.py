"""A certificate's picture in the chat: behind the words of 预览 and of 同意, on both channels (ux.md M13)."""

import asyncio
import struct
from typing import Any

import pytest

from api import approvals, certificates, people
from api.people import qualifying
from api.people.models import Membership, Person
from bot import listening
from bot.hearing import Heard, Kind
from kit.clock import now
from kit.ids import new_id
from kit.refusals import Weather
from tests.api.certificates.makers import SIGNER, a_draft
from tests.bot.conftest import Telegram, WeChat
from tests.bot.pair import Pair, a_pair, confirm_code
from tests.bot.stage import GAO, Core, World
from tests.bot.test_counting import until

ACT = certificates.DECLARATION.name
SQLITE = pytest.mark.parametrize("dialect", ["sqlite"], indirect=True)


async def _asked(world: World, drafts: int = 1) -> str:
    """王经理 asks to declare so many drafts; the code under which that waits for 高永欣."""
    await qualifying.file_qualification(world.actor, qualifying.Filing("610000", "2102M9997", (SIGNER,)))
    wang = await Person.create(login="wangjingli", name="王经理", password_hash="", created_at=now())
    await Membership.create(person_id=wang.id, enterprise_id=world.enterprise_id, role="admin", granted_at=now())
    await approvals.change(await world.signed_in(), [ACT])
    made = [await a_draft(world.actor, inv_no=f"XA26110{each}") for each in range(drafts)]
    actor = await people.actor_of_person(wang.id, "http")
    assert actor
    request = await approvals.ask(actor, ACT, [each.id for each in made])
    return request.code


def _pictures(wechat: WeChat) -> list[bytes]:
    heard = wechat.outside.wechat.users[GAO].heard
    return [wechat.outside.wechat.media[entry.text].content for entry in heard if entry.kind == "picture"]


def _width(png: bytes) -> int:
    return int(struct.unpack(">I", png[16:20])[0])


@SQLITE
async def test_on_wechat_the_picture_of_what_is_consented_to_follows_the_echo(world: World, wechat: WeChat) -> None:
    await world.bind()
    shown = await wechat.say(f"同意 {await _asked(world)}")
    assert "发票号 XA261100" in shown
    await until(lambda: _pictures(wechat))
    assert [_width(each) for each in _pictures(wechat)] == [1080]
    assert (await wechat.say(confirm_code(shown))).startswith("✅ 已同意并办理：申报证书")


@SQLITE
async def test_on_telegram_it_is_a_photo_and_the_words_come_first(world: World, telegram: Telegram) -> None:
    await world.bind(telegram.speaker.channel, telegram.speaker.value)
    assert "发票号 XA261100" in await telegram.say(f"同意 {await _asked(world)}")
    await until(lambda: telegram.pictures)
    (picture,) = telegram.pictures
    assert picture["photo"][0]["width"] == 1080
    assert picture["message_id"] > telegram.messages[-1]["message_id"]


@SQLITE
async def test_of_many_the_first_three_are_pictures_and_the_page_shows_all(world: World, wechat: WeChat) -> None:
    await world.bind()
    shown = await wechat.say(f"同意 {await _asked(world, 4)}")
    assert shown.count("发票号 XA26110") == 4
    assert "图片是前 3 张，全部请看 http" in shown
    await until(lambda: len(_pictures(wechat)) == 3)
    assert len({hash(each) for each in _pictures(wechat)}) == 3


@SQLITE
@pytest.mark.feature("CO-18", "CO-87")
async def test_who_only_wants_to_look_sees_it_on_both_channels(world: World, wechat: WeChat) -> None:
    await world.bind()
    await world.filled_in("E")
    assert "预览只供核对，不是证书。" in await wechat.say(f"预览 {world.filled}")
    await until(lambda: _pictures(wechat))


@SQLITE
async def test_on_telegram_preview_is_a_photo(world: World, telegram: Telegram) -> None:
    await world.bind(telegram.speaker.channel, telegram.speaker.value)
    await world.filled_in("C")
    assert "预览只供核对" in await telegram.say(f"看证书 {world.filled}")
    await until(lambda: telegram.pictures)


@SQLITE
async def test_a_picture_that_cannot_be_drawn_is_told_to_nobody_and_consent_goes_on(
    world: World, wechat: WeChat, monkeypatch: pytest.MonkeyPatch
) -> None:
    tried = asyncio.Event()

    async def nothing(*_: Any) -> bytes:
        tried.set()
        raise Weather("no child process")

    monkeypatch.setattr("api.drawing.draw", nothing)
    await world.bind()
    shown = await wechat.say(f"同意 {await _asked(world, 2)}")
    await asyncio.wait_for(tried.wait(), 5)
    assert (await wechat.say(confirm_code(shown))).startswith("✅ 已同意")
    assert _pictures(wechat) == []
    assert wechat.customer_messages() == []


@SQLITE
async def test_on_telegram_who_waits_for_a_picture_holds_nobody_up(
    world: World, telegram: Telegram, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The updates after it are answered while it is drawn."""
    drawn = asyncio.Event()

    async def slowly(*_: Any) -> bytes:
        await drawn.wait()
        raise Weather("too late")

    monkeypatch.setattr("api.drawing.draw", slowly)
    await world.bind(telegram.speaker.channel, telegram.speaker.value)
    await world.filled_in("C")
    assert "预览只供核对" in await telegram.say(f"预览 {world.filled}")
    assert "回复数字" in await telegram.say("菜单")
    drawn.set()


async def test_the_picture_is_of_what_the_words_said_though_it_changed_since(world: World) -> None:
    """Both are read when the question is answered; what is drawn later is drawn from that."""
    await world.bind()
    made = await a_draft(world.actor, "customs", "E", inv_no="XA261199")
    reply = await _heard(f"预览 {made.number}")
    await certificates.save_basic(world.actor, made.id, made.form.model_copy(update={"inv_no": "XB"}))
    (draw,) = reply.pictures
    assert "发票号 XA261199" in reply.text
    assert draw.args[0].form.inv_no == "XA261199"  # type: ignore[attr-defined]


async def test_other_requests_have_no_picture_and_who_is_no_manager_sees_none(world: World) -> None:
    pair: Pair = await a_pair(world)
    code = await pair.asked()
    assert (await _heard(f"同意 {code}", pair.wang)).pictures == ()
    made = await a_draft(world.actor, "customs", "E")
    assert len((await _heard(f"预览 {made.number}", pair.li)).pictures) == 1
    assert (await _heard(f"同意 {code}", pair.li)).pictures == ()


async def test_a_strangers_certificate_and_none_are_answered_alike(world: World) -> None:
    await world.bind()
    stranger = (await Membership.get(enterprise_id=world.foreign_id)).person_id  # type: ignore[attr-defined]
    theirs = await people.actor_of_person(stranger, "http")
    assert theirs
    made = await a_draft(theirs, "customs", "E")
    answers = [await _heard(f"预览 {number}") for number in (made.number, made.number[:-1] + "9")]
    assert {each.text for each in answers} == {"未查询到相关信息!"}
    assert [each.pictures for each in answers] == [(), ()]


async def _heard(line: str, who: Core | None = None) -> Any:
    return await listening.listen(Heard((who or Core()).speaker, Kind.LINE, new_id().hex, line))
