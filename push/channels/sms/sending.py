"""Which provider takes a short message: the first one, and the second only where the first has definitely refused.

A request that the first may have accepted is never given to the second: two providers would mean two messages (§2).
"""

import time
from collections.abc import Awaitable, Callable, Mapping
from datetime import timedelta
from typing import Final

from kit import logs, sealing, settings
from push.address import Address
from push.channels import console
from push.channels.outcome import NotAccepted, Parcel, Ticket, TryLater, Unreachable
from push.channels.sms import aliyun, kannel, smpp, tencent
from push.settings import ChannelSettings

_LOG = logs.get("push.sms")

Alarm = Callable[[str, str, str], Awaitable[None]]
Provider = Callable[[ChannelSettings, Parcel], Awaitable[Ticket]]


async def _print(_read: ChannelSettings, parcel: Parcel) -> Ticket:
    return await console.send(parcel)


PROVIDERS: Final[Mapping[str, Provider]] = {
    "console": _print,
    "kannel": kannel.send,
    "smpp": smpp.send,
    "aliyun": aliyun.send,
    "tencent": tencent.send,
}
_resting: dict[str, tuple[float, TryLater]] = {}
_alarms: list[Alarm] = []


def on_alarm(tell: Alarm) -> None:
    """Call `tell(provider, code, text)` when a provider needs the operator although the other one did the work."""
    _alarms[:] = [tell]


def forget() -> None:
    """Forget who is resting and whom to alarm (tests)."""
    _resting.clear()
    _alarms.clear()


async def send(parcel: Parcel) -> Ticket:
    """Send by HUIZHI_SMS_PROVIDER, else by HUIZHI_SMS_FALLBACK; raises Unreachable, TryLater or Ambiguous."""
    read = settings.load(ChannelSettings)
    parcel = parcel._replace(address=_opened(parcel.address))
    refusals: list[NotAccepted] = []
    for name in filter(None, [read.sms_provider, read.sms_fallback]):
        try:
            ticket = await _by(name, read, parcel)
        except (Unreachable, TryLater) as refused:
            if isinstance(refused, Unreachable) and refused.address_gone:
                raise
            refusals.append(refused)
        else:
            await _tell_of(refusals)
            return ticket
    raise in_sum(refusals)


def _opened(address: Address) -> Address:
    """Return the number to dial: here alone it leaves its seal."""
    try:
        return address.opened()
    except sealing.Unopenable:
        raise Unreachable("sealed", "HUIZHI_SECRET_KEY does not open the number", alarm=True) from None


async def _by(name: str, read: ChannelSettings, parcel: Parcel) -> Ticket:
    _respect_rest(name)
    try:
        return await PROVIDERS[name](read, parcel)
    except TryLater as refused:
        if refused.scope == "channel" and refused.retry_after:
            _resting[name] = (time.monotonic() + refused.retry_after.total_seconds(), refused)
            _LOG.warning(
                "provider rests", provider=name, code=refused.code, seconds=refused.retry_after.total_seconds()
            )
        raise


def _respect_rest(name: str) -> None:
    """Spare a provider that said when it will take anything again."""
    if name not in _resting:
        return
    until, said = _resting[name]
    if (left := until - time.monotonic()) <= 0:
        del _resting[name]
        return
    raise TryLater(said.code, said.text, retry_after=timedelta(seconds=left), scope="channel", provider=name)


async def _tell_of(refusals: list[NotAccepted]) -> None:
    for refused in refusals:
        if refused.alarm:
            for tell in _alarms:
                await tell(refused.provider, refused.code, refused.text)


def in_sum(refusals: list[NotAccepted]) -> NotAccepted:
    """Return what the refusals of all providers mean together: the one that leaves most hope.

    Only when every provider wants nothing at all does the whole channel wait.
    """
    put_off = [refusal for refusal in refusals if isinstance(refusal, TryLater)]
    if not put_off:
        return refusals[0]
    first = min(put_off, key=lambda refusal: refusal.retry_after or timedelta(0))
    if first.scope != "channel" or (all(refusal.scope == "channel" for refusal in put_off) and put_off == refusals):
        return first
    pause, alarm = first.retry_after, first.alarm
    return TryLater(first.code, first.text, retry_after=pause, alarm=alarm, provider=first.provider)
