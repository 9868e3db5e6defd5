"""Buttons: for one person in one chat, pressed once, answered in place, saying what they said when they were shown."""

import asyncio
from typing import Any

import pytest

from api.people import Actor
from bot import buttons, memory
from bot.buttons import REFUSED, Press, Whose
from bot.grammar import VERBS, slashes
from bot.replies import Tap
from kit import database, redis
from kit.ids import new_id
from push.address import TELEGRAM
from tests.bot.conftest import Telegram, buttons_of
from tests.bot.stage import CHAT, World

NUMBER = "E261026902330183"
HERS = Whose(CHAT, CHAT)


@pytest.fixture
def dialect() -> str:
    """The wire is the same on both databases."""
    return "sqlite"


@pytest.fixture
async def bound(world: World, telegram: Telegram) -> Telegram:
    """高永欣's chat, bound."""
    await world.bind(TELEGRAM, CHAT)
    return telegram


def _button(message: dict[str, Any], label: str) -> str:
    return next(button["callback_data"] for button in buttons_of(message) if button["text"] == label)


async def _again(door: Telegram, message: dict[str, Any], data: str, **given: Any) -> str:
    """Press what the bot took away, and return what pops up."""
    update = await door.send("press", stale=True, data=data, message_id=message["message_id"], **given)
    await door.taken(update["update_id"])
    return door.toasts[-1]


async def _followed() -> int:
    return int((await database.fetch("select count(*) as n from subscriptions where cancelled_at is null"))[0]["n"])


async def test_a_button_carries_a_name_and_not_what_it_says(bound: Telegram) -> None:
    asked = await bound.act("say", text="订阅 企业")
    data = [button["callback_data"] for button in buttons_of(asked)]
    assert len(data) == 4
    assert all(len(each.encode()) <= 64 and each.isascii() for each in data)


async def test_a_pressed_button_is_spent_and_says_so(bound: Telegram) -> None:
    asked = await bound.act("say", text="订阅 企业")
    data = _button(asked, "全部")
    done = await bound.act("press", text="全部")
    assert done["message_id"] == asked["message_id"]
    assert done["text"].startswith("✅ 已按企业订阅")
    assert await _again(bound, asked, data) == REFUSED[Press.SPENT]
    assert len(bound.messages) == 1
    assert await _followed() == 1


async def test_anothers_press_is_refused_and_leaves_the_button_good(bound: Telegram) -> None:
    asked = await bound.act("say", text="订阅 企业")
    assert await _again(bound, asked, _button(asked, "全部"), by=777) == REFUSED[Press.FOREIGN]
    assert (await _followed(), len(buttons_of(bound.messages[-1]))) == (0, 4)
    assert (await bound.act("press", text="全部"))["text"].startswith("✅")


async def test_five_taps_at_once_withdraw_once(bound: Telegram, world: World) -> None:
    await world.coordination(NUMBER)
    asked = await bound.act("say", text=f"撤回协调单 {world.coordination_no}")
    label = next(each["text"] for each in buttons_of(asked) if each["text"].startswith("确认"))
    data, number = _button(asked, label), asked["message_id"]
    sent = [bound.send("press", stale=True, data=data, message_id=number) for _ in range(5)]
    for update in await asyncio.gather(*sent):
        await bound.taken(update["update_id"])
    assert bound.toasts == [REFUSED[Press.SPENT]] * 4
    assert [each["text"].split("。")[0] for each in bound.messages] == [f"✅ 已撤回 {world.coordination_no}"]
    rows = await database.fetch("select count(*) as n from outgoing where kind = 'coordination_withdrawal'")
    assert rows[0]["n"] == 1


async def test_pages_and_details_are_shown_in_place_and_one_can_go_back(bound: Telegram, world: World) -> None:
    for number in range(1, 11):
        await world.certificate(f"E2610269023300{number:02}")
    first = await bound.act("say", text="我的证书")
    assert [button["text"] for button in buttons_of(first)] == [*"12345678", "下一页"]
    page = first["text"]
    await bound.act("press", text="下一页")
    detail = await bound.act("press", text="9")
    assert "E261026902330002" in detail["text"]
    back = await bound.act("press", text="‹ 返回列表")
    assert back["text"].startswith("最近的证书（10）\n9 ")
    assert (back["message_id"], len(bound.messages)) == (first["message_id"], 1)
    assert page.startswith("最近的证书（10）\n1 ")


