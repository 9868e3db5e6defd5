"""The vocabulary of matching: what happened, who follows, what is known of them, and what becomes of each."""

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime
from typing import Final, NamedTuple
from uuid import UUID

from push import waiting
from subscriptions.quiet import QuietHours

FOLLOW: Final = "follow"
MUTE: Final = "mute"
HELD_FOR_QUIET: Final = waiting.QUIET
HELD_FOR_BURST: Final = waiting.BURST
Recipient = tuple[UUID, str]  # person, channel


class Announced(NamedTuple):
    """What happened to a document, as matching needs it; `created_at` is when we wrote it down, UTC.

    `by_sms` tells whether it is worth a short message (ux.md §3.3).
    """

    id: UUID
    document_topic: str
    enterprise_topic: str
    person_topic: str
    content: str
    tenant_id: UUID | None
    seq: int
    urgent: bool
    trace: str
    created_at: datetime
    by_sms: bool = True

    @property
    def topics(self) -> tuple[str, ...]:
        """Return the topics under which somebody may follow it."""
        return tuple(filter(None, self[1:4]))


class Follower(NamedTuple):
    """A subscription that nobody cancelled; whether it is valid is for the rules to say.

    `valid_from` is None where it lies before everything that is asked about.
    """

    id: UUID
    person_id: UUID
    channel: str
    level: str
    content: str
    mode: str
    valid_from: datetime | None
    valid_until: datetime | None


class Circle(NamedTuple):
    """What is known about the followers at this moment.

    `lost` holds whom WeChat can no longer reach, `choosy` who hears of what matters alone.
    """

    addresses: Mapping[Recipient, str]
    lost: Collection[UUID]
    quiet: Mapping[UUID, QuietHours]
    rights: Collection[tuple[UUID, UUID]]
    now: datetime
    choosy: Collection[UUID] = ()


class Decision(NamedTuple):
    """What becomes of one candidate: sent to `address` at `due_at`, or, when `reason` is set, not sent."""

    person_id: UUID
    channel: str
    subscription_id: UUID
    reason: str
    why: str
    address: str
    due_at: datetime
    held: str


class Layers(NamedTuple):
    """What the layers of one (person, channel) come to: who wins, among whom, and whether the winner keeps silent."""

    best: Follower
    valid: Sequence[Follower]
    reason: str
