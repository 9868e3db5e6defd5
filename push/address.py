"""Where a message goes: a channel and what that channel calls the person."""

from typing import Final, NamedTuple

from kit import masking

WECHAT: Final = "wechat"
SMS: Final = "sms"
TELEGRAM: Final = "telegram"
CONSOLE: Final = "console"
CHANNELS: Final = (WECHAT, SMS, TELEGRAM, CONSOLE)


class Address(NamedTuple):
    """An openid, a mobile number, a Telegram chat id, or a name on the console."""

    channel: str
    value: str

    def masked(self) -> str:
        """Return what logs and lists may show (P-2)."""
        return masking.phone(self.value) if self.channel == SMS else masking.tail(self.value)
