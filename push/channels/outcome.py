"""What a channel is given and how it answers: a Ticket, or one of three ways of not sending (reliability §2)."""

from datetime import timedelta
from typing import Literal, NamedTuple
from uuid import UUID

from kit import masking
from push.address import Address
from push.message import Message

Scope = Literal["message", "address", "channel"]


class Parcel(NamedTuple):
    """One message for one address; `key` is the same at every attempt, so that a provider can drop repeats.

    `why` says which subscription caused it ("因：按企业订阅"); `lane` keeps codes ahead of mass pushes.
    """

    delivery_id: UUID
    key: str
    address: Address
    message: Message
    why: str = ""
    lane: str = "notice"


class Ticket(NamedTuple):
    """The provider took the message under `provider_id`; `settled` when no report of its arrival will follow."""

    provider: str
    provider_id: str
    settled: bool = False


class NotAccepted(Exception):
    """Not taken, or nobody knows; `code` and `text` are the provider's own, fit for the delivery log.

    `alarm` asks for the operator: nothing will move before somebody acts.
    """

    def __init__(self, code: str, text: str, *, alarm: bool = False, provider: str = "") -> None:
        super().__init__(f"{code}: {text}")
        self.code = code
        self.text = masking.scrub(text)  # some providers say the number again
        self.alarm = alarm
        self.provider = provider


class Unreachable(NotAccepted):
    """Never this way: sending it again changes nothing; `address_gone` when no message can reach the address."""

    def __init__(
        self, code: str, text: str, *, address_gone: bool = False, alarm: bool = False, provider: str = ""
    ) -> None:
        super().__init__(code, text, alarm=alarm, provider=provider)
        self.address_gone = address_gone


class TryLater(NotAccepted):
    """Definitely not taken now; `retry_after` None leaves the time to the schedule (R-4).

    `scope` says what must wait: this message, everything for this address, or the whole channel.
    """

    def __init__(
        self,
        code: str,
        text: str,
        *,
        retry_after: timedelta | None = None,
        scope: Scope = "message",
        alarm: bool = False,
        provider: str = "",
    ) -> None:
        super().__init__(code, text, alarm=alarm, provider=provider)
        self.retry_after = retry_after
        self.scope = scope


class Ambiguous(NotAccepted):
    """The request may have been accepted: only a channel with a key of its own may send it again (§2)."""

    def __init__(self, text: str, *, code: str = "no_answer", provider: str = "") -> None:
        super().__init__(code, text, provider=provider)
