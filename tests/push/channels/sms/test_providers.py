"""The four providers against the sandbox's gateways: what reaches the phone, what is refused, what nobody knows."""

import asyncio
from collections.abc import Callable
from datetime import timedelta

import pytest

from kit import clock
from push.channels.outcome import Ambiguous, Ticket, TryLater, Unreachable
from push.channels.sms import sending
from push.message import Fact, Message
from sandbox.serving import Running
from sandbox.sms.state import Sms
from tests.push.channels.conftest import APPROVED, PHONE, parcel

TEXT = "【陕西单一窗口】证书E261026902330183审核通过，请打印并补录报关单号。"
CODE = Message("验证码", (Fact("验证码", "483920", "code"),), kind="code", brief="验证码483920，5分钟内有效。")
HTTP = ["kannel", "aliyun", "tencent"]
Configure = Callable[..., None]


def _phone(outside: Running, number: str = PHONE) -> list[Sms]:
    return outside.world.sms.phone(number)


@pytest.mark.feature("PUSH-03")
@pytest.mark.parametrize("provider", HTTP)
async def test_the_message_reaches_the_phone(outside: Running, configure: Configure, provider: str) -> None:
    """Signature and words arrive as they were meant; the ticket's id is the one that the report will name."""
    configure(sms_provider=provider)
    sent = parcel("sms")
    ticket = await sending.send(sent)
    shown = _phone(outside)[-1]
    assert (shown.text, shown.provider, shown.parts) == (TEXT, provider, 1)
    assert ticket == Ticket(provider, shown.id if provider == "tencent" else sent.key)


@pytest.mark.parametrize("provider", HTTP)
@pytest.mark.parametrize("fault", ["lost_rate", "reset_rate", "bad_gateway_rate", "html_rate"])
async def test_an_answer_that_is_none_is_ambiguous(
    outside: Running, configure: Configure, provider: str, fault: str
) -> None:
    """N2: SMS has no key against repeats, so doubt is said and nothing is sent again."""
    configure(sms_provider=provider, sms_fallback="console")
    setattr(getattr(outside.world.knobs, provider), fault, 1.0)
    with pytest.raises(Ambiguous) as caught:
        await sending.send(parcel("sms"))
    assert caught.value.provider == provider
    assert len(_phone(outside)) == (fault == "lost_rate")


@pytest.mark.parametrize(
    ("provider", "wrong", "code"),
    [
        ("kannel", {"sms_kannel_password": "wrong"}, "Authorization failed"),
        ("kannel", {"sms_kannel_from": ""}, "Sender missing"),
        ("aliyun", {"sms_aliyun_access_key_secret": "wrong"}, "SignatureDoesNotMatch"),
        ("aliyun", {"sms_aliyun_access_key_id": "wrong"}, "InvalidAccessKeyId.NotFound"),
        ("aliyun", {"sms_signature": "没有批准"}, "isv.SMS_SIGNATURE_ILLEGAL"),
        ("tencent", {"sms_tencent_secret_key": "wrong"}, "AuthFailure.SignatureFailure"),
        ("tencent", {"sms_tencent_secret_id": "wrong"}, "AuthFailure.SecretIdNotFound"),
        ("tencent", {"sms_signature": "没有批准"}, "FailedOperation.SignatureIncorrectOrUnapproved"),
    ],
)
async def test_a_wrong_setting_stops_the_provider_and_calls_the_operator(
    outside: Running, configure: Configure, provider: str, wrong: dict[str, str], code: str
) -> None:
    """Ten minutes of rest for the channel, an alarm, and no message lost."""
    configure(sms_provider=provider, **wrong)
    with pytest.raises(TryLater) as caught:
        await sending.send(parcel("sms"))
    assert (caught.value.code, caught.value.scope, caught.value.alarm) == (code, "channel", True)
    assert caught.value.retry_after == pytest.approx(timedelta(minutes=10), abs=timedelta(seconds=1))


