"""The Bot API: polling, webhook, keyboards and refusals, as real ones are; aiogram judges the objects."""

import asyncio
import json
import subprocess
import sys
import textwrap
from typing import Any

import pytest

from tests.sandbox.conftest import App, Sandbox

CHAT = 10001
KEYS = {"inline_keyboard": [[{"text": "确认撤回", "callback_data": "w:1"}, {"text": "取消", "callback_data": "w:0"}]]}


async def _bot(sandbox: Sandbox, method: str, token: str = "123456:sandbox", **given: Any) -> Any:
    return await sandbox.post(f"/bot{token}/{method}", given)


async def _person(sandbox: Sandbox, act: str, **given: Any) -> Any:
    return await sandbox.post(f"/sandbox/telegram/chats/{CHAT}/{act}", given)


async def test_the_bot_may_not_speak_first_nor_to_who_blocked_it(sandbox: Sandbox) -> None:
    refused = await _bot(sandbox, "sendMessage", chat_id=CHAT, text="你好")
    assert (refused["error_code"], refused["description"]) == (
        403, "Forbidden: bot can't initiate conversation with a user",
    )  # fmt: skip
    await _person(sandbox, "start", payload="bind-1")
    assert (await _bot(sandbox, "sendMessage", chat_id=CHAT, text="你好"))["ok"]
    await _person(sandbox, "block")
    refused = await _bot(sandbox, "sendMessage", chat_id=CHAT, text="你好")
    assert refused["description"] == "Forbidden: bot was blocked by the user"
    messages = (await sandbox.get(f"/sandbox/telegram/chats/{CHAT}"))["messages"]
    assert [message["text"] for message in messages] == ["/start bind-1", "你好"]


async def test_updates_wait_for_the_poller_and_an_offset_confirms_them(sandbox: Sandbox) -> None:
    waiting = asyncio.create_task(_bot(sandbox, "getUpdates", timeout=5))
    await asyncio.sleep(0.05)
    assert not waiting.done()
    await _person(sandbox, "start", payload="x")
    [update] = (await waiting)["result"]
    assert update["message"]["entities"] == [{"type": "bot_command", "offset": 0, "length": 6}]
    assert (await _bot(sandbox, "getUpdates"))["result"] == [update]
    assert (await _bot(sandbox, "getUpdates", offset=update["update_id"] + 1))["result"] == []
    assert (await _bot(sandbox, "getUpdates", offset=0))["result"] == []


async def test_a_second_poller_ends_the_first(sandbox: Sandbox) -> None:
    first = asyncio.create_task(_bot(sandbox, "getUpdates", timeout=5))
    await asyncio.sleep(0.05)
    await _bot(sandbox, "getUpdates", timeout=0)
    assert (await first)["error_code"] == 409


async def test_a_webhook_gets_its_secret_and_is_tried_until_it_answers_2xx(sandbox: Sandbox, app: App) -> None:
    await sandbox.turn("telegram", webhook_retry_delay=0.02)
    hook = {"url": f"{app.base}/telegram/webhook", "secret_token": "s" * 32}
    assert (await _bot(sandbox, "setWebhook", **hook))["result"] is True
    assert (await _bot(sandbox, "getUpdates"))["error_code"] == 409
    from starlette.responses import Response

    answers = iter([Response("", 500), Response("", 503)])
    app.answer = lambda _: next(answers, Response("{}"))
    await _person(sandbox, "start")
    heard = await app.until(3, "/telegram/webhook")
    assert {one.headers["x-telegram-bot-api-secret-token"] for one in heard} == {"s" * 32}
    assert len({json.loads(one.body)["update_id"] for one in heard}) == 1
    assert "503" in (await _bot(sandbox, "getWebhookInfo"))["result"]["last_error_message"]
    assert (await _bot(sandbox, "deleteWebhook"))["result"] is True


async def test_a_webhooks_answer_may_be_a_method(sandbox: Sandbox, app: App) -> None:
    await _bot(sandbox, "setWebhook", url=f"{app.base}/hook")
    app.answer = lambda _: json.dumps({"method": "sendMessage", "chat_id": CHAT, "text": "直接回答"})
    await _person(sandbox, "start")
    await app.until(1, "/hook")
    await asyncio.sleep(0.05)
    assert (await sandbox.get(f"/sandbox/telegram/chats/{CHAT}"))["messages"][-1]["text"] == "直接回答"


