"""Template messages against the platform of the sandbox: what arrives, what is refused, and what nobody knows."""

from collections.abc import Callable
from datetime import timedelta

import pytest

from kit import clock
from push.channels import wechat
from push.channels.outcome import Ambiguous, TryLater, Unreachable
from push.message import Fact, Message
from sandbox.serving import Running
from sandbox.wechat.fields import CHECKS
from tests.kit.http.wire import say, serve
from tests.push.channels.conftest import APPROVED, OPENID, parcel

Seen = Callable[[], list[str]]


@pytest.mark.feature("PUSH-07")
async def test_an_approved_certificate_is_shown_to_the_follower(outside: Running, seen: Seen) -> None:
    """All five fields arrive, the link opens our page, and the ticket carries the platform's msgid."""
    ticket = await wechat.send(parcel("wechat", why="因：按企业订阅"))
    assert seen() == [
        (
            "证书号：E261026902330183\n证书类型：中国-东盟自贸协定\n审核结果：审核通过\n"
            "处理时间：2026年11月21日 09:12\n温馨提示：请安排打印并补录报关单号 因：按企业订阅"
        )
    ]
    entry = outside.world.wechat.users[OPENID].heard[-1]
    assert entry.card["url"] == "https://receipts.example/h/abc"
    assert (ticket.provider, ticket.provider_id, ticket.settled) == ("wechat", str(entry.msgid), False)


async def test_the_same_parcel_twice_arrives_once(outside: Running, seen: Seen) -> None:
    """client_msg_id is the parcel's key: the platform drops the repeat and names the first message."""
    first, again = parcel("wechat", key="k" * 32), parcel("wechat", key="k" * 32)
    assert (await wechat.send(first)).provider_id == (await wechat.send(again)).provider_id
    assert len(seen()) == 1


@pytest.mark.parametrize("fault", ["lost_rate", "reset_rate", "bad_gateway_rate", "html_rate"])
async def test_an_answer_that_is_none_is_ambiguous_and_the_repeat_heals_it(
    outside: Running, seen: Seen, fault: str
) -> None:
    """N2: whether the message was taken is unknown, and sending the same parcel again makes it exactly one."""
    await wechat.send(parcel("wechat"))
    sent = parcel("wechat")
    setattr(outside.world.knobs.wechat, fault, 1.0)
    with pytest.raises(Ambiguous):
        await wechat.send(sent)
    setattr(outside.world.knobs.wechat, fault, 0.0)
    await wechat.send(sent)
    assert len(seen()) == 2


async def test_a_silent_token_request_is_no_ambiguity(outside: Running) -> None:
    """Nothing was sent while there was no token: TryLater for the channel or the message, never Ambiguous."""
    outside.world.knobs.wechat.bad_gateway_rate = 1.0
    with pytest.raises(TryLater):
        await wechat.send(parcel("wechat"))


@pytest.mark.parametrize(
    ("status", "body", "kind"),
    [
        ("200 OK", b"{}", Ambiguous),
        ("200 OK", b'{"code":0}', Ambiguous),
        ("200 OK", b"[1]", Ambiguous),
        ("500 Oops", b'{"message":"x"}', Ambiguous),
        ("404 Not Found", b"nothing here", TryLater),
    ],
)
async def test_words_that_are_not_the_platforms_own(
    configure: Callable[..., None], status: str, body: bytes, kind: type[Exception]
) -> None:
    """A gateway in between answered: only a 4xx of it says that nothing was taken; JSON alone proves nothing."""
    token = b'{"access_token":"T","expires_in":7200}'
    answers = [b"HTTP/1.1 200 OK\r\nContent-Length: %d\r\n\r\n%s" % (len(token), token)]
    answers.append(b"HTTP/1.1 %s\r\nContent-Length: %d\r\n\r\n%s" % (status.encode(), len(body), body))
    async with serve(say(*answers)) as wire:
        configure(wechat_app_id="wx", wechat_api_base=wire.url(""), wechat_templates={"T1": "T1"})
        with pytest.raises(kind):
            await wechat.send(parcel("wechat"))


async def test_whoever_does_not_follow_is_unreachable(outside: Running) -> None:
    """43004: the address is gone, nothing is tried again."""
    outside.world.wechat.users[OPENID].followed = False
    with pytest.raises(Unreachable) as caught:
        await wechat.send(parcel("wechat"))
    assert (caught.value.code, caught.value.address_gone) == ("43004", True)