@pytest.mark.parametrize(("provider", "to"), [("aliyun", "12345"), ("tencent", "12345")])
async def test_what_is_no_number_is_gone(outside: Running, configure: Configure, provider: str, to: str) -> None:
    """The provider says that this is not a mobile number: no message will ever reach it."""
    configure(sms_provider=provider)
    with pytest.raises(Unreachable) as caught:
        await sending.send(parcel("sms", to=to))
    assert caught.value.address_gone


async def test_aliyuns_window_is_read_from_its_message(outside: Running, configure: Configure) -> None:
    """isv.BUSINESS_LIMIT_CONTROL names a minute, an hour or a day; this number waits for the next one."""
    templates = {"code": {"id": "SMS_code", "variables": {"code": "验证码"}}}
    configure(sms_provider="aliyun", sms_aliyun_templates=templates)
    await sending.send(parcel("sms", CODE))
    with pytest.raises(TryLater) as caught:
        await sending.send(parcel("sms", CODE))
    assert (caught.value.code, caught.value.scope) == ("isv.BUSINESS_LIMIT_CONTROL", "address")
    assert caught.value.retry_after is not None
    assert caught.value.retry_after <= timedelta(minutes=1)
    outside.world.knobs.aliyun.code_per_minute = 99
    outside.world.knobs.aliyun.code_per_day = 1
    with pytest.raises(TryLater) as caught:
        await sending.send(parcel("sms", CODE))
    assert caught.value.retry_after is not None
    midnight = clock.next_midnight(clock.now())
    assert abs(clock.now() + caught.value.retry_after - midnight) < timedelta(seconds=5)


async def test_tencents_daily_limit_waits_for_midnight(outside: Running, configure: Configure) -> None:
    """The refusal stands in SendStatusSet of an accepted call: it is not mistaken for a success."""
    configure(sms_provider="tencent")
    outside.world.knobs.tencent.notice_per_day = 0
    with pytest.raises(TryLater) as caught:
        await sending.send(parcel("sms"))
    assert (caught.value.code, caught.value.scope) == ("LimitExceeded.PhoneNumberDailyLimit", "address")
    assert not _phone(outside)


@pytest.mark.parametrize("provider", ["kannel", "aliyun"])
async def test_a_busy_provider_is_asked_later(outside: Running, configure: Configure, provider: str) -> None:
    """A definite refusal for now: nothing was taken."""
    configure(sms_provider=provider)
    getattr(outside.world.knobs, provider).busy_rate = 1.0
    with pytest.raises(TryLater) as caught:
        await sending.send(parcel("sms"))
    assert caught.value.retry_after is not None
    assert caught.value.retry_after.total_seconds() == pytest.approx(5, abs=0.1)
    assert not _phone(outside)


@pytest.mark.parametrize("provider", ["aliyun", "tencent"])
async def test_a_template_for_each_kind(outside: Running, configure: Configure, provider: str) -> None:
    """Variables come from facts by label, by kind, or from the message; several in the template's order."""
    notice = {"title": "title", "number": "number", "status": "审核结果", "hint": "remark"}
    configure(sms_provider=provider, **{f"sms_{provider}_templates": {"T1": {"id": "SMS_notice", "variables": notice}}})
    await sending.send(parcel("sms"))
    words = "【陕西单一窗口】证书审核结果通知：E261026902330183审核通过。请安排打印并补录报关单号"
    assert _phone(outside)[-1].text == words
    with pytest.raises(Unreachable, match="no SMS template"):
        await sending.send(parcel("sms", CODE))


@pytest.mark.parametrize("provider", ["kannel", "smpp"])
async def test_words_that_may_not_be_sent_are_not(outside: Running, configure: Configure, provider: str) -> None:
    """A link in the words: refused before anything leaves."""
    configure(sms_provider=provider)
    with pytest.raises(Unreachable, match="link"):
        await sending.send(parcel("sms", APPROVED._replace(brief="见https://a.cn/x")))
    assert not outside.world.calls


async def test_many_at_once(outside: Running, configure: Configure) -> None:
    """Two hundred messages at a time arrive once each."""
    configure(sms_provider="kannel")
    await asyncio.gather(*(sending.send(parcel("sms")) for _ in range(200)))
    keys = [sms.key for sms in _phone(outside)]
    assert len(keys) == len(set(keys)) == 200