async def test_a_button_is_pressed_answered_and_the_message_edited(sandbox: Sandbox) -> None:
    await _person(sandbox, "start")
    sent = (await _bot(sandbox, "sendMessage", chat_id=CHAT, text="撤回？", reply_markup=json.dumps(KEYS)))["result"]
    await _person(sandbox, "press", data="w:1")
    [_, update] = (await _bot(sandbox, "getUpdates"))["result"]
    query = update["callback_query"]
    assert (query["data"], query["message"]["message_id"], "chat_instance" in query) == (
        "w:1",
        sent["message_id"],
        True,
    )
    edit = {"chat_id": CHAT, "message_id": sent["message_id"], "text": "✅ 已撤回"}
    assert (await _bot(sandbox, "editMessageText", **edit))["result"]["text"] == "✅ 已撤回"
    assert "message is not modified" in (await _bot(sandbox, "editMessageText", **edit))["description"]
    assert (await _bot(sandbox, "answerCallbackQuery", callback_query_id=query["id"], text="好"))["result"] is True
    assert (await _bot(sandbox, "answerCallbackQuery", callback_query_id=query["id"]))["error_code"] == 400
    assert "error" in await _person(sandbox, "press", data="w:1")


@pytest.mark.parametrize(
    ("given", "description"),
    [
        ({"text": ""}, "message text is empty"),
        ({"text": "字" * 4097}, "message is too long"),
        ({"text": "<b>粗", "parse_mode": "HTML"}, "can't parse entities"),
        ({"text": "<h1>x</h1>", "parse_mode": "HTML"}, "Unsupported start tag"),
        ({"text": "x", "chat_id": 5}, "chat not found"),
        (
            {"text": "x", "reply_markup": {"inline_keyboard": [[{"text": "a", "callback_data": "字" * 22}]]}},
            "BUTTON_DATA",
        ),
    ],
)
async def test_bad_requests_say_what_is_wrong(sandbox: Sandbox, given: dict[str, Any], description: str) -> None:
    await _person(sandbox, "start")
    answer = await _bot(sandbox, "sendMessage", **{"chat_id": CHAT} | given)
    assert (answer["ok"], answer["error_code"]) == (False, 400)
    assert description in answer["description"]


async def test_tokens_methods_and_haste(sandbox: Sandbox) -> None:
    assert (await _bot(sandbox, "getMe", token="1:wrong"))["description"] == "Unauthorized"
    assert (await _bot(sandbox, "getMe"))["result"]["is_bot"] is True
    assert (await _bot(sandbox, "flyToTheMoon"))["error_code"] == 404
    assert (await _bot(sandbox, "setMyCommands", commands=[{"command": "help", "description": "帮助"}]))["ok"]
    assert (await _bot(sandbox, "setMyCommands", commands=[{"command": "帮助", "description": ""}]))[
        "error_code"
    ] == 400
    await _person(sandbox, "start")
    await sandbox.turn("telegram", chat_interval=30.0)
    await _bot(sandbox, "sendMessage", chat_id=CHAT, text="一")
    slow = await _bot(sandbox, "sendMessage", chat_id=CHAT, text="二")
    assert (slow["error_code"], slow["parameters"]) == (429, {"retry_after": 30})
    assert slow["description"] == "Too Many Requests: retry after 30"


@pytest.mark.slow
async def test_aiogram_understands_every_object(sandbox: Sandbox) -> None:
    """In a process of its own: importing aiogram takes seconds and 170 MB."""
    await _person(sandbox, "start", payload="bind-1")
    script = textwrap.dedent(f"""
        import asyncio, aiogram
        from aiogram.client.session.aiohttp import AiohttpSession
        from aiogram.client.telegram import TelegramAPIServer
        from aiogram.types import BotCommand, InlineKeyboardButton as B, InlineKeyboardMarkup as M
        async def main():
            session = AiohttpSession(api=TelegramAPIServer.from_base("{sandbox.base}"))
            async with aiogram.Bot("123456:sandbox", session=session) as bot:
                assert (await bot.get_me()).is_bot
                await bot.set_my_commands([BotCommand(command="help", description="帮助")])
                [update] = await bot.get_updates(timeout=1)
                assert update.message.text == "/start bind-1"
                keys = M(inline_keyboard=[[B(text="好", callback_data="a")]])
                sent = await bot.send_message({CHAT}, "问", reply_markup=keys)
                edited = await bot.edit_message_text("答", chat_id={CHAT}, message_id=sent.message_id)
                assert edited.text == "答"
                await bot.set_webhook("http://127.0.0.1:1/", secret_token="x")
                assert (await bot.get_webhook_info()).url == "http://127.0.0.1:1/"
        asyncio.run(main())
    """)
    run = await asyncio.to_thread(subprocess.run, [sys.executable, "-c", script], capture_output=True, text=True)
    assert run.returncode == 0, run.stderr
