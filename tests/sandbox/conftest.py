"""A sandbox on a free port, and a small app of the tests' own for it to push to."""

import asyncio
import socket
from collections.abc import AsyncIterator, Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import aiohttp
import pytest
import uvicorn
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from sandbox.config import Config
from sandbox.serving import _Guest, running
from sandbox.world import World


@dataclass
class Heard:
    """One request that reached the app."""

    method: str
    path: str
    query: dict[str, str]
    headers: dict[str, str]
    body: str


@dataclass
class App:
    """The app: what it heard, and how it answers."""

    base: str = ""
    heard: list[Heard] = field(default_factory=list)
    answer: Callable[[Heard], Response | str] = lambda _: "success"
    delay: float = 0.0

    async def until(self, count: int, path: str = "") -> list[Heard]:
        """Wait until so many requests to a path have come."""
        async with asyncio.timeout(8):
            while len(found := [one for one in self.heard if one.path.startswith(path)]) < count:
                await asyncio.sleep(0.01)
        return found


@pytest.fixture
async def app() -> AsyncIterator[App]:
    """An app on a free port."""
    mine = App()

    async def serve(request: Request) -> Response:
        body = (await request.body()).decode()
        one = Heard(request.method, request.url.path, dict(request.query_params), dict(request.headers), body)
        mine.heard.append(one)
        await asyncio.sleep(mine.delay)
        answer = mine.answer(one)
        return Response(answer) if isinstance(answer, str) else answer

    listener = socket.create_server(("127.0.0.1", 0))
    mine.base = f"http://127.0.0.1:{listener.getsockname()[1]}"
    starlette = Starlette(routes=[Route("/{path:path}", serve, methods=["GET", "POST"])])
    guest = _Guest(uvicorn.Config(starlette, log_level="warning", lifespan="off", timeout_graceful_shutdown=1))
    task = asyncio.create_task(guest.serve(sockets=[listener]))
    await guest.ready.wait()
    yield mine
    guest.should_exit = True
    await task


@dataclass
class Sandbox:
    """A running sandbox and a client for it."""

    base: str
    world: World
    http: aiohttp.ClientSession
    gacc: Path
    ledger: Path

    async def get(self, path: str, **query: Any) -> Any:
        """GET and parse JSON, whatever content type it claims."""
        async with self.http.get(self.base + path, params=query) as answer:
            return await answer.json(content_type=None)

    async def post(self, path: str, body: Any = None, **query: Any) -> Any:
        """POST JSON and parse JSON."""
        async with self.http.post(self.base + path, json={} if body is None else body, params=query) as answer:
            return await answer.json(content_type=None)

    async def turn(self, service: str, **knobs: Any) -> None:
        """Turn knobs."""
        answer = await self.post("/sandbox/faults", {service: knobs})
        assert "error" not in answer, answer

    async def token(self) -> str:
        """A stable token."""
        account = self.world.config.wechat
        body = {"grant_type": "client_credential", "appid": account.appid, "secret": account.secret}
        return str((await self.post("/cgi-bin/stable_token", body))["access_token"])

    async def wechat(self, path: str, body: Any) -> Any:
        """An API call with a fresh token."""
        return await self.post(f"/cgi-bin/{path}", body, access_token=await self.token())

    async def does(self, who: str, act: str, **given: Any) -> Any:
        """Something a WeChat user does."""
        return await self.post(f"/sandbox/wechat/users/{who}/{act}", given)

    async def sees(self, who: str) -> list[Any]:
        """What she has been shown."""
        entries = (await self.get("/sandbox/wechat/messages", openid=who))["messages"]
        return [entry for entry in entries if entry["side"] == "in"]


@pytest.fixture
async def sandbox(app: App, tmp_path: Path) -> AsyncIterator[Sandbox]:
    """The outside world, pointed at the app."""
    config = Config(app=app.base, gacc_dir=tmp_path / "gacc", ledger=tmp_path / "ledger.jsonl")
    async with running(config) as one, aiohttp.ClientSession() as http:
        one.world.knobs.push.timeout = 0.4
        for knobs in (one.world.knobs.wechat, one.world.knobs.kannel, one.world.knobs.aliyun, one.world.knobs.tencent):
            knobs.report_delay, knobs.report_jitter, knobs.report_retry_delay = 0.0, 0.0, 0.05
        yield Sandbox(one.base, one.world, http, tmp_path / "gacc", tmp_path / "ledger.jsonl")


GAO = "oSandbox_GaoYongXin_00000001"
