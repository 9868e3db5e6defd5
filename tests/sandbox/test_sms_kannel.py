"""Kannel's sendsms: its words, its escapes, its reports."""

from typing import Any

from tests.sandbox.conftest import App, Sandbox

QUERY = {
    "username": "huizhi", "password": "huizhi", "to": "13800138000", "from": "10690000",
    "text": "【陕西单一窗口】证书E261026902330183审核通过", "coding": "2", "charset": "UTF-8", "dlr-mask": "31",
}  # fmt: skip


async def _send(sandbox: Sandbox, app: App, **changes: str) -> tuple[int, str]:
    report = f"{app.base}/arrivals/kannel?id=d1&state=%d&at=%T&sms=%I&phone=%p&from=%P&said=%A"
    query = QUERY | {"dlr-url": report} | changes
    async with sandbox.http.get(f"{sandbox.base}/cgi-bin/sendsms", params=query) as answer:
        return answer.status, await answer.text()


async def _inbox(sandbox: Sandbox) -> list[Any]:
    return list((await sandbox.get("/sandbox/phones/13800138000"))["messages"])


async def test_an_accepted_message_reaches_the_phone_and_is_reported_twice(sandbox: Sandbox, app: App) -> None:
    assert await _send(sandbox, app) == (202, "0: Accepted for delivery")
    [sms] = await _inbox(sandbox)
    assert sms["text"] == QUERY["text"]
    first, last = await app.until(2, "/arrivals/kannel")
    assert (first.query["state"], last.query["state"]) == ("8", "1")
    assert last.query["sms"] == sms["id"]
    assert (last.query["phone"], last.query["from"], last.query["said"]) == ("13800138000", "10690000", "DELIVRD")
    assert abs(int(last.query["at"]) - sandbox.world.now()) < 5


async def test_the_mask_chooses_the_reports(sandbox: Sandbox, app: App) -> None:
    await _send(sandbox, app, **{"dlr-mask": "3"})
    [only] = await app.until(1, "/arrivals/kannel")
    assert only.query["state"] == "1"


async def test_refusals_in_kannels_own_words(sandbox: Sandbox, app: App) -> None:
    assert await _send(sandbox, app, password="x") == (403, "Authorization failed for sendsms")
    assert await _send(sandbox, app, to="") == (400, "Empty receiver number not allowed, rejected")
    assert await _send(sandbox, app, **{"from": ""}) == (400, "Sender missing and no global set, rejected")
    assert await _send(sandbox, app, charset="klingon") == (400, "Charset or body misformed, rejected")
    await sandbox.turn("kannel", busy_rate=1.0)
    assert await _send(sandbox, app) == (503, "Temporal failure, try again later.")
    assert await _inbox(sandbox) == []


async def test_without_coding_2_chinese_turns_into_question_marks(sandbox: Sandbox, app: App) -> None:
    await _send(sandbox, app, coding="0", text="证书ok")
    assert (await _inbox(sandbox))[0]["text"] == "??ok"


async def test_long_texts_count_parts_of_67(sandbox: Sandbox, app: App) -> None:
    for text, parts in (("字" * 70, 1), ("字" * 71, 2), ("字" * 135, 3)):
        await _send(sandbox, app, text=text)
        assert (await _inbox(sandbox))[-1]["parts"] == parts


async def test_a_message_that_fails_is_reported_and_never_seen(sandbox: Sandbox, app: App) -> None:
    await sandbox.turn("kannel", failed_rate=1.0)
    await _send(sandbox, app)
    assert [one.query["state"] for one in await app.until(2, "/arrivals/kannel")] == ["8", "2"]
    assert await _inbox(sandbox) == []


async def test_reports_may_come_twice_in_the_wrong_order_or_never(sandbox: Sandbox, app: App) -> None:
    await sandbox.turn("kannel", report_copies=2, report_reordered=True)
    await _send(sandbox, app)
    states = [one.query["state"] for one in await app.until(4, "/arrivals/kannel")]
    assert sorted(states) == ["1", "1", "8", "8"]
    assert states[0] == "1"
    await sandbox.turn("kannel", report_lost_rate=1.0)
    await _send(sandbox, app)
    assert len(await app.until(4, "/arrivals/kannel")) == 4


async def test_what_the_owner_types_goes_to_the_configured_address(sandbox: Sandbox, app: App) -> None:
    await _send(sandbox, app)
    assert (await sandbox.post("/sandbox/phones/13800138000/say", {"text": "TD"})) == {"taken_by": ""}
    assert (await _inbox(sandbox))[-1]["incoming"]
    await sandbox.post("/sandbox/sms/console", {"replies": {"kannel": f"{app.base}/replies?from=%p&text=%b"}})
    assert (await sandbox.post("/sandbox/phones/13800138000/say", {"text": "退订 & 谢谢"})) == {"taken_by": "kannel"}
    [reply] = await app.until(1, "/replies")
    assert reply.query == {"from": "13800138000", "text": "退订 & 谢谢"}
