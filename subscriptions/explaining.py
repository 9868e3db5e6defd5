"""Why, and why not: what became of each announcement of a document for one person, and what would happen now.

Answered from rows: deliveries, suppressions, digests. What has no row matched no subscription (push-anchors.md §5.3).
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final
from uuid import UUID

from kit import database, trace
from kit.clock import now
from kit.ids import new_id
from push import flights, ledger, letters, outbox
from push.address import CHANNELS
from push.ledger import Entry
from push.lifecycle import State
from subscriptions import held, reasons, records
from subscriptions.fanout import Rights, circle_of
from subscriptions.matching import decide
from subscriptions.topics import DOCUMENT, ENTERPRISE, PERSON, topic
from subscriptions.vocabulary import Announced, Decision

SENT: Final = "send"
SUPPRESSED: Final = "suppressed"
WAITING: Final = "waiting"
UNMATCHED: Final = "unmatched"
MERGED: Final = "merged"
_SHOWN: Final = 50
_OF_DELIVERIES: Final = {
    "expired": "超过推送时限",
    "exhausted": "多次尝试未成功",
    "worker_lost": "发送中断，结果不明",
    "address_lost": "推送方式已失效",
    "address_unbound": "推送方式已解除绑定",
}
_TIMELINE: Final = """
    select id, created_at, fanned_out_at from announcements where document_topic = $1 order by id desc limit $2"""
_SUPPRESSED: Final = """
    select s.announcement_id, s.channel, s.reason, s.at from suppressions s
    join announcements a on a.id = s.announcement_id
    where a.document_topic = $1 and s.person_id = $2"""


@dataclass(frozen=True, slots=True, kw_only=True)
class Subject:
    """A document as followers may follow it: plain ids, and the content path of its kind."""

    document: str
    enterprise: str
    person: str
    content: str
    tenant_id: UUID


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of an announcement for one person on one channel ('' when on none), in a code and a sentence."""

    channel: str
    code: str
    sentence: str
    why: str
    at: datetime | None


@dataclass(frozen=True, slots=True)
class Event:
    """One announcement, and what became of it."""

    announcement_id: UUID
    title: str
    at: datetime
    outcomes: Sequence[Outcome]


@dataclass(frozen=True, slots=True)
class Explanation:
    """The newest announcements first, and what the next one would lead to."""

    events: Sequence[Event]
    next_time: Sequence[Outcome]


async def explain(subject: Subject, person_id: UUID, rights: Rights) -> Explanation:
    """Say what this person heard of a document and why, what not and why not, and what the next time would bring."""
    rows = await database.fetch(_TIMELINE, topic(DOCUMENT, subject.document), _SHOWN)
    ids = [database.as_uuid(row["id"]) for row in rows]
    told = await _told(ids, person_id)
    kept_back = await _kept_back(subject, person_id)
    said = await letters.read(ids)
    still = await _in_the_air(ids, person_id)
    events = []
    for announcement_id, row in zip(ids, rows, strict=True):
        outcomes = [*told.get(announcement_id, ()), *kept_back.get(announcement_id, ())]
        title = said[announcement_id].message.title if announcement_id in said else ""
        at = database.as_time(row["created_at"])
        decided = row["fanned_out_at"] is not None and announcement_id not in still
        events.append(Event(announcement_id, title, at, outcomes or [_without_rows(decided)]))
    return Explanation(events, await _next_time(subject, person_id, rights))


async def _in_the_air(announcement_ids: Sequence[UUID], person_id: UUID) -> set[UUID]:
    """Return the announcements that are being sent to this person and have no row yet."""
    wanted = {outbox.delivery_id(each, person_id, channel): each for each in announcement_ids for channel in CHANNELS}
    return {wanted[each] for each in await flights.aboard(wanted)}


def _without_rows(decided: bool) -> Outcome:
    if decided:
        return Outcome("", UNMATCHED, "没有订阅符合", "", None)
    return Outcome("", WAITING, "正在处理，尚未推送", "", None)


async def _told(announcement_ids: Sequence[UUID], person_id: UUID) -> dict[UUID, list[Outcome]]:
    wanted = [outbox.delivery_id(each, person_id, channel) for each in announcement_ids for channel in CHANNELS]
    entries = await ledger.by_ids(wanted)
    merged = await held.digests_of([each.id for each in entries.values() if each.state is State.SUPERSEDED])
    digests = await ledger.by_ids(set(merged.values()))
    told: dict[UUID, list[Outcome]] = {}
    for entry in entries.values():
        outcome = _in_digest(entry, digests[merged[entry.id]]) if entry.id in merged else _outcome(entry)
        told.setdefault(entry.message_id, []).append(outcome)
    return told


def _outcome(entry: Entry) -> Outcome:
    reason = _reason(entry)
    sentence = f"{entry.label}：{reason}" if reason else entry.label
    return Outcome(entry.channel, entry.state.value, sentence, entry.why, entry.accepted_at or entry.closed_at)


def _in_digest(entry: Entry, digest: Entry) -> Outcome:
    sentence = f"已合并到一条消息：{_outcome(digest).sentence}"
    return Outcome(entry.channel, MERGED, sentence, entry.why, digest.accepted_at or digest.closed_at)


def _reason(entry: Entry) -> str:
    known = reasons.SENTENCES if entry.state is State.CANCELLED else _OF_DELIVERIES
    return known.get(entry.reason) or _OF_DELIVERIES.get(entry.reason, entry.reason)


async def _kept_back(subject: Subject, person_id: UUID) -> dict[UUID, list[Outcome]]:
    kept: dict[UUID, list[Outcome]] = {}
    for row in await database.fetch(_SUPPRESSED, topic(DOCUMENT, subject.document), person_id):
        sentence = f"未推送：{reasons.sentence(row['reason'])}"
        outcome = Outcome(row["channel"], row["reason"], sentence, "", database.as_time(row["at"]))
        kept.setdefault(database.as_uuid(row["announcement_id"]), []).append(outcome)
    return kept


async def _next_time(subject: Subject, person_id: UUID, rights: Rights) -> list[Outcome]:
    moment = now()
    said = Announced(
        id=new_id(),
        document_topic=topic(DOCUMENT, subject.document),
        enterprise_topic=topic(ENTERPRISE, subject.enterprise),
        person_topic=topic(PERSON, subject.person),
        content=subject.content,
        tenant_id=subject.tenant_id,
        seq=0,
        urgent=False,
        trace=trace.current(),
        created_at=moment,
    )
    followers = await records.followers_among([person_id], [said])
    matched = [each for each_topic in said.topics for each in followers.get(each_topic, ())]
    circle = await circle_of([(said, matched)], rights, moment)
    made = [_forecast(one, moment) for one in decide(said, matched, circle)]
    return made or [Outcome("", UNMATCHED, "没有订阅符合", "", None)]


def _forecast(one: Decision, moment: datetime) -> Outcome:
    if one.reason:
        return Outcome(one.channel, one.reason, f"不会推送：{reasons.sentence(one.reason)}", "", None)
    sentence = "会推送，免打扰时段结束后发出" if one.due_at > moment else "会推送"
    return Outcome(one.channel, SENT, sentence, one.why, one.due_at)
