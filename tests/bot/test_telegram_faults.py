"""What is done about each refusal of the Bot API: the table of `bot/telegram/speaking.py`, line by line."""

import asyncio

import pytest

from bot.telegram import speaking
from kit import database
from push.address import TELEGRAM
from tests.bot.conftest import Telegram
from tests.bot.stage import CHAT, World

SEND, EDIT, ANSWER, MARKUP = "sendMessage", "editMessageText", "answerCallbackQuery", "editMessageReplyMarkup"


@pytest.fixture
def dialect() -> str:
    """The wire is the same on both databases."""
    return "sqlite"


@pytest.fixture
async def bound(world: World, telegram: Telegram) -> Telegram:
    """高永欣's chat, bound."""
    await world.bind(TELEGRAM, CHAT)
    return telegram


def refuse(door: Telegram, method: str, said: str, times: int = 1) -> None:
    """Let the next calls of a method be refused."""
    knobs = door.outside.knobs.telegram
    knobs.refusal_of, knobs.refusal, knobs.refusals = method, said, times


async def _state() -> str:
    return str((await database.fetch("select state from addresses where channel = 'telegram'"))[0]["state"])


async def test_what_shows_that_already_is_left_alone(bound: Telegram) -> None:
    await bound.act("say", text="帮助")
    refuse(bound, EDIT, "400 message is not modified: specified new message content")
    await bound.act("press", text="菜单")
    assert len(bound.messages) == 1


async def test_what_cannot_be_edited_is_said_anew(bound: Telegram) -> None:
    await bound.act("say", text="帮助")
    refuse(bound, EDIT, "400 message to edit not found")
    assert "回复数字" in (await bound.act("press", text="菜单"))["text"]
    assert len(bound.messages) == 2


async def test_what_cannot_be_parsed_is_said_plainly(bound: Telegram) -> None:
    refuse(bound, SEND, "400 can't parse entities: Unsupported start tag")
    said = await bound.act("say", text="帮助")
    assert "「菜单」" in said["text"]
    assert "reply_markup" not in said


@pytest.mark.parametrize("said", ["403 bot was blocked by the user", "400 chat not found", "403 user is deactivated"])
async def test_a_chat_that_is_gone_is_lost(bound: Telegram, said: str) -> None:
    refuse(bound, SEND, said)
    await bound.act("say", text="帮助")
    assert (await _state(), bound.messages) == ("lost", [])


async def test_a_short_pause_is_kept_and_an_endless_one_keeps_the_answer(bound: Telegram) -> None:
    refuse(bound, SEND, "429 1")
    assert "客服电话" in (await bound.act("say", text="客服"))["text"]
    refuse(bound, SEND, "429 3600")
    assert (await bound.act("say", text="客服"))["text"] == ""
    assert "客服电话" in (await bound.act("say", text="结果"))["text"]


async def test_a_long_pause_of_one_chat_holds_up_no_other(bound: Telegram, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(speaking, "_PATIENCE", 0)
    refuse(bound, SEND, "429 1")
    assert (await bound.act("say", text="客服"))["text"] == "", "the ears did not wait"
    async with asyncio.timeout(5):
        while not bound.messages:
            await asyncio.sleep(0.05)
    assert "客服电话" in bound.messages[0]["text"]


async def test_a_message_that_may_have_arrived_is_not_sent_twice(bound: Telegram) -> None:
    refuse(bound, SEND, "500 oops")
    assert (await bound.act("say", text="客服"))["text"] == ""
    assert "客服电话" in (await bound.act("say", text="结果"))["text"]
    assert len(bound.messages) == 1


async def test_an_edit_is_done_again_for_twice_is_once(bound: Telegram) -> None:
    await bound.act("say", text="帮助")
    refuse(bound, EDIT, "500 oops", times=2)
    assert "回复数字" in (await bound.act("press", text="菜单"))["text"]


async def test_a_press_that_telegram_forgot_is_answered_all_the_same(bound: Telegram) -> None:
    await bound.act("say", text="帮助")
    bound.outside.knobs.telegram.query_life = -1.0
    assert "回复数字" in (await bound.act("press", text="菜单"))["text"]


async def test_one_message_a_second_is_kept_to(bound: Telegram) -> None:
    bound.outside.knobs.telegram.chat_interval = 1.0
    await bound.act("say", text="帮助")
    assert "回复数字" in (await bound.act("press", text="菜单"))["text"]
    assert "客服电话" in (await bound.act("say", text="客服"))["text"]


async def test_buttons_that_cannot_be_taken_away_stand_and_are_refused(bound: Telegram, world: World) -> None:
    await world.certificate("E261026902330183")
    await bound.act("say", text="订阅 E261026902330183")
    refuse(bound, MARKUP, "400 message can't be edited")
    assert (await bound.act("press", text="不用"))["text"] == "好的，已取消。"
