"""Signing and sealing pushes as WeChat does, by the sandbox's own envelope, and posting them to the bot's app."""

import json
import random
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import Any

import httpx

from bot import main
from sandbox.config import Config
from sandbox.wechat import bodies, envelope
from sandbox.wechat.judge import Verdict, judged
from tests.bot.stage import GAO

ACCOUNT = Config().wechat
CALLBACK = "/wechat/callback"
_DICE = random.Random(7)


@dataclass
class Letter:
    """One push as it goes over the wire; a test spoils what it likes before it is posted."""

    query: dict[str, str] = field(default_factory=dict)
    body: bytes = b""


def text(content: str, msgid: int | str | None = None, **more: Any) -> dict[str, Any]:
    """The fields of a text message."""
    number = msgid or _DICE.randrange(10**16, 10**17)
    return common() | {"MsgType": "text", "Content": content, "MsgId": number} | more


def event(name: str, key: str = "", **more: Any) -> dict[str, Any]:
    """The fields of an event."""
    return common() | {"MsgType": "event", "Event": name, "EventKey": key} | more


def common() -> dict[str, Any]:
    return {"ToUserName": ACCOUNT.original_id, "FromUserName": GAO, "CreateTime": int(time.time())}


def signed(*more: str, token: str = ACCOUNT.token, age: int = 0, nonce: str = "") -> tuple[str, str, str]:
    """Timestamp, nonce and signature."""
    stamp, nonce = str(int(time.time()) - age), nonce or str(_DICE.randrange(10**8, 10**10))
    return stamp, nonce, envelope.signature(token, stamp, nonce, *more)


def sealed(
    fields: dict[str, Any] | str,
    *,
    key: str = ACCOUNT.encoding_aes_key,
    appid: str = ACCOUNT.appid,
    form: str = "xml",
    shell: dict[str, Any] | None = None,
    **how: Any,
) -> Letter:
    """A push in safe mode."""
    plain = fields if isinstance(fields, str) else bodies.rendered(fields, form)
    secret = envelope.sealed(plain, key, appid, _DICE)
    stamp, nonce, signature = signed(secret, **how)
    query = {"timestamp": stamp, "nonce": nonce, "encrypt_type": "aes", "msg_signature": signature}
    outer = (shell if shell is not None else {"ToUserName": ACCOUNT.original_id}) | {"Encrypt": secret}
    return Letter(query, bodies.rendered(outer, form).encode())


def plain(fields: dict[str, Any] | str, *, form: str = "xml", **how: Any) -> Letter:
    """A push in plain mode."""
    stamp, nonce, signature = signed(**how)
    body = fields if isinstance(fields, str) else bodies.rendered(fields, form)
    return Letter({"timestamp": stamp, "nonce": nonce, "signature": signature}, body.encode())


@dataclass
class Callback:
    """The bot's app, reached over ASGI."""

    http: httpx.AsyncClient

    async def post(self, letter: Letter) -> httpx.Response:
        return await self.http.post(CALLBACK, params=letter.query, content=letter.body)

    async def get(self, **query: str) -> httpx.Response:
        return await self.http.get(CALLBACK, params=query)

    async def verdict(self, letter: Letter) -> Verdict:
        """What WeChat makes of the answer."""
        answer = await self.post(letter)
        assert answer.status_code == 200
        return judged(answer.text, ACCOUNT, GAO)

    async def says(self, letter: Letter) -> str:
        """The reply as the phone shows it; '' for success."""
        verdict = await self.verdict(letter)
        assert verdict.kind in {"reply", "success"}, verdict
        return verdict.reply.get("Content", "")


@asynccontextmanager
async def the_callback() -> AsyncIterator[Callback]:
    """A client of the app; a fault of the app is an answer, as it would be on the wire."""
    transport = httpx.ASGITransport(main.create_app(), raise_app_exceptions=False)
    async with httpx.AsyncClient(transport=transport, base_url="http://bot") as client:
        yield Callback(client)


def as_json(fields: dict[str, Any]) -> bytes:
    return json.dumps(fields).encode()
