"""The channels: each takes a Parcel and returns a Ticket, or raises Unreachable, TryLater or Ambiguous."""

from push.channels.outcome import Ambiguous, NotAccepted, Parcel, Scope, Ticket, TryLater, Unreachable

__all__ = ["Ambiguous", "NotAccepted", "Parcel", "Scope", "Ticket", "TryLater", "Unreachable"]
