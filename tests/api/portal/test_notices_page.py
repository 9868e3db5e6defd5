"""The page of 订阅通知: WeChat's button inside WeChat, words everywhere else, a policy of its own (docs/adr/0020)."""

import html
import json
import re
from collections.abc import AsyncIterator
from typing import Any

import httpx
import pytest

from push.channels.wechat import consents
from sandbox.serving import Running
from sandbox.wechat.pages import fault
from tests.api.people.makers import BASE, a_client
from tests.api.portal.phone import GAO, Phone, bound, in_wechat, wechat_world
from tests.api.world import World, a_world

PATH = "/h5/notices"
NOTICES = json.dumps({"T0": "N0", "T1": "N1", "T7": "N7"})
POLICY = "Content-Security-Policy"


@pytest.fixture
async def world(db: str, valkey: str) -> World:
    made = await a_world()
    await bound(made)
    return made


@pytest.fixture
async def outside(monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[Running]:
    async with wechat_world(monkeypatch, WECHAT_NOTICES=NOTICES) as running:
        monkeypatch.setenv("HUIZHI_WECHAT_JS_SDK", f"{running.base}/open/js/jweixin-1.6.0.js")
        yield running


def config_of(page: httpx.Response) -> dict[str, Any]:
    found = re.search(r'<script type="application/json" id="config">(.*?)</script>', page.text)
    assert found
    told: dict[str, Any] = json.loads(html.unescape(found[1]))
    return told


@pytest.mark.parametrize("query", ["", "?from=singlemessage&isappinstalled=0"])
async def test_the_config_is_good_for_the_address_as_the_phone_sees_it(phone: Phone, query: str) -> None:
    """Judged by the sandbox's WeChat; an address that was passed on carries more."""
    await phone.taps("/h5/me")
    page = await phone.browser.get(PATH + query)
    told = config_of(page)
    assert told["openTagList"] == ["wx-open-subscribe"]
    given = {name: str(value) for name, value in told.items()} | {"url": f"{BASE}{PATH}{query}"}
    assert fault(phone.outside.world, given) == ""
    assert fault(phone.outside.world, given | {"url": f"{BASE}/h5/push"}) == "config:invalid signature"


async def test_a_config_that_wechat_refused_is_made_with_another_ticket(
    phone: Phone, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The script comes back once with `again` when WeChat calls the signature wrong."""
    monkeypatch.setattr("push.channels.wechat.js_sdk._FRESH", -1.0)
    await phone.taps(PATH)
    phone.outside.world.wechat.tickets.clear()
    for query, wrong in (("", "config:invalid signature"), ("?again=true", "")):
        told = config_of(await phone.browser.get(PATH + query))
        given = {name: str(value) for name, value in told.items()} | {"url": f"{BASE}{PATH}{query}"}
        assert fault(phone.outside.world, given) == wrong


async def test_each_notice_has_its_button_and_says_what_is_left(phone: Phone) -> None:
    await consents.granted(GAO, "N1")
    await consents.granted(GAO, "N1")
    text = (await phone.taps(PATH)).text
    assert re.findall(r'<wx-open-subscribe template="(\w+)"', text) == ["N0", "N1", "N7"]
    assert re.findall(r"<span>(\S+)<small>还可收 (\d) 条", text) == [
        ("单证状态通知", "0"), ("证书审核结果通知", "2"), ("享惠受阻协调通知", "0"),
    ]  # fmt: skip


async def test_this_page_alone_lets_wechats_script_in(phone: Phone) -> None:
    page = await phone.taps(PATH)
    policy = page.headers[POLICY]
    assert f"script-src 'self' {phone.outside.base};" in policy
    assert "https://*.qq.com" in policy
    for kept in ("object-src 'none'", "base-uri 'none'", "form-action 'self'", "frame-ancestors 'none'"):
        assert kept in policy
    for path in ("/h5/push", "/h5/me", "/h5/sign-in"):
        others = (await phone.browser.get(path)).headers[POLICY]
        assert "script-src" not in others and "qq.com" not in others, path  # noqa: PT018 — one sight


async def test_in_another_browser_there_are_words_and_no_script(world: World, outside: Running) -> None:
    async with a_client(await world.knocks_as("operator")) as browser:
        page = await browser.get(PATH)
    assert "请在微信里打开本页" in page.text
    assert "订阅 企业" in page.text
    assert "<script" not in page.text
    assert "qq.com" not in page.headers[POLICY]


async def test_without_a_binding_of_wechat_it_says_to_bind(world: World, outside: Running) -> None:
    async with a_client(await world.knocks_as("admin")) as browser:
        page = await browser.get(PATH, headers={"User-Agent": "MicroMessenger"})
    assert "请先关注公众号并绑定账号" in page.text
    assert "<script" not in page.text


async def test_without_notices_nothing_is_offered(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    async with wechat_world(monkeypatch) as running, in_wechat(running) as phone:
        page = await phone.taps(PATH)
        assert "本公众号没有订阅通知" in page.text
        assert "wx-open-subscribe" not in page.text
        assert PATH not in (await phone.browser.get("/h5/push")).text


async def test_the_page_of_pushes_leads_here(phone: Phone) -> None:
    assert f'href="{PATH}"' in (await phone.taps("/h5/push")).text


async def test_while_wechat_gives_no_ticket_the_page_says_so(phone: Phone) -> None:
    await phone.taps("/h5/me")
    phone.outside.world.knobs.wechat.busy_rate = 1.0
    page = await phone.browser.get(PATH)
    assert (page.status_code, "微信暂时没有回应" in page.text) == (200, True)
    assert "<script" not in page.text


async def test_a_stranger_signs_in_first(world: World, outside: Running) -> None:
    async with a_client() as browser:
        assert (await browser.get(PATH)).headers["location"] == "/h5/sign-in?next=%2Fh5%2Fnotices"
