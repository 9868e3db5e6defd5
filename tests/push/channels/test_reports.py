"""Delivery reports as the sandbox's gateways really post them, and as they must not be posted."""

import asyncio
import json
from collections.abc import Callable
from urllib.parse import parse_qsl, urlsplit

import pytest

from push.channels import report, reports
from push.channels.outcome import Ambiguous
from push.channels.report import Reply, Report
from push.channels.sms import sending
from sandbox.serving import Running
from tests.push.channels.conftest import parcel

HTTP = ["kannel", "aliyun", "tencent"]
Configure = Callable[..., None]


async def _posted(outside: Running, configure: Configure, provider: str, failed: float) -> tuple[str, list[Report]]:
    """Send by a provider, and parse what it reports; returns the ticket's id and the reports."""
    knobs = getattr(outside.world.knobs, provider)
    knobs.report_delay = knobs.report_jitter = 0.0
    knobs.failed_rate = failed
    configure(sms_provider=provider)
    ticket = await sending.send(parcel("sms"))
    async with asyncio.timeout(5):
        while not outside.world.sms.reports:
            await asyncio.sleep(0.01)
    entry = outside.world.sms.reports[-1]
    query = dict(parse_qsl(urlsplit(entry["url"]).query)) | {"key": report.key(provider)}
    body = b"" if provider == "kannel" else entry["asked"].encode()
    return ticket.provider_id, reports.parse(provider, query, body)


@pytest.mark.parametrize("provider", HTTP)
async def test_a_delivery_is_reported_under_the_tickets_id(
    outside: Running, configure: Configure, provider: str
) -> None:
    """The report joins the attempt by provider and id."""
    provider_id, found = await _posted(outside, configure, provider, failed=0.0)
    assert [(one.provider, one.provider_id, one.status) for one in found] == [(provider, provider_id, "delivered")]


@pytest.mark.parametrize("provider", HTTP)
async def test_a_failure_is_reported_with_the_carriers_word(
    outside: Running, configure: Configure, provider: str
) -> None:
    """What the carrier said stands in code or text."""
    provider_id, found = await _posted(outside, configure, provider, failed=1.0)
    assert [(one.provider_id, one.status) for one in found] == [(provider_id, "failed")]
    assert "UNDELIV" in found[0].code + found[0].text


async def test_a_report_finds_a_message_whose_answer_was_lost(outside: Running, configure: Configure) -> None:
    """Aliyun hands our key back as out_id: doubt ends with the report."""
    outside.world.knobs.aliyun.lost_rate = 1.0
    outside.world.knobs.aliyun.report_delay = outside.world.knobs.aliyun.report_jitter = 0.0
    configure(sms_provider="aliyun")
    sent = parcel("sms")
    with pytest.raises(Ambiguous):
        await sending.send(sent)
    async with asyncio.timeout(5):
        while not outside.world.sms.reports:
            await asyncio.sleep(0.01)
    body = outside.world.sms.reports[-1]["asked"].encode()
    found = reports.parse("aliyun", {"key": report.key("aliyun")}, body)
    assert [(one.provider_id, one.status) for one in found] == [(sent.key, "delivered")]


async def test_kannel_is_told_an_address_with_its_key(outside: Running, configure: Configure) -> None:
    """The dlr-url of a message is the report address, key included."""
    configure(sms_provider="kannel", public_url="https://receipts.example")
    sent = parcel("sms")
    await sending.send(sent)
    url = outside.world.sms.messages[-1].key
    assert url.startswith(f"https://receipts.example/arrivals/kannel?key={report.key('kannel')}&id={sent.key}")


@pytest.mark.parametrize("key", ["", "0" * 32, "é"])
@pytest.mark.parametrize("provider", HTTP)
def test_without_the_key_a_report_is_forged(provider: str, key: str) -> None:
    """Threat 18: nobody else declares a message delivered."""
    with pytest.raises(reports.Forged):
        reports.parse(provider, {"key": key, "id": "1", "status": "1"}, b"[]")


