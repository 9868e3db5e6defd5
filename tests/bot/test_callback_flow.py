"""Through the sandbox's WeChat: modes and formats, five seconds, re-sent pushes, events, and what phones show."""

import asyncio
from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest

from api import people
from bot import dialogue, inbox, wechat, words
from bot.hearing import Heard, Kind
from bot.replies import Reply
from bot.settings import BotSettings
from bot.wechat_hearing import Push
from kit import database, settings
from push import addresses
from push.address import WECHAT, Address
from sandbox.config import Config
from sandbox.wechat.judge import judged
from tests.api.people.makers import outbox
from tests.bot.conftest import WeChat
from tests.bot.stage import GAO, MOBILE, World

HELP = "直接发证书号就能查。"
ACCOUNT = Config().wechat


@pytest.fixture
def dialect() -> str:
    """The wire is the same on both; the core is tested on both."""
    return "sqlite"


async def _account(wechat: WeChat, monkeypatch: pytest.MonkeyPatch, mode: str, form: str) -> None:
    monkeypatch.setenv("HUIZHI_WECHAT_MODE", mode)
    settings.forget()
    await wechat.post("/sandbox/wechat/account", {"mode": mode, "format": form})


async def test_the_address_can_be_entered(wechat: WeChat) -> None:
    assert (await wechat.post("/sandbox/wechat/verify"))["verdict"] == "success"


@pytest.mark.parametrize("form", ["xml", "json"])
@pytest.mark.parametrize("mode", ["safe", "compatible", "plain"])
async def test_every_mode_and_both_formats_are_heard_and_answered(
    wechat: WeChat, monkeypatch: pytest.MonkeyPatch, mode: str, form: str
) -> None:
    await _account(wechat, monkeypatch, mode, form)
    assert (await wechat.say("帮助")).startswith(HELP)
    assert await wechat.do("image") == words.TEXT_ONLY


class Slow:
    """Turns that take their time."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch, seconds: float) -> None:
        self.turns = 0
        self.seconds = seconds
        monkeypatch.setattr(dialogue, "answer", self.answer)

    async def answer(self, _heard: Heard) -> Reply:
        self.turns += 1
        await asyncio.sleep(self.seconds)
        return Reply("查好了<帮助>")


async def _until(holds: Callable[[], Any]) -> None:
    async with asyncio.timeout(5):
        while not holds():
            await asyncio.sleep(0.02)


async def test_what_takes_longer_is_promised_and_then_sent(wechat: WeChat, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HUIZHI_REPLY_SECONDS", "0.2")
    settings.forget()
    slow = Slow(monkeypatch, 0.5)
    assert await wechat.say("查") == "正在查询,稍后回复"
    await _until(wechat.customer_messages)
    assert 'weixin://bizmsgmenu?msgmenucontent=帮助&msgmenuid=1">帮助</a>' in wechat.customer_messages()[0]
    assert slow.turns == 1


async def test_where_no_customer_message_may_be_sent_nothing_breaks(
    wechat: WeChat, monkeypatch: pytest.MonkeyPatch
) -> None:
    """45015: the window is closed; the answer stays with the message."""
    monkeypatch.setenv("HUIZHI_REPLY_SECONDS", "0.1")
    settings.forget()
    Slow(monkeypatch, 0.4)
    assert await wechat.say("查") == words.LATER
    wechat.outside.wechat.users[GAO].credits.clear()
    await asyncio.sleep(0.6)
    assert wechat.customer_messages() == []
    assert (await database.fetch("select answer from heard"))[0]["answer"] == "查好了<帮助>"


async def test_a_push_sent_again_joins_the_answer_in_progress(wechat: WeChat, monkeypatch: pytest.MonkeyPatch) -> None:
    slow = Slow(monkeypatch, 1.1)
    wechat.outside.knobs.push.timeout = 0.8
    push = await wechat.act("say", text="查")
    assert [attempt["verdict"] for attempt in push["attempts"]] == ["no answer", "reply"]
    assert push["reply"]["Content"].startswith("查好了")
    assert slow.turns == 1


async def test_copies_at_once_are_answered_once(wechat: WeChat) -> None:
    wechat.outside.knobs.push.copies, wechat.outside.knobs.push.concurrent = 5, True
    await wechat.say(f"绑定 {MOBILE}")
    assert len(await outbox()) == 1
    assert {push.verdict for push in wechat.outside.wechat.pushes} == {"reply"}


async def test_two_lines_at_once_take_turns(wechat: WeChat, world: World) -> None:
    """One speaker at a time: the later line finds what the earlier one left."""
    await world.bind()
    answers = await asyncio.gather(wechat.say("解绑"), wechat.say("菜单"), wechat.say("解绑"))
    assert all("确认码" in each or "回复数字" in each for each in answers)


async def test_a_message_that_its_process_left_unanswered_is_answered_at_the_next_push(wechat: WeChat) -> None:
    await wechat.act("say", text="帮助", msgid=42)
    stale = "update heard set answer = null, taken_at = '2020-01-01 00:00:00+00:00'"
    await database.execute(stale)
    push = await wechat.act("say", text="帮助", msgid=42)
    assert push["reply"]["Content"].startswith(HELP)


async def test_unfollowing_stops_sending_and_following_again_restores(wechat: WeChat, world: World) -> None:
    """B-5: the address is lost at once, and found again."""
    await world.bind()
    assert await wechat.do("unfollow") == ""
    assert await addresses.active_for([world.actor.person_id]) == {}
    await wechat.do("follow")
    assert await addresses.active_for([world.actor.person_id]) == {(world.actor.person_id, WECHAT): GAO}


@pytest.mark.feature("PUSH-11", "PUSH-29")
async def test_a_scan_binds_once_both_sides_have_confirmed(wechat: WeChat, world: World) -> None:
    """B-1, from the page's code to the bound address."""
    await world.open_ticket()
    await wechat.do("scan", world.scene)
    assert await people.actor_for_address(WECHAT, GAO) is None
    await wechat.say("确认绑定")
    assert await people.actor_for_address(WECHAT, GAO) is None, "the page has not confirmed yet"
    await people.tickets.confirm_on_web(world.actor, world.ticket.id)
    bound = await people.actor_for_address(WECHAT, GAO)
    assert bound
    assert bound.person_id == world.actor.person_id


