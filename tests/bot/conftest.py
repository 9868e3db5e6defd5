"""The callback's settings as the sandbox has them, and the bot's app on a free port beside it."""

import asyncio
import socket
from collections.abc import AsyncIterator
from dataclasses import dataclass
from typing import Any

import aiohttp
import pytest
import uvicorn

from bot import main, memory
from kit import http, settings
from push.channels.wechat import create_qr
from sandbox.config import Config
from sandbox.serving import _Guest, running
from sandbox.world import World as Outside
from tests.bot.stage import GAO, Core, World, a_world, neutral

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


@pytest.fixture
def core(world: World) -> Core:
    return Core()
