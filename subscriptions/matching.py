"""Who is told, on what, why, and when; who is not, and why not: pure rules, no tables.

One decision per (person, channel), however many subscriptions match. The most specific level wins: document, then
enterprise, then person; within a level the longer content path; on equal terms a mute beats a follow, and a mute is
never dropped before the layers are compared (push-anchors.md §5.3). Whom WeChat can no longer reach hears by SMS
where there is a number (ux.md M15).
"""

from collections.abc import Collection, Iterable, Sequence
from datetime import datetime
from typing import Final
from uuid import UUID

from push import fallback
from push.address import SMS, WECHAT
from subscriptions import quiet, reasons
from subscriptions.topics import DOCUMENT, ENTERPRISE, LEVELS, PERSON, covering
from subscriptions.vocabulary import (
    FOLLOW,
    HELD_FOR_QUIET,
    MUTE,
    Announced,
    Circle,
    Decision,
    Follower,
    Layers,
    Recipient,
)

_RANK: Final = {level: place for place, level in enumerate(LEVELS)}
WHY: Final = {DOCUMENT: "因：按业务单据号订阅", ENTERPRISE: "因：按企业订阅", PERSON: "因：按个人订阅"}


def decide(announced: Announced, followers: Iterable[Follower], circle: Circle) -> list[Decision]:
    """Return one decision for each (person, channel) on which anybody follows; who only mutes is no candidate."""
    groups = by_recipient(announced, followers)
    made = [_decided(announced, group, circle) for group in groups.values() if _follows(group)]
    if not circle.lost or not announced.by_sms:
        return made
    return [_by_sms(announced, one, circle) if _wants_sms(one, groups, circle) else one for one in made]


def by_recipient(announced: Announced, followers: Iterable[Follower]) -> dict[Recipient, list[Follower]]:
    """Return the followers whose content covers the announcement, by (person, channel)."""
    contents = covering(announced.content)
    groups: dict[Recipient, list[Follower]] = {}
    for follower in followers:
        if follower.content in contents:
            groups.setdefault((follower.person_id, follower.channel), []).append(follower)
    return groups


def layered(announced: Announced, group: Sequence[Follower], now: datetime) -> Layers:
    """Return the winner of the layers among the followers of one (person, channel)."""
    valid = [each for each in group if not _invalidity(each, announced, now)]
    several = valid or group
    best = several[0] if len(several) == 1 else min(several, key=_rank)
    if not valid:
        return Layers(best, valid, _invalidity(best, announced, now))
    return Layers(best, valid, reasons.MUTED if best.mode == MUTE else "")


def _follows(group: Sequence[Follower]) -> bool:
    return any(each.mode == FOLLOW for each in group)


def _decided(announced: Announced, group: Sequence[Follower], circle: Circle) -> Decision:
    best, valid, reason = layered(announced, group, circle.now)
    reason = reason or _objection(announced, best, circle)
    why = _why(best, valid)
    if reason:
        return Decision(best.person_id, best.channel, best.id, reason, why, "", circle.now, "")
    return _sent(announced, best.id, (best.person_id, best.channel), why, circle)


def _sent(announced: Announced, subscription_id: UUID, to: Recipient, why: str, circle: Circle) -> Decision:
    over = _quiet_over(announced, to[0], circle)
    due_at, held = (over, HELD_FOR_QUIET) if over else (circle.now, "")
    return Decision(*to, subscription_id, "", why, circle.addresses[to], due_at, held)


def _wants_sms(one: Decision, groups: Collection[Recipient], circle: Circle) -> bool:
    unreached = one.reason == reasons.NO_ADDRESS and one.channel == WECHAT and one.person_id in circle.lost
    phone = (one.person_id, SMS)
    return unreached and phone in circle.addresses and phone not in groups


def _by_sms(announced: Announced, one: Decision, circle: Circle) -> Decision:
    return _sent(announced, one.subscription_id, (one.person_id, SMS), one.why + fallback.NOTE, circle)


def _rank(follower: Follower) -> tuple[int, int, bool]:
    return _RANK[follower.level], -len(follower.content), follower.mode != MUTE


def _invalidity(follower: Follower, announced: Announced, now: datetime) -> str:
    # A follow asks for what happens from then on; a mute silences what is still unsent, too.
    asked_of = now if follower.mode == MUTE else announced.created_at
    if follower.valid_from is not None and follower.valid_from > asked_of:
        return reasons.NOT_YET_VALID
    return reasons.EXPIRED if follower.valid_until is not None and follower.valid_until <= now else ""


def _objection(announced: Announced, best: Follower, circle: Circle) -> str:
    if announced.tenant_id is not None and (best.person_id, announced.tenant_id) not in circle.rights:
        return reasons.NO_RIGHT
    if (best.person_id, best.channel) not in circle.addresses:
        return reasons.NO_ADDRESS
    if announced.by_sms:
        return ""
    if best.channel == SMS:
        return reasons.NOT_FOR_SMS
    return reasons.NOT_IMPORTANT if _is_left_out(announced, best, circle) else ""


def _is_left_out(announced: Announced, best: Follower, circle: Circle) -> bool:
    """Tell whether progress is not wanted: who named the document, or asked for a report, wants it all (ADR 0028)."""
    return best.person_id in circle.choosy and best.level != DOCUMENT and announced.tenant_id is not None


def _why(best: Follower, valid: Sequence[Follower]) -> str:
    others = sum(each.mode == FOLLOW for each in valid) - 1 if len(valid) > 1 else 0
    return f"{WHY[best.level]}（另有 {others} 项订阅也相符）" if others else WHY[best.level]


def _quiet_over(announced: Announced, person_id: UUID, circle: Circle) -> datetime | None:
    hours = circle.quiet.get(person_id)
    if hours is None or (announced.urgent and hours.urgent_breaks):
        return None
    return quiet.over_at(hours, circle.now)