async def test_a_code_that_is_none_of_ours_binds_nobody(wechat: WeChat) -> None:
    assert "二维码已失效" in await wechat.do("scan", "somebody-elses-scene")


async def test_a_menu_tap_says_its_words(wechat: WeChat) -> None:
    assert wechat.shown(await wechat.act("tap", key="帮助")).startswith(HELP)


async def test_a_scanned_number_is_looked_up(wechat: WeChat, world: World) -> None:
    await world.bind()
    await world.certificate("E261026902330183", "approved")
    push = await wechat.act("scancode", key="扫码", result="E261026902330183")
    assert wechat.shown(push).startswith("🟢 审核通过")


@pytest.mark.parametrize(
    "fields",
    [
        {"MsgType": "event", "Event": "VIEW", "EventKey": "http://127.0.0.1/"},
        {"MsgType": "event", "Event": "subscribe_msg_popup_event"},
        {"MsgType": "event", "Event": "something_new", "EventKey": "x"},
        {"MsgType": "event"},
        {"MsgType": "something_new"},
    ],
    ids=str,
)
async def test_what_needs_no_answer_is_acknowledged(wechat: WeChat, fields: dict[str, Any]) -> None:
    assert (await wechat.act("raw", fields=fields))["verdict"] == "success"
    assert await database.fetch("select key from heard") == []


@pytest.mark.parametrize(
    ("status", "expected"),
    [
        ("success", ("delivered", "")),
        ("failed:user block", ("failed", "user block")),
        ("failed: system failed", ("failed", "system failed")),
        ("failed:freq limit", ("failed", "freq limit")),
    ],
)
async def test_the_report_of_a_template_message_is_parked(
    wechat: WeChat, status: str, expected: tuple[str, str]
) -> None:
    """MsgID with a capital D; told twice it counts once."""
    fields = {"MsgType": "event", "Event": "TEMPLATESENDJOBFINISH", "MsgID": 4242, "Status": status}
    for _ in range(2):
        assert (await wechat.act("raw", fields=fields))["verdict"] == "success"
    rows = await database.fetch("select provider, provider_id, status, code from reports")
    assert [tuple(row.values()) for row in map(dict, rows)] == [("wechat", "4242", *expected)]


async def test_a_fault_of_ours_is_a_sentence_with_a_number(wechat: WeChat, monkeypatch: pytest.MonkeyPatch) -> None:
    async def broken(*_: Any) -> None:
        raise RuntimeError("the register is away")

    monkeypatch.setattr(people, "actor_for_address", broken)
    answer = await wechat.say("帮助")
    assert answer.startswith("系统忙，没有办成。请稍后再试；问题编号 ")


async def test_without_a_database_the_speaker_is_told_so(wechat: WeChat, monkeypatch: pytest.MonkeyPatch) -> None:
    async def broken(*_: Any) -> None:
        raise OSError("gone")

    monkeypatch.setattr(inbox, "take", broken)
    assert (await wechat.say("帮助")).startswith("系统忙")


@pytest.mark.parametrize("nasty", ["a]]>b", "]]>", "]]]]>>", "\x00\x07a", "&amp;", "＜/Content＞", "\ufffe🙂"])
def test_nothing_in_a_reply_makes_it_garbage(nasty: str) -> None:
    """wechatpy leaves `]]>` as it is; the phone would show 服务出现故障."""
    fields = {"ToUserName": ACCOUNT.original_id, "FromUserName": GAO}
    for key in ("", ACCOUNT.encoding_aes_key):
        answer = wechat_rendered(nasty, Push(fields, key, "1234", ""))
        verdict = judged(answer, ACCOUNT if key else replace(ACCOUNT, mode="plain"), GAO)
        assert verdict.kind == "reply", verdict
        assert verdict.reply["Content"] == "x" + "".join(each for each in nasty if each not in "\x00\x07\ufffe")


def wechat_rendered(nasty: str, push: Push) -> str:
    return wechat._rendered(Reply("x" + nasty), push, BotSettings())


async def test_of_one_speakers_threads_only_her_own_is_recalled(world: World) -> None:
    other = Address(WECHAT, "oSomebodyElse")
    await dialogue.answer(Heard(Address(WECHAT, GAO), Kind.LINE, "1", "菜单"))
    assert (await dialogue.answer(Heard(other, Kind.LINE, "2", "9"))).text.startswith("❓")
    assert (await dialogue.answer(Heard(Address(WECHAT, GAO), Kind.LINE, "3", "9"))).text.startswith(HELP)