def test_each_provider_has_a_key_of_its_own(configure: Configure) -> None:
    """A key that leaked at one provider opens no other address, and another secret gives other keys."""
    keys = {report.key(provider) for provider in HTTP}
    assert len(keys) == 3
    configure(secret_key="another-secret-0123456789-0123456789")
    assert report.key("aliyun") not in keys


def test_a_provider_that_posts_none_is_unknown() -> None:
    """The door answers 404."""
    with pytest.raises(KeyError):
        reports.parse("smpp", {}, b"")


@pytest.mark.parametrize(
    ("status", "expected"),
    [("1", "delivered"), ("2", "failed"), ("16", "failed"), ("34", "failed"), ("66", "failed"), ("4", ""), ("8", "")],
)
def test_kannels_states(status: str, expected: str) -> None:
    """4 and 8 are on the way; 34 and 66 are ways of failing."""
    found = reports.parse("kannel", {"key": report.key("kannel"), "id": "k", "status": status}, b"")
    assert [one.status for one in found] == [expected] * bool(expected)


ROW = {"biz_id": "1^0", "success": True, "err_code": "DELIVERED", "err_msg": "用户接收成功"}
BAD = [b"", b"nonsense", b"{}x", b'"a"', b"[1]", b"[{}]", b"[null]", b"\xff", b"[[]]", b"null", b"5"]


@pytest.mark.parametrize("provider", ["aliyun", "tencent"])
@pytest.mark.parametrize("body", BAD)
def test_a_malformed_body_is_said_to_be_unreadable(provider: str, body: bytes) -> None:
    """Bad input is an answer 400, never a fault of ours."""
    with pytest.raises(reports.Unreadable):
        reports.parse(provider, {"key": report.key(provider)}, body)


@pytest.mark.parametrize("query", [{}, {"id": "k"}, {"id": "k", "status": "x"}, {"status": "1"}])
def test_a_malformed_call_of_kannel_is_unreadable(query: dict[str, str]) -> None:
    """As above, for a query string."""
    with pytest.raises(reports.Unreadable):
        reports.parse("kannel", query | {"key": report.key("kannel")}, b"")


def test_several_reports_in_one_call() -> None:
    """A batch is a batch; repeats in it stay repeats (the joining is idempotent, N8)."""
    body = json.dumps([ROW, ROW, ROW | {"biz_id": "2^0", "success": False}]).encode()
    found = reports.parse("aliyun", {"key": report.key("aliyun")}, body)
    assert [(one.provider_id, one.status) for one in found] == [
        ("1^0", "delivered"),
        ("1^0", "delivered"),
        ("2^0", "failed"),
    ]


@pytest.mark.parametrize(
    ("status", "report_"),
    [
        ("success", Report("wechat", "9", "delivered")),
        ("failed:user block", Report("wechat", "9", "failed", "user block", "failed:user block")),
        ("failed: system failed", Report("wechat", "9", "failed", "system failed", "failed: system failed")),
        ("failed:freq limit", Report("wechat", "9", "failed", "freq limit", "failed:freq limit")),
        ("odd", Report("wechat", "9", "failed", "odd", "odd")),
    ],
)
def test_template_events(status: str, report_: Report) -> None:
    """TEMPLATESENDJOBFINISH: the four statuses seen in the wild, and one that is not."""
    assert reports.of_template("9", status) == report_


@pytest.mark.parametrize(
    ("provider", "query", "body"),
    [
        ("kannel", {"from": "+8613800138000", "text": "TD"}, ""),
        ("aliyun", {}, '[{"phone_number":"13800138000","content":"TD","dest_code":"0001","sequence_id":1}]'),
        ("tencent", {}, '{"extend":"01","mobile":"13800138000","nationcode":"86","sign":"","text":"TD","time":1}'),
    ],
)
def test_a_reply_is_read(provider: str, query: dict[str, str], body: str) -> None:
    """TD unsubscribes (ux.md §3.3): who wrote it, and what."""
    found = reports.replies(provider, query | {"key": report.key(provider)}, body.encode())
    assert found == [Reply(provider, "13800138000", "TD")]
    with pytest.raises(reports.Forged):
        reports.replies(provider, query, body.encode())
    with pytest.raises(reports.Unreadable):
        reports.replies(provider, {"key": report.key(provider)}, b"[5]")
