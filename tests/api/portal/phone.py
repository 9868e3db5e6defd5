"""A phone inside WeChat: a browser of the app's pages that is sent to WeChat and back, with the sandbox as WeChat."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from urllib.parse import parse_qs, urlsplit
from uuid import UUID

import httpx
import pytest

from kit import http, settings
from push import addresses
from push.address import WECHAT
from sandbox.config import PEOPLE, Config
from sandbox.serving import Running, running
from tests.api.people.makers import BASE, a_client
from tests.api.world import World

AGENT = "Mozilla/5.0 (iPhone; CPU iPhone OS 17_0 like Mac OS X) Mobile/15E148 MicroMessenger/8.0.49"
GAO, WANG, LI = (person.openid for person in PEOPLE)
OWN = {"Sec-Fetch-Site": "same-origin"}


@dataclass
class Phone:
    """Somebody's phone: the browser in WeChat, and whose WeChat account it is."""

    browser: httpx.AsyncClient
    outside: Running
    openid: str = GAO

    async def taps(self, path: str) -> httpx.Response:
        """Open a page as WeChat does, led wherever it leads."""
        answer = await self.browser.get(path)
        for _hop in range(8):
            if not answer.is_redirect:
                return answer
            answer = await self.goes(answer.headers["location"])
        raise AssertionError("led in circles")

    async def goes(self, where: str) -> httpx.Response:
        """Go one step: to a page of the app, or to WeChat's authorisation."""
        if where.startswith(self.outside.base):
            return await self.authorises(where)
        return await self.browser.get(where)

    async def authorises(self, where: str) -> httpx.Response:
        async with httpx.AsyncClient() as client:
            return await client.get(where, params=parse_query(where) | {"openid": self.openid})

    async def leaves(self, path: str = "/h5/me") -> str:
        """Open a page and stop before WeChat: the authorisation's address."""
        start = await self.browser.get(path)
        there = await self.browser.get(start.headers["location"])
        return there.headers["location"]

    async def returns(self, there: str) -> str:
        """Let WeChat answer: the address at which it sends the browser back to us."""
        return (await self.authorises(there)).headers["location"]


def parse_query(address: str) -> dict[str, str]:
    return {name: values[0] for name, values in parse_qs(urlsplit(address).query).items()}


@asynccontextmanager
async def in_wechat(outside: Running, openid: str = GAO, agent: str = AGENT) -> AsyncIterator[Phone]:
    """A phone that has never been here."""
    async with a_client() as browser:
        browser.headers["User-Agent"] = agent
        yield Phone(browser, outside, openid)


@asynccontextmanager
async def wechat_world(monkeypatch: pytest.MonkeyPatch, **more: str) -> AsyncIterator[Running]:
    """The sandbox as WeChat, and our settings pointed at it."""
    async with running(Config(app=BASE)) as outside:
        account = outside.world.config.wechat
        told = {
            "PUBLIC_URL": BASE,
            "WECHAT_APP_ID": account.appid,
            "WECHAT_APP_SECRET": account.secret,
            "WECHAT_API_BASE": outside.base,
            "WECHAT_OPEN_BASE": outside.base,
            **more,
        }
        for name, value in told.items():
            monkeypatch.setenv(f"HUIZHI_{name}", value)
        settings.forget()
        yield outside
        await http.close()


async def bound(world: World, who: str = "operator", openid: str = GAO) -> None:
    """Bind a WeChat account to one of the world's people."""
    await bound_to(world.persons[who].id, openid)


async def bound_to(person_id: UUID, openid: str) -> None:
    await addresses.bind(person_id, WECHAT, openid)
