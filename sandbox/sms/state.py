"""What the SMS side remembers: messages, phones, templates and how often a number was written to."""

from collections import Counter
from dataclasses import dataclass, field
from typing import Any

from sandbox.config import Config
from sandbox.sms.templates import TEMPLATES


@dataclass(slots=True)
class Sms:
    """One message as a gateway accepted it; `key` is whatever the sender can recognise it by."""

    id: str
    at: float
    provider: str
    number: str
    sender: str
    text: str
    key: str
    parts: int = 1
    delivered: bool = True
    incoming: bool = False

    def as_json(self) -> dict[str, Any]:
        """For `GET /sandbox/phones/{number}`."""
        return {name: getattr(self, name) for name in self.__slots__}


@dataclass(slots=True)
class SmsState:
    """Accepted messages in order, and the windows of the number limits."""

    messages: list[Sms] = field(default_factory=list)
    sent: Counter[str] = field(default_factory=Counter)
    nonces: set[str] = field(default_factory=set)
    templates: dict[str, str] = field(default_factory=lambda: dict(TEMPLATES))
    outboxes: dict[str, list[dict[str, Any]]] = field(default_factory=dict)
    reports: list[dict[str, Any]] = field(default_factory=list)
    sessions: dict[str, Any] = field(default_factory=dict)
    unanswered: list[Any] = field(default_factory=list)
    report_urls: dict[str, str] = field(default_factory=dict)
    reply_urls: dict[str, str] = field(default_factory=dict)

    def phone(self, number: str) -> list[Sms]:
        """Collect what the owner of that number sees, both directions."""
        return [sms for sms in self.messages if sms.number == number and sms.delivered]


def open_gateways(config: Config) -> SmsState:
    """Open the gateways with the addresses that their consoles were given."""
    return SmsState(report_urls=config.sms.reporting(config.app), reply_urls=dict(config.sms.reply_urls))
