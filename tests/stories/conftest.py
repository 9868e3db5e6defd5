"""The stage of every story: the outside world, our settings for it, and a seeded enterprise."""

import json
from collections.abc import AsyncIterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import httpx
import pytest

from api import demo
from kit import http, settings
from push.address import SMS, TELEGRAM, WECHAT
from sandbox.config import Config
from sandbox.serving import running

TEMPLATES = {f"T{number}": f"T{number}" for number in range(12)}


@dataclass(frozen=True)
class Outside:
    """The sandbox as a test sees it: what its people hold in their hands, and what its customs side does."""

    base: str
    config: Config

    async def ask(self, method: str, path: str, **body: Any) -> Any:
        """Call one of the sandbox's own addresses."""
        async with httpx.AsyncClient(base_url=self.base, timeout=10) as client:
            answer = await client.request(method, path, json=body or None)
            answer.raise_for_status()
            return answer.json()

    async def drop_receipt(self, number: str, **fields: Any) -> None:
        """Let the customs side put a receipt file into our InBox."""
        await self.ask("POST", "/authority/receipts", certNo=number, **fields)

    async def wechat_of(self, person: int) -> list[dict[str, Any]]:
        """Return what a person sees in WeChat, oldest first."""
        openid = self.config.people[person].openid
        found: list[dict[str, Any]] = (await self.ask("GET", f"/sandbox/wechat/messages?openid={openid}"))["messages"]
        return found

    async def telegram_of(self, person: int) -> list[dict[str, Any]]:
        """Return what stands in a person's Telegram chat with the bot."""
        chat = self.config.people[person].chat_id
        found: list[dict[str, Any]] = (await self.ask("GET", f"/sandbox/telegram/chats/{chat}"))["messages"]
        return found

    async def sms_of(self, person: int) -> list[dict[str, Any]]:
        """Return what arrived on a person's phone by SMS."""
        phone = self.config.people[person].phone
        found: list[dict[str, Any]] = (await self.ask("GET", f"/sandbox/phones/{phone}"))["messages"]
        return found


@pytest.fixture
async def outside(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[Outside]:
    """A running sandbox, and our settings pointed at it."""
    config = Config(gacc_dir=tmp_path / "gacc", seed=7)
    async with running(config) as world:
        for name, value in _environment(world.base, config).items():
            monkeypatch.setenv(f"HUIZHI_{name}", value)
        settings.forget()
        yield Outside(world.base, config)
        await http.close()


def _environment(base: str, config: Config) -> dict[str, str]:
    return {
        "EXCHANGE_GACC_DIR": str(config.gacc_dir),
        "PUBLIC_URL": "http://127.0.0.1:1",
        "WECHAT_APP_ID": config.wechat.appid,
        "WECHAT_APP_SECRET": config.wechat.secret,
        "WECHAT_TOKEN": config.wechat.token,
        "WECHAT_ENCODING_AES_KEY": config.wechat.encoding_aes_key,
        "WECHAT_API_BASE": base,
        "WECHAT_TEMPLATES": json.dumps(TEMPLATES),
        "SMS_PROVIDER": "kannel",
        "SMS_KANNEL_URL": f"{base}/cgi-bin/sendsms",
        "SMS_KANNEL_USERNAME": config.sms.kannel_user,
        "SMS_KANNEL_PASSWORD": config.sms.kannel_password,
        "SMS_KANNEL_FROM": "1069000000",
        "TELEGRAM_TOKEN": config.telegram_token,
        "TELEGRAM_API_BASE": base,
    }


def stage_of(config: Config) -> demo.Stage:
    """Return the demo's enterprise with the sandbox's people: on WeChat, by SMS, on Telegram."""
    channels = ((WECHAT,), (WECHAT, SMS), (TELEGRAM,))
    players = [
        demo.Player(
            login=f"player{number}",
            name=person.name,
            openid=person.openid,
            mobile=person.phone,
            chat_id=person.chat_id,
            follows_on=follows_on,
        )
        for number, (person, follows_on) in enumerate(zip(config.people, channels, strict=True), 1)
    ]
    enterprise = config.enterprise
    return demo.Stage(
        name=enterprise.name,
        credit_code=enterprise.credit_code,
        customs_code=enterprise.customs_code,
        players=players,
    )


@pytest.fixture
async def stage(db: str, valkey: str, outside: Outside) -> demo.Stage:
    """The demo's enterprise, seeded; everybody follows the account on WeChat."""
    for person in outside.config.people:
        await outside.ask("POST", f"/sandbox/wechat/users/{person.openid}", followed=True)
        await outside.ask("POST", f"/sandbox/telegram/chats/{person.chat_id}/start")
    made = stage_of(outside.config)
    await demo.seed(made)
    return made
