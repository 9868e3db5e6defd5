"""The seats (house rule 11): a channel is a name and something that sends; another one is a line here and a file."""

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from typing import Final

from push import address
from push.channels import console, telegram, wechat
from push.channels.outcome import Parcel, Ticket
from push.channels.sms import sending as sms


async def _at_once() -> None:
    """Wait for nothing."""


@dataclass(frozen=True, slots=True)
class Seat:
    """A channel's name, its way of sending, and what it must wait for before."""

    name: str
    send: Callable[[Parcel], Awaitable[Ticket]]
    prepare: Callable[[], Awaitable[None]] = _at_once


SEATS: Final[Mapping[str, Seat]] = {
    seat.name: seat
    for seat in (
        Seat(address.WECHAT, wechat.send, wechat.prepare),
        Seat(address.SMS, sms.send),
        Seat(address.TELEGRAM, telegram.send),
        Seat(address.CONSOLE, console.send),
    )
}
