"""G-1: Telegram's updates by polling and by webhook, each answered once, in order; and what the platform refuses."""

import asyncio
import json
from collections.abc import AsyncIterator
from typing import Any

import httpx
import pytest
from aiogram import Bot

from bot import dialogue
from bot import telegram as ears
from bot.hearing import Heard
from bot.replies import Reply
from bot.settings import TelegramSettings
from kit import database, settings
from kit.settings import Misconfigured
from push import addresses
from push.address import TELEGRAM
from tests.bot.conftest import Telegram
from tests.bot.stage import CHAT, World

SECRET = "a-secret-of-more-than-thirty-two-characters"


@pytest.fixture
def dialect() -> str:
    """The wire is the same on both databases."""
    return "sqlite"


def _update(number: int, line: str, chat: str = CHAT) -> dict[str, Any]:
    person = {"id": int(chat), "is_bot": False, "first_name": "高永欣"}
    place = {"id": int(chat), "type": "private", "first_name": "高永欣"}
    message = {"message_id": number, "date": 1, "from": person, "chat": place, "text": line}
    return {"update_id": number, "message": message}


async def test_a_button_says_its_words(telegram: Telegram) -> None:
    await telegram.act("say", text="帮助")
    pressed = await telegram.act("press", text="菜单")
    assert "回复数字" in pressed["text"]
    assert telegram.outside.telegram.queries == {}, "the button's clock was stopped"


async def test_blocking_the_bot_loses_the_address(telegram: Telegram, world: World) -> None:
    await world.bind(TELEGRAM, CHAT)
    async with telegram.http.post(f"{telegram.base}/sandbox/telegram/chats/{CHAT}/block", json={}):
        pass
    async with asyncio.timeout(5):
        while await addresses.active_for([world.actor.person_id]):
            await asyncio.sleep(0.02)


async def test_a_pause_that_telegram_asks_for_is_kept(telegram: Telegram) -> None:
    telegram.outside.knobs.telegram.chat_interval = 1.0
    await telegram.act("say", text="帮助")
    assert "客服电话" in (await telegram.act("say", text="客服"))["text"]


class Webhook:
    """The webhook's app, reached over ASGI, with a bot that talks to the sandbox."""

    def __init__(self, http: httpx.AsyncClient, door: Telegram) -> None:
        self.http, self.door = http, door

    async def post(self, body: bytes, secret: str = SECRET) -> int:
        headers = {"X-Telegram-Bot-Api-Secret-Token": secret.encode()}
        return (await self.http.post(ears.WEBHOOK, content=body, headers=headers)).status_code


@pytest.fixture
async def webhook(telegram: Telegram) -> AsyncIterator[Webhook]:
    async with ears.open_bot(settings.load(TelegramSettings)) as bot:
        transport = httpx.ASGITransport(ears.webhook_app(bot, SECRET))
        async with httpx.AsyncClient(transport=transport, base_url="http://bot") as client:
            yield Webhook(client, telegram)


async def test_the_webhook_answers_each_update_once(webhook: Webhook) -> None:
    body = json.dumps(_update(501, "客服")).encode()
    assert [await webhook.post(body) for _ in range(3)] == [200, 200, 200]
    assert len(webhook.door.messages) == 1, "an answer said twice would be shown twice"
    assert (await database.fetch("select count(*) as n from heard"))[0]["n"] == 1


async def test_without_the_secret_nobody_speaks(webhook: Webhook) -> None:
    body = json.dumps(_update(502, "客服")).encode()
    assert [await webhook.post(body, each) for each in ("", SECRET[:-1], SECRET + "x", "密")] == [403] * 4
    assert webhook.door.messages == []


@pytest.mark.parametrize(
    ("body", "status"),
    [(b"", 400), (b"[]", 400), (b'{"update_id": "x"}', 400), (b"{" * 5000, 400), (b" " * 300_000, 413)],
    ids=["nothing", "a list", "no number", "too deep", "too large"],
)
async def test_what_is_no_update_is_refused(webhook: Webhook, body: bytes, status: int) -> None:
    assert await webhook.post(body) == status


async def test_what_concerns_no_private_chat_is_passed_over(webhook: Webhook) -> None:
    group = _update(503, "客服")
    group["message"]["chat"] = {"id": -1, "type": "group", "title": "群"}
    assert await webhook.post(json.dumps(group).encode()) == 200
    assert webhook.door.messages == []


async def test_a_chats_updates_are_answered_in_order_and_chats_beside_each_other(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    order: list[tuple[str, str]] = []

    async def slow(heard: Heard) -> Reply:
        await asyncio.sleep(0.05 if heard.words == "1" else 0)
        order.append((heard.speaker.value, heard.words))
        return Reply()

    monkeypatch.setattr(dialogue, "answer", slow)
    updates = [ears.Update.model_validate(_update(n, str(n % 2 + 1), str(100 + n // 2))) for n in range(4)]
    async with Bot("123456:sandbox") as bot:
        await ears.hear_all(bot, updates)
    assert [line for chat, line in order if chat == "100"] == ["1", "2"]
    assert [line for chat, line in order if chat == "101"] == ["1", "2"]


def _set(monkeypatch: pytest.MonkeyPatch, **values: str) -> None:
    for name, value in values.items():
        monkeypatch.setenv(f"HUIZHI_TELEGRAM_{name}", value)
    settings.forget()


def test_it_does_not_start_without_a_token_or_with_a_short_secret(monkeypatch: pytest.MonkeyPatch) -> None:
    """W-2: one sentence that names the setting."""
    _set(monkeypatch, TOKEN="")
    with pytest.raises(Misconfigured, match="HUIZHI_TELEGRAM_TOKEN"):
        ears.open_bot(settings.load(TelegramSettings))
    _set(monkeypatch, TOKEN="1:x", WEBHOOK_SECRET="x" * 31)
    with pytest.raises(Misconfigured, match="HUIZHI_TELEGRAM_WEBHOOK_SECRET"):
        settings.load(TelegramSettings)


async def test_no_webhook_opens_without_its_secret() -> None:
    async with Bot("123456:sandbox") as bot:
        with pytest.raises(Misconfigured, match="WEBHOOK_SECRET"):
            ears.webhook_app(bot, "")
