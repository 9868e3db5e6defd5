"""Where a message goes: a channel and what that channel calls the person."""

from typing import Final, NamedTuple

from kit import masking, sealing

WECHAT: Final = "wechat"
SMS: Final = "sms"
TELEGRAM: Final = "telegram"
CONSOLE: Final = "console"
CHANNELS: Final = (WECHAT, SMS, TELEGRAM, CONSOLE)
_PURPOSE: Final = "mobile address"


class Address(NamedTuple):
    """An openid, a mobile number, a Telegram chat id, or a name on the console.

    Our tables keep mobile numbers sealed (P-4): equal ones under equal seals, so that SQL finds and joins by them. What
    a platform calls a person is no number of theirs, and unsealing it would slow the way of a receipt (ADR 0033).
    """

    channel: str
    value: str

    def kept(self) -> str:
        """Return the value as our tables keep it; what was read from them stays as it is."""
        is_open = self.channel == SMS and not sealing.is_pinned(self.value)
        return sealing.pin(self.value, _PURPOSE) if is_open else self.value

    def forms(self) -> list[str]:
        """Return every form in which our tables may hold it: sealed with either key, or open by an earlier version."""
        if self.channel != SMS:
            return [self.value]
        number = self.opened().value
        return [*sealing.pins(number, _PURPOSE), number]

    def opened(self) -> "Address":
        """Return what the channel calls the person; raises sealing.Unopenable."""
        is_sealed = self.channel == SMS and sealing.is_pinned(self.value)
        return Address(self.channel, sealing.unpinned(self.value, _PURPOSE)[0]) if is_sealed else self

    def anew(self) -> str | None:
        """Return the value under the present key's seal, None where it is; raises sealing.Unopenable."""
        kept = self.opened().kept()
        return None if kept == self.value else kept

    def masked(self) -> str:
        """Return what logs and lists may show (P-2)."""
        if self.channel != SMS:
            return masking.tail(self.value)
        try:
            return masking.phone(self.opened().value)
        except sealing.Unopenable:
            return "…"