async def test_whoever_is_on_the_blacklist_is_unreachable(outside: Running) -> None:
    """43019."""
    outside.world.wechat.users[OPENID].blacklisted = True
    with pytest.raises(Unreachable) as caught:
        await wechat.send(parcel("wechat"))
    assert (caught.value.code, caught.value.address_gone) == ("43019", True)


async def test_an_unknown_openid_is_verified_before_it_is_believed(outside: Running) -> None:
    """40003: user/info is asked; it does not know the openid either, so the address is gone."""
    with pytest.raises(Unreachable) as caught:
        await wechat.send(parcel("wechat", to="oSomebodyOfAnotherAccount001"))
    assert (caught.value.code, caught.value.address_gone) == ("40003", True)
    assert any(call["path"] == "/cgi-bin/user/info" for call in outside.world.calls)


async def test_the_days_quota_holds_the_channel_until_midnight_in_china(outside: Running) -> None:
    """45009: the whole channel waits for the next day of Asia/Shanghai, and the operator hears of it."""
    outside.world.wechat.limits["/cgi-bin/message/template/send"] = 0
    with pytest.raises(TryLater) as caught:
        await wechat.send(parcel("wechat"))
    midnight = clock.next_midnight(clock.now())
    assert (caught.value.code, caught.value.scope, caught.value.alarm) == ("45009", "channel", True)
    assert caught.value.retry_after is not None
    assert abs(clock.now() + caught.value.retry_after - midnight) < timedelta(seconds=5)


async def test_an_unknown_template_is_the_operators_business(outside: Running, configure: Callable[..., None]) -> None:
    """40037: this message is lost to WeChat, the address is not, and an alarm is rung."""
    configure(wechat_templates={"T1": "no-such-template"})
    with pytest.raises(Unreachable) as caught:
        await wechat.send(parcel("wechat"))
    assert (caught.value.code, caught.value.address_gone, caught.value.alarm) == ("40037", False, True)


async def test_no_template_for_the_kind_is_said_before_anything_is_sent(outside: Running) -> None:
    """A message without an approved template names the setting to fill."""
    with pytest.raises(Unreachable, match="HUIZHI_WECHAT_TEMPLATES"):
        await wechat.send(parcel("wechat", Message("x", kind="T99")))
    assert not outside.world.calls


async def test_a_field_the_platform_refuses_is_said_more_plainly_once(
    outside: Running, seen: Seen, monkeypatch: pytest.MonkeyPatch
) -> None:
    """47003 names the field; the second try says it by its type's plainer form and arrives."""
    monkeypatch.setitem(CHECKS, "thing", lambda value: "→" not in value)
    await wechat.send(parcel("wechat", APPROVED._replace(remark="请打印→再补录报关单号")))
    assert seen()[-1].endswith("温馨提示：请打印再补录报关单号")
    assert outside.world.counts["wechat /cgi-bin/message/template/send 47003"] == 1


async def test_a_field_that_stays_refused_is_given_up(
    outside: Running, seen: Seen, monkeypatch: pytest.MonkeyPatch
) -> None:
    """47003 that no plainer form helps: one attempt, an alarm, and no loop."""
    monkeypatch.setitem(CHECKS, "thing", lambda _: False)
    with pytest.raises(Unreachable) as caught:
        await wechat.send(parcel("wechat"))
    assert (caught.value.code, caught.value.address_gone, caught.value.alarm) == ("47003", False, True)
    assert outside.world.counts["wechat /cgi-bin/message/template/send 47003"] == 1
    assert not seen()


async def test_an_account_that_is_not_set_sends_nothing(configure: Callable[..., None]) -> None:
    """Without HUIZHI_WECHAT_APP_ID the channel is off."""
    configure(wechat_app_id="")
    with pytest.raises(Unreachable, match="HUIZHI_WECHAT_APP_ID"):
        await wechat.send(parcel("wechat"))


async def test_facts_without_a_label_find_their_field_by_kind(outside: Running, seen: Seen) -> None:
    """A licence has no 证书号, but a number, a status and a time: they fill the fields of those types."""
    facts = (Fact("许可证号", "25-04-123456", "number"), Fact("状态", "已签发", "status"))
    await wechat.send(parcel("wechat", Message("许可证", (*facts, Fact("时间", "2026-11-21", "time")), "", "", "T1")))
    assert seen()[-1].startswith("证书号：25-04-123456\n证书类型：无\n审核结果：已签发\n处理时间：2026年11月21日 00:00")
