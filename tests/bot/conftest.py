"""The callback's settings as the sandbox has them, and the bot's app on a free port beside it."""

import asyncio
import html
import re
import socket
from collections.abc import AsyncIterator
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, ClassVar

import aiohttp
import pytest
import uvicorn

from bot import main, memory
from bot.settings import TelegramSettings
from kit import http, settings
from push.address import TELEGRAM, WECHAT, Address
from push.channels.wechat import create_qr
from sandbox.config import Config
from sandbox.serving import _Guest, running
from sandbox.telegram.state import Chat
from sandbox.world import World as Outside
from tests.bot.stage import CHAT, GAO, Core, World, a_world, neutral

if TYPE_CHECKING:
    from aiogram import Bot

ACCOUNT = Config().wechat
ACTS = {"follow": "follow", "scan": "scan", "unfollow": "unfollow", "image": "image"}


@pytest.fixture(autouse=True)
def _callback_settings(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HUIZHI_WECHAT_APP_ID", ACCOUNT.appid)
    monkeypatch.setenv("HUIZHI_WECHAT_APP_SECRET", ACCOUNT.secret)
    monkeypatch.setenv("HUIZHI_WECHAT_ORIGINAL_ID", ACCOUNT.original_id)
    monkeypatch.setenv("HUIZHI_WECHAT_TOKEN", ACCOUNT.token)
    monkeypatch.setenv("HUIZHI_WECHAT_ENCODING_AES_KEY", ACCOUNT.encoding_aes_key)
    settings.forget()
    memory.forget()


@pytest.fixture
async def world(db: str, valkey: str) -> World:
    return await a_world()


@dataclass
class WeChat:
    """The bot behind the sandbox's WeChat: signed, encrypted, judged."""

    outside: Outside
    base: str
    http: aiohttp.ClientSession
    follows: bool = True
    speaker: ClassVar = Address(WECHAT, GAO)

    def as_shown(self, expected: str) -> str:
        return expected

    async def post(self, path: str, body: Any = None) -> Any:
        async with self.http.post(self.base + path, json=body or {}) as answer:
            return await answer.json(content_type=None)

    async def act(self, name: str, who: str = GAO, **given: Any) -> Any:
        return await self.post(f"/sandbox/wechat/users/{who}/{name}", given)

    async def say(self, line: str) -> str:
        return self.shown(await self.act("say", text=line))

    async def do(self, act: str, scene: str = "") -> str:
        """Do it, in a second of its own: WeChat's events of one second cannot be told apart."""
        self.outside.offset += 1
        if act == "read":
            return self.shown(await self.act("scancode", key="scan", result=scene))
        return self.shown(await (self.scan(scene) if act == "scan" else self.act(ACTS[act])))

    async def scan(self, scene: str) -> Any:
        """Scan a code that the product itself had the platform make."""
        await create_qr(scene, 300)
        return await self.act("scan", scene=scene)

    @staticmethod
    def shown(push: Any) -> str:
        assert push["verdict"] in {"reply", "success"}, push
        return neutral(push["reply"].get("Content", ""))

    def customer_messages(self, who: str = GAO) -> list[str]:
        return [entry.text for entry in self.outside.wechat.users[who].heard if entry.kind == "custom"]


async def _served(listener: socket.socket) -> tuple[_Guest, "asyncio.Task[None]"]:
    config = uvicorn.Config(main.create_app(), log_level="warning", lifespan="off", timeout_graceful_shutdown=1)
    guest = _Guest(config)
    task = asyncio.create_task(guest.serve(sockets=[listener]))
    await guest.ready.wait()
    return guest, task


@pytest.fixture
async def wechat(world: World, monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[WeChat]:
    listener = socket.create_server(("127.0.0.1", 0))
    app = f"http://127.0.0.1:{listener.getsockname()[1]}"
    async with running(Config(app=app)) as outside, aiohttp.ClientSession() as session:
        monkeypatch.setenv("HUIZHI_WECHAT_API_BASE", outside.base)
        settings.forget()
        guest, task = await _served(listener)
        outside.world.wechat.users[GAO].followed = True
        yield WeChat(outside.world, outside.base, session)
        guest.should_exit = True
        await task
        await http.close()


@dataclass
class Telegram:
    """The bot polling the sandbox's Telegram; what stands on a button is pressed, all else is typed."""

    outside: Outside
    base: str
    http: aiohttp.ClientSession
    follows: bool = True
    speaker: ClassVar = Address(TELEGRAM, CHAT)
    ACTS: ClassVar = {"follow": "start", "scan": "start", "unfollow": "block", "image": "photo"}

    def as_shown(self, expected: str) -> str:
        """What the transcript says of WeChat holds of Telegram; a tap is shown by its label alone."""
        renamed = expected.replace("微信公众号", "Telegram").replace("微信", "Telegram")
        labels = re.sub(r"<([^<>|]+)\|[^<>]+>", r"<\1>", renamed)
        return re.sub(r"<(\d+)>", r"\1", labels)

    @property
    def messages(self) -> list[dict[str, Any]]:
        chat = self.outside.telegram.chats.get(int(CHAT))
        return [each for each in chat.messages if each.get("from", {}).get("is_bot") and "text" in each] if chat else []

    @property
    def pictures(self) -> list[dict[str, Any]]:
        return [each for each in self.outside.telegram.chats[int(CHAT)].messages if "photo" in each]

    @property
    def toasts(self) -> list[str]:
        return [each["toast"] for each in self.outside.telegram.chats[int(CHAT)].messages if "toast" in each]

    async def send(self, act: str, **given: Any) -> Any:
        async with self.http.post(f"{self.base}/sandbox/telegram/chats/{CHAT}/{act}", json=given) as answer:
            assert answer.status == 200, await answer.text()
            return await answer.json()

    async def act(self, act: str, **given: Any) -> dict[str, Any]:
        """Do something in the chat and return the message that answers it: a new one, or one that changed."""
        before = {each["message_id"]: each["text"] for each in self.messages}
        update = await self.send(act, **given)
        await self.taken(update["update_id"])
        changed = [each for each in self.messages if before.get(each["message_id"]) != each["text"]]
        return changed[-1] if changed else {"text": ""}

    async def taken(self, update_id: int) -> None:
        """Wait until the bot confirmed an update, which it does after answering."""
        async with asyncio.timeout(10):
            while any(each["update_id"] == update_id for each in self.outside.telegram.updates):
                await asyncio.sleep(0.01)

    async def say(self, line: str) -> str:
        last = self.messages[-1:]
        if any(line == button["text"] for message in last for button in buttons_of(message)):
            return self.shown(await self.act("press", text=line))
        return self.shown(await self.act("say", text=line))

    async def do(self, act: str, scene: str = "") -> str:
        return self.shown(await self.act(self.ACTS[act], payload=scene))

    @staticmethod
    def shown(message: dict[str, Any]) -> str:
        """The text; what is a button stands as a tap, and every button stands in the text, but for those of a code."""
        text, extra = message["text"], ("确认 ", "取消", "‹ 返回列表")
        for label in (button["text"] for button in buttons_of(message)):
            assert f"【{label}】" in text or label.isdigit() or label.startswith(extra), label
            text = text.replace(f"【{label}】", f"<{label}>")
        return html.unescape(text)


def buttons_of(message: dict[str, Any]) -> list[dict[str, str]]:
    """The buttons under a message, in reading order."""
    return [button for row in message.get("reply_markup", {}).get("inline_keyboard", []) for button in row]


def a_bot() -> "Bot":
    """A bot that talks to the sandbox."""
    from bot import telegram as ears

    return ears.open_bot(settings.load(TelegramSettings))


@pytest.fixture
async def telegram(world: World, monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[Telegram]:
    from bot import telegram as ears
    from bot.telegram import introducing, speaking

    introducing.forget(CHAT)
    async with running(Config()) as outside, aiohttp.ClientSession() as session:
        monkeypatch.setenv("HUIZHI_TELEGRAM_TOKEN", Config().telegram_token)
        monkeypatch.setenv("HUIZHI_TELEGRAM_API_BASE", outside.base)
        settings.forget()
        outside.world.knobs.telegram.chat_interval = 0.0
        stop = asyncio.Event()
        async with a_bot() as bot:
            polling = asyncio.create_task(ears.poll(bot, stop))
            door = Telegram(outside.world, outside.base, session)
            outside.world.telegram.chats[int(CHAT)] = Chat(int(CHAT), "高永欣", started=True)
            yield door
            stop.set()
            await polling
            await speaking.finish()


@pytest.fixture
def core(world: World) -> Core:
    return Core()
