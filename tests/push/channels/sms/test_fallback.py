"""The second provider is asked only where the first has definitely refused (push-anchors.md §5, point 5)."""

from collections.abc import Callable
from datetime import timedelta
from typing import Literal

import pytest

from push.channels.outcome import Ambiguous, NotAccepted, TryLater, Unreachable
from push.channels.sms import sending
from sandbox.serving import Running
from tests.push.channels.conftest import PHONE, parcel

Configure = Callable[..., None]


def _by(outside: Running) -> list[str]:
    return [sms.provider for sms in outside.world.sms.phone(PHONE)]


async def test_a_refusal_goes_to_the_second(outside: Running, configure: Configure) -> None:
    """Kannel refuses the password: Aliyun delivers, and the operator hears of Kannel nevertheless."""
    heard: list[tuple[str, str]] = []

    async def tell(provider: str, code: str, _text: str) -> None:
        heard.append((provider, code))

    sending.on_alarm(tell)
    configure(sms_provider="kannel", sms_fallback="aliyun", sms_kannel_password="wrong")
    assert (await sending.send(parcel("sms"))).provider == "aliyun"
    assert heard == [("kannel", "Authorization failed")]


async def test_a_resting_provider_is_not_asked_before_its_time(outside: Running, configure: Configure) -> None:
    """N7: having said "not before", it is spared until then; the second does the work."""
    configure(sms_provider="kannel", sms_fallback="aliyun")
    outside.world.knobs.kannel.busy_rate = 1.0
    for _ in range(5):
        await sending.send(parcel("sms"))
    assert _by(outside) == ["aliyun"] * 5
    assert sum(call["service"] == "kannel" for call in outside.world.calls) == 1


async def test_doubt_goes_to_nobody_else(outside: Running, configure: Configure) -> None:
    """The first may have sent it: the second is not asked."""
    configure(sms_provider="kannel", sms_fallback="aliyun")
    outside.world.knobs.kannel.lost_rate = 1.0
    with pytest.raises(Ambiguous):
        await sending.send(parcel("sms"))
    assert _by(outside) == ["kannel"]


async def test_a_number_that_is_none_goes_to_nobody_else(outside: Running, configure: Configure) -> None:
    """Where the address itself is refused another provider cannot help."""
    configure(sms_provider="aliyun", sms_fallback="tencent")
    with pytest.raises(Unreachable):
        await sending.send(parcel("sms", to="12345"))
    assert not any(call["service"] == "tencent" for call in outside.world.calls)


async def test_both_resting_hold_the_channel(outside: Running, configure: Configure) -> None:
    """Only when neither wants anything does the whole channel wait, for the shorter of the two times."""
    configure(sms_provider="kannel", sms_fallback="aliyun", sms_aliyun_access_key_id="wrong")
    outside.world.knobs.kannel.busy_rate = 1.0
    for _ in range(2):
        with pytest.raises(TryLater) as caught:
            await sending.send(parcel("sms"))
        assert (caught.value.scope, caught.value.provider) == ("channel", "kannel")


def _later(code: str, scope: Literal["message", "address", "channel"], seconds: int) -> TryLater:
    return TryLater(code, "", scope=scope, retry_after=timedelta(seconds=seconds))


@pytest.mark.parametrize(
    ("refusals", "told"),
    [
        ([_later("a", "channel", 600)], ("a", "channel")),
        ([_later("a", "channel", 600), Unreachable("b", "")], ("a", "message")),
        ([_later("a", "channel", 600), _later("b", "address", 5)], ("b", "address")),
        ([_later("a", "channel", 5), _later("b", "address", 600)], ("a", "message")),
        ([_later("a", "channel", 600), _later("b", "channel", 5)], ("b", "channel")),
        ([Unreachable("a", ""), Unreachable("b", "")], ("a", None)),
        ([Unreachable("a", ""), TryLater("b", "")], ("b", "message")),
    ],
)
def test_what_two_refusals_mean_together(refusals: list[NotAccepted], told: tuple[str, str | None]) -> None:
    """The one that leaves most hope; a provider that rests does not hold up what the other one refused for a while."""
    sum_ = sending.in_sum(refusals)
    assert (sum_.code, getattr(sum_, "scope", None)) == told
