"""The knobs: each does what its name says, to that service alone, repeatably."""

import asyncio
import time
from typing import Any

import aiohttp
import pytest

from tests.sandbox.conftest import GAO, App, Sandbox
from tests.sandbox.test_wechat_templates import ORDER


async def _ip(sandbox: Sandbox, token: str) -> Any:
    return await sandbox.get("/cgi-bin/getcallbackip", access_token=token)


async def test_a_lost_answer_was_acted_upon(sandbox: Sandbox) -> None:
    """N2: the copy is seen, the caller gets a reset; the same client_msg_id later finds it done."""
    await sandbox.does(GAO, "follow")
    token = await sandbox.token()
    await sandbox.turn("wechat", lost_rate=1.0)
    order, path = ORDER | {"client_msg_id": "k1"}, "/cgi-bin/message/template/send"
    with pytest.raises((aiohttp.ServerDisconnectedError, aiohttp.ClientOSError)):
        await sandbox.post(path, order, access_token=token)
    assert len(await sandbox.sees(GAO)) == 1
    await sandbox.turn("wechat", lost_rate=0.0)
    assert (await sandbox.post(path, order, access_token=token))["errcode"] == 0
    assert len(await sandbox.sees(GAO)) == 1


async def test_a_reset_reaches_nobody(sandbox: Sandbox) -> None:
    await sandbox.turn("wechat", reset_rate=1.0)
    with pytest.raises((aiohttp.ServerDisconnectedError, aiohttp.ClientOSError)):
        await sandbox.token()
    assert "wechat tokens issued stable" not in await sandbox.get("/sandbox/stats")


async def test_502_and_html_instead_of_json(sandbox: Sandbox) -> None:
    await sandbox.turn("wechat", bad_gateway_rate=1.0)
    async with sandbox.http.get(sandbox.base + "/cgi-bin/getcallbackip") as answer:
        assert (answer.status, answer.content_type) == (502, "text/html")
    await sandbox.turn("wechat", bad_gateway_rate=0.0, html_rate=1.0)
    async with sandbox.http.get(sandbox.base + "/cgi-bin/getcallbackip") as answer:
        assert (answer.status, answer.content_type) == (200, "text/html")


async def test_silence_keeps_the_connection_open(sandbox: Sandbox) -> None:
    await sandbox.turn("kannel", silent=True)
    timeout = aiohttp.ClientTimeout(total=0.3)
    with pytest.raises(TimeoutError):
        async with sandbox.http.get(sandbox.base + "/sms/cgi-bin/sendsms", timeout=timeout):
            pass
    assert "access_token" in await sandbox.post(
        "/cgi-bin/stable_token",
        {
            "grant_type": "client_credential",
            "appid": "wx0123456789abcdef",
            "secret": sandbox.world.config.wechat.secret,
        },
    )


async def test_latency_before_and_slowness_after(sandbox: Sandbox, app: App) -> None:
    """With a slow answer the report may overtake it: the app must park it."""
    await sandbox.turn("wechat", latency=0.2)
    begun = time.monotonic()
    await sandbox.token()
    assert time.monotonic() - begun >= 0.2
    await sandbox.turn("wechat", latency=0.0, slow_answer=0.4)
    await sandbox.does(GAO, "follow")
    token = await sandbox.token()
    sending = asyncio.create_task(sandbox.post("/cgi-bin/message/template/send", ORDER, access_token=token))
    await app.until(2)
    assert not sending.done()
    await sending


async def test_busy_comes_in_bursts(sandbox: Sandbox) -> None:
    token = await sandbox.token()
    await sandbox.turn("wechat", busy_rate=1.0, burst=3)
    assert (await _ip(sandbox, token))["errcode"] == -1
    await sandbox.turn("wechat", busy_rate=0.0)
    codes = [(await _ip(sandbox, token)).get("errcode", 0) for _ in range(3)]
    assert codes == [-1, -1, 0]


async def test_a_storm_lasts_and_passes(sandbox: Sandbox) -> None:
    """N7: 45009 and 429 for a while, with the time that is left."""
    token = await sandbox.token()
    await sandbox.turn("wechat", storm_rate=1.0, storm_seconds=60.0)
    assert (await _ip(sandbox, token))["errcode"] == 45009
    await sandbox.turn("wechat", storm_rate=0.0)
    assert (await _ip(sandbox, token))["errcode"] == 45009
    await sandbox.post("/sandbox/clock", {"advance": 61})
    assert "ip_list" in await _ip(sandbox, token)
    await sandbox.turn("telegram", storm_rate=1.0, storm_seconds=30.0)
    answer = await sandbox.post("/bot123456:sandbox/getMe")
    assert answer["parameters"] == {"retry_after": 30}


async def test_the_same_seed_meets_the_same_fate(sandbox: Sandbox) -> None:
    async def fate() -> list[int]:
        await sandbox.post("/sandbox/reset")
        token = await sandbox.token()
        await sandbox.turn("wechat", busy_rate=0.5)
        return [(await _ip(sandbox, token)).get("errcode", 0) for _ in range(12)]

    first = await fate()
    assert first == await fate()
    assert set(first) == {0, -1}


async def test_reports_of_template_messages_repeat_or_never_come(sandbox: Sandbox, app: App) -> None:
    await sandbox.does(GAO, "follow")
    await sandbox.turn("wechat", report_copies=3)
    await sandbox.wechat("message/template/send", ORDER)
    await app.until(4)
    await sandbox.turn("wechat", report_lost_rate=1.0)
    await sandbox.wechat("message/template/send", ORDER)
    await asyncio.sleep(0.1)
    assert len(app.heard) == 4


async def test_a_knob_that_does_not_exist_turns_nothing(sandbox: Sandbox) -> None:
    answer = await sandbox.post("/sandbox/faults", {"wechat": {"latency": 9.0, "cheese": 1}})
    assert "cheese" in answer["error"]
    assert "must be float" in (await sandbox.post("/sandbox/faults", {"wechat": {"latency": "9"}}))["error"]
    assert "no such service" in (await sandbox.post("/sandbox/faults", {"moon": {}}))["error"]
    assert (await sandbox.get("/sandbox/faults"))["wechat"]["latency"] == 0.0


async def test_a_reset_forgets_everything_but_the_ledger(sandbox: Sandbox) -> None:
    await sandbox.does(GAO, "follow")
    await sandbox.wechat("message/template/send", ORDER)
    await sandbox.turn("wechat", latency=0.01)
    await sandbox.post("/sandbox/reset")
    assert await sandbox.sees(GAO) == []
    assert (await sandbox.get("/sandbox/faults"))["wechat"]["latency"] == 0.0
    assert len(sandbox.ledger.read_text("utf-8").splitlines()) == 2


async def test_the_calls_are_logged_without_reaching_into_other_services(sandbox: Sandbox) -> None:
    await sandbox.token()
    await sandbox.post("/bot123456:sandbox/getMe")
    [call] = await sandbox.get("/sandbox/calls", service="wechat")
    assert (call["path"], call["outcome"]) == ("/cgi-bin/stable_token", "0")
    assert "client_credential" in call["asked"]
    stats = await sandbox.get("/sandbox/stats")
    assert stats["telegram /bot/getMe 200"] == 1
