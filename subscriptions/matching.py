"""Who is told, on what, why, and when; who is not, and why not: pure rules, no tables.

One decision per (person, channel), however many subscriptions match. The most specific level wins: document, then
enterprise, then person; within a level the longer content path; on equal terms a mute beats a follow, and a mute is
never dropped before the layers are compared (push-anchors.md §5.3).
"""

from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import datetime
from typing import Final, NamedTuple
from uuid import UUID

from subscriptions import quiet, reasons
from subscriptions.quiet import QuietHours
from subscriptions.topics import DOCUMENT, ENTERPRISE, LEVELS, PERSON, covering

FOLLOW: Final = "follow"
MUTE: Final = "mute"
HELD_FOR_QUIET: Final = "quiet"
_RANK: Final = {level: place for place, level in enumerate(LEVELS)}
WHY: Final = {DOCUMENT: "因：按业务单据号订阅", ENTERPRISE: "因：按企业订阅", PERSON: "因：按个人订阅"}


class Announced(NamedTuple):
    """What happened to a document, as matching needs it; `created_at` is when we wrote it down, UTC."""

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

    @property
    def topics(self) -> tuple[str, ...]:
        """Return the topics under which somebody may follow it."""
        return tuple(filter(None, self[1:4]))


class Follower(NamedTuple):
    """A subscription that nobody cancelled; whether it is valid now is for the rules below."""

    id: UUID
    person_id: UUID
    channel: str
    level: str
    content: str
    mode: str
    valid_from: datetime
    valid_until: datetime | None


class Circle(NamedTuple):
    """What is known about the followers at this moment."""

    addresses: Mapping[tuple[UUID, str], str]
    quiet: Mapping[UUID, QuietHours]
    rights: Collection[tuple[UUID, UUID]]
    now: datetime


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


def decide(announced: Announced, followers: Iterable[Follower], circle: Circle) -> list[Decision]:
    """Return one decision for each (person, channel) that any of the followers speaks for."""
    contents = covering(announced.content)
    groups: dict[tuple[UUID, str], list[Follower]] = {}
    for follower in followers:
        if follower.content in contents:
            groups.setdefault((follower.person_id, follower.channel), []).append(follower)
    return [_decided(announced, group, circle) for group in groups.values()]


def _decided(announced: Announced, group: Sequence[Follower], circle: Circle) -> Decision:
    valid = [each for each in group if _invalidity(each, announced, circle.now) == ""]
    best = min(valid or group, key=_rank)
    reason = _objection(announced, best, circle) if valid else _invalidity(best, announced, circle.now)
    if reason:
        return Decision(best.person_id, best.channel, best.id, reason, "", "", circle.now, "")
    address = circle.addresses[best.person_id, best.channel]
    over = _quiet_over(announced, best.person_id, circle)
    due_at, held = (over, HELD_FOR_QUIET) if over else (circle.now, "")
    return Decision(best.person_id, best.channel, best.id, "", _why(best, valid), address, due_at, held)


def _rank(follower: Follower) -> tuple[int, int, bool]:
    return _RANK[follower.level], -len(follower.content), follower.mode != MUTE


def _invalidity(follower: Follower, announced: Announced, now: datetime) -> str:
    if follower.valid_from > announced.created_at:
        return reasons.NOT_YET_VALID
    return reasons.EXPIRED if follower.valid_until is not None and follower.valid_until <= now else ""


def _objection(announced: Announced, best: Follower, circle: Circle) -> str:
    if best.mode == MUTE:
        return reasons.MUTED
    if announced.tenant_id is not None and (best.person_id, announced.tenant_id) not in circle.rights:
        return reasons.NO_RIGHT
    return "" if (best.person_id, best.channel) in circle.addresses else reasons.NO_ADDRESS


def _why(best: Follower, valid: Sequence[Follower]) -> str:
    others = sum(each.mode == FOLLOW for each in valid) - 1
    return f"{WHY[best.level]}（另有 {others} 项订阅也相符）" if others else WHY[best.level]


def _quiet_over(announced: Announced, person_id: UUID, circle: Circle) -> datetime | None:
    hours = circle.quiet.get(person_id)
    if hours is None or (announced.urgent and hours.urgent_breaks):
        return None
    return quiet.over_at(hours, circle.now)