async def test_what_tells_of_a_deed_stays_and_loses_its_buttons(bound: Telegram, world: World) -> None:
    await world.certificate(NUMBER)
    done = await bound.act("say", text=f"订阅 {NUMBER}")
    answer = await bound.act("press", text="不用")
    assert answer["text"] == "好的，已取消。"
    assert answer["message_id"] != done["message_id"]
    assert done["text"].startswith("✅ 已订阅这份证书")
    assert buttons_of(done) == []


async def test_a_code_on_an_old_question_is_refused(bound: Telegram) -> None:
    asked = await bound.act("say", text="解绑")
    data = buttons_of(asked)[0]["callback_data"]
    await bound.act("say", text="帮助")
    assert await _again(bound, asked, data) == REFUSED[Press.LATE]
    assert (await database.fetch("select state from addresses where channel = 'telegram'"))[0]["state"] == "active"


async def test_an_old_yes_means_what_was_asked_then(bound: Telegram, world: World) -> None:
    """是 on the first question never answers the second one."""
    for number in (NUMBER, "E261026902330184"):
        await world.certificate(number, "approved")
    first = await bound.act("say", text=f"补录 {NUMBER}")
    data = _button(first, "否")
    await bound.act("say", text="补录 E261026902330184")
    update = await bound.send("press", stale=True, data=data, message_id=first["message_id"])
    await bound.taken(update["update_id"])
    assert bound.messages[0]["text"].startswith(f"核对一下：证书号 {NUMBER} ")


async def test_what_is_too_old_is_refused_and_loses_its_buttons(bound: Telegram) -> None:
    asked = await bound.act("say", text="订阅 企业")
    await redis.client().flushdb()
    assert await _again(bound, asked, _button(asked, "全部")) == REFUSED[Press.GONE]
    assert buttons_of(bound.messages[-1]) == []
    assert await _followed() == 0


async def test_the_same_press_told_again_is_the_same_press(valkey: str) -> None:
    """G-1: Telegram repeats what was not confirmed; the button is not used up by its own repetition."""
    [data] = await buttons.keep(HERS, [Tap("好", "帮助")])
    assert [(await buttons.press(data, HERS, key)).outcome for key in ("1", "1", "2")] == ["good", "good", "spent"]


@pytest.mark.parametrize("data", ["", ".", "x.0", "好.1", "say:帮助", "a.-1", "a.99999999999999999999", "." * 64])
async def test_made_up_data_is_no_button(valkey: str, data: str) -> None:
    assert (await buttons.press(data, HERS, "1")).outcome is Press.GONE


async def test_without_redis_there_are_no_buttons_and_no_fault() -> None:
    assert await buttons.keep(HERS, [Tap("好", "帮助")]) == []
    assert (await buttons.press("a.0", HERS, "1")).outcome is Press.GONE
    memory.forget()


async def test_each_chat_lists_the_commands_that_its_person_may_say(telegram: Telegram, world: World) -> None:
    from bot.telegram.introducing import introduce
    from tests.bot.conftest import a_bot

    async with a_bot() as bot:
        await introduce(bot)
    listed = telegram.outside.telegram.commands
    assert {each["command"] for each in listed["default"]} == {"help", "menu"}
    assert listed["all_private_chats"] == listed["default"]
    await telegram.act("say", text="帮助")
    assert f"chat {CHAT}" not in listed, "a stranger's list is everybody's"


async def test_who_is_bound_gets_a_list_of_their_own(bound: Telegram) -> None:
    await bound.act("say", text="帮助")
    listed = bound.outside.telegram.commands[f"chat {CHAT}"]
    assert [each["command"] for each in listed] == ["help", "menu", "unbind", "mine", "todo", "list", "today"]


def test_slashes_are_shown_by_right() -> None:
    named = {verb.slash for verb in VERBS if verb.slash}
    stranger = Actor(person_id=new_id(), enterprise_id=None, role="none", door="telegram", name="王五")
    assert set(slashes(None)) < set(slashes(stranger)) < named
