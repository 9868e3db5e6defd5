"""The sandbox as WeChat's browser: configs are judged by their signature, the button by its list and its templates."""

import hashlib
from typing import Any
from urllib.parse import urlencode

from sandbox.wechat.oauth import COOKIE
from tests.sandbox.conftest import GAO, App, Sandbox

FRAME = "/sandbox/wechat/subscribe"


async def a_config(sandbox: Sandbox, app: App, **changes: Any) -> dict[str, str]:
    """A config as a page makes it, with these things changed afterwards."""
    token = await sandbox.token()
    ticket = (await sandbox.get("/cgi-bin/ticket/getticket", access_token=token, type="jsapi"))["ticket"]
    url = changes.pop("signed_url", f"{app.base}/h5/notices?a=1")
    text = f"jsapi_ticket={ticket}&noncestr=abc&timestamp=1414587457&url={url}"
    told = {"appId": "wx0123456789abcdef", "timestamp": "1414587457", "nonceStr": "abc", "url": url}
    signed = {"signature": hashlib.sha1(text.encode()).hexdigest(), "tags": "wx-open-subscribe"}
    return told | signed | {"template": "N1", "label": "允许"} | changes


async def judged(sandbox: Sandbox, told: dict[str, str]) -> str:
    async with sandbox.http.get(f"{sandbox.base}{FRAME}?{urlencode(told)}") as answer:
        assert answer.status == 200
        return await answer.text()


async def test_a_good_config_shows_the_button_and_each_fault_its_words(sandbox: Sandbox, app: App) -> None:
    page = await judged(sandbox, await a_config(sandbox, app))
    assert 'data-fault=""' in page
    assert "证书审核结果通知" in page
    for changes, fault in (
        ({"signature": "0" * 40}, "config:invalid signature"),
        ({"nonceStr": "abd"}, "config:invalid signature"),
        ({"url": f"{app.base}/h5/notices"}, "config:invalid signature"),
        ({"signed_url": f"{app.base}/h5/notices#top"}, "config:invalid signature"),
        ({"signed_url": "https://evil.example/"}, "config:invalid url domain"),
        ({"appId": "wx1"}, "config:invalid appid"),
        ({"tags": "wx-open-audio"}, "config:fail, wx-open-subscribe is not in openTagList"),
        ({"template": "T1"}, "subscribe:fail, invalid template id"),
        ({"template": "N0,N1,N7,N0"}, "subscribe:fail, invalid template id"),
    ):
        page = await judged(sandbox, await a_config(sandbox, app, **changes))
        assert f'data-fault="{fault}"' in page, changes
        assert "<button" not in page, changes


async def test_a_config_ends_with_its_ticket(sandbox: Sandbox, app: App) -> None:
    told = await a_config(sandbox, app)
    await sandbox.post("/sandbox/clock", {"advance": 7200})
    assert "config:invalid signature" in await judged(sandbox, told)


async def test_the_page_may_frame_it_and_nobody_else(sandbox: Sandbox, app: App) -> None:
    async with sandbox.http.get(f"{sandbox.base}{FRAME}", params=await a_config(sandbox, app)) as answer:
        assert f"frame-ancestors {app.base}" in answer.headers["content-security-policy"]


async def test_what_was_chosen_reaches_the_account_as_an_event(sandbox: Sandbox, app: App) -> None:
    told = await a_config(sandbox, app, template="N1,N7")
    chosen = [*told.items(), ("take", "N1"), ("choice", "allow")]
    cookies = {COOKIE: GAO}
    async with sandbox.http.post(sandbox.base + FRAME, data=chosen, cookies=cookies) as answer:
        assert "data-done=" in await answer.text()
    (push,) = await sandbox.get("/sandbox/wechat/pushes", openid=GAO)
    assert push["plain"].count("<List>") == 2
    assert sandbox.world.wechat.users[GAO].consents == {"N1": 1}
    for changes in ({"signature": "0"}, {"template": ""}, {"template": "T1"}):
        async with sandbox.http.post(sandbox.base + FRAME, data=told | changes, cookies=cookies) as answer:
            assert answer.status == 400


async def test_a_ticket_is_given_for_a_type_that_is_named(sandbox: Sandbox, app: App) -> None:
    token = await sandbox.token()
    assert (await sandbox.get("/cgi-bin/ticket/getticket", access_token=token))["errcode"] == 40035
    assert (await sandbox.get("/cgi-bin/ticket/getticket", access_token="x", type="jsapi"))["errcode"] == 40014
