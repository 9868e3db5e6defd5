"""One channel being served: its sender, its terms, and what must be asked before each delivery."""

import asyncio
import contextlib
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Final, NamedTuple, Protocol, runtime_checkable
from uuid import UUID

from kit import clock
from push.channels.outcome import NotAccepted, Parcel, Ticket
from push.claiming import Due
from push.holds import WHOLE_CHANNEL, Hold
from push.terms import Terms, terms_of

_UNWRITTEN: Final = timedelta(seconds=2)  # until a hold stands in the table, where every claim sees it


class Channel(Protocol):
    """What carries a parcel; raises Unreachable, TryLater or Ambiguous (push.channels.outcome)."""

    def send(self, parcel: Parcel, /) -> Awaitable[Ticket]:
        """Hand the parcel to the provider and return its yes."""
        ...


@runtime_checkable
class Preparing(Protocol):
    """A channel that may have to wait for something of its own before it can send: a token, a session."""

    def prepare(self) -> Awaitable[None]:
        """Wait for it; what fails here fails again, and is told, when something is sent."""
        ...


class Wait(NamedTuple):
    """An objection for now: nothing before `until`, aware UTC; `held` says why."""

    until: datetime
    held: str


Objection = str | Wait  # a reason not to send it at all, or until when not
Gate = Callable[[list[Due]], Awaitable[Mapping[UUID, Objection]]]
Alarm = Callable[[str, str, str], Awaitable[None]]


async def let_all_pass(_due: list[Due]) -> Mapping[UUID, Objection]:
    """Be the gate that refuses nothing."""
    return {}


async def tell_nobody(_channel: str, _code: str, _text: str) -> None:
    """Be the alarm that rings nowhere; the log has the line anyway."""


@dataclass(slots=True)
class Line:
    """A channel, and what the deliveries under way on it share.

    `gate` returns {delivery id: objection} for what must not be sent, or not now (R-9); `alarm(channel, code, text)`
    calls the operator. `held` is what providers forbade while this process was sending: it stops what is still
    waiting its turn.
    """

    name: str
    channel: Channel
    gate: Gate = let_all_pass
    alarm: Alarm = tell_nobody
    now: Callable[[], datetime] = clock.now
    stop: asyncio.Event = field(default_factory=asyncio.Event)
    held: dict[str, tuple[Hold, datetime]] = field(default_factory=dict)

    @property
    def terms(self) -> Terms:
        """Return the terms this channel is served on."""
        return terms_of(self.name)

    async def prepare(self) -> None:
        """Let the channel do its waiting now, before rights are asked: they must not grow old meanwhile (R-9)."""
        if isinstance(self.channel, Preparing):
            with contextlib.suppress(NotAccepted):
                await self.channel.prepare()

    def hold(self, hold: Hold, now: datetime) -> None:
        """Remember, for what is claimed already, that the provider wants nothing more."""
        known = self.held.get(hold.address)
        if known is None or known[0].until < hold.until:
            self.held[hold.address] = hold, now

    def holds(self, address: str, claimed_at: datetime) -> bool:
        """Tell whether the provider forbade this since, or while, it was claimed; later claims obey the table."""
        if not self.held:
            return False
        known = (self.held.get(WHOLE_CHANNEL), self.held.get(address))
        return any(told is not None and claimed_at <= told[1] + _UNWRITTEN for told in known)
