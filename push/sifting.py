"""Before sending: what was claimed but must not go out now, and why (rights, addresses, order, expiry, pace)."""

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from typing import Final
from uuid import UUID

from push import pace, retry
from push.claiming import BEHIND, OUTRANKED, PACED, REPLAYED, Batch, Due
from push.lanes import EXPRESS, Lane
from push.lifecycle import Step
from push.line import Line, Objection, Wait
from push.verdicts import EXPIRED, Attempted, Verdict, postponed

ADDRESS_LOST: Final = "address_lost"
ADDRESS_UNBOUND: Final = "address_unbound"
_BEHIND_PAUSE: Final = timedelta(seconds=1)
Sifted = tuple[list[Due], list[Attempted]]


async def sift(line: Line, batch: Batch) -> Sifted:
    """Part what may be sent now from what may not, with the verdicts on the latter.

    The gate is asked last of what is decided for good, so that rights hold at the moment of sending (R-9).
    """
    passed, aside = _by_themselves(batch.rows, batch.claimed_at)
    passed, refused = _by_gate(passed, await line.gate(passed) if passed else {})
    passed, paced = await by_pace(line, passed)
    return passed, [*aside, *refused, *paced]


def _by_themselves(rows: Sequence[Due], now: datetime) -> Sifted:
    passed: list[Due] = []
    aside: list[Attempted] = []
    for due in rows:
        verdict = _verdict(due, now)
        if verdict is None:
            passed.append(due)
        else:
            aside.append(Attempted(due, verdict))
    return passed, aside


def _verdict(due: Due, now: datetime) -> Verdict | None:
    if due.expires_at <= now:
        return _too_late(due)
    if due.doubtful_since and retry.doubt_is_over(due.doubtful_since, now):
        return Verdict(due.id, Step.DOUBT, failures=due.failures, doubtful=True)
    if due.standing and due.held != REPLAYED:
        return _out_of_turn(due, now)
    if due.address_state != "active" and due.person_id is not None and due.lane not in EXPRESS:
        return _unaddressed(due)
    return None


def _too_late(due: Due) -> Verdict:
    if due.doubtful_since:
        return Verdict(due.id, Step.DOUBT, failures=due.failures, doubtful=True, reason=EXPIRED)
    return Verdict(due.id, Step.EXPIRE, failures=due.failures, reason=EXPIRED)


def _out_of_turn(due: Due, now: datetime) -> Verdict | None:
    if due.standing == OUTRANKED:
        return Verdict(due.id, Step.SUPERSEDE, failures=due.failures)
    if due.standing == BEHIND:
        return postponed(due, now + _BEHIND_PAUSE)
    return None


def _unaddressed(due: Due) -> Verdict:
    """Return the verdict where nobody can be reached: a lost address is a refusal, a removed one its owner's wish."""
    if due.address_state is None:
        return _cancelled(due, ADDRESS_UNBOUND)
    return Verdict(due.id, Step.REFUSE, failures=due.failures, reason=ADDRESS_LOST, code=ADDRESS_LOST)


def _by_gate(rows: list[Due], objections: Mapping[UUID, Objection]) -> Sifted:
    if not objections:
        return rows, []
    refused = [Attempted(due, _objected(due, objections[due.id])) for due in rows if due.id in objections]
    return [due for due in rows if due.id not in objections], refused


def _objected(due: Due, objection: Objection) -> Verdict:
    if isinstance(objection, Wait):
        return postponed(due, objection.until, objection.held)
    return _cancelled(due, objection)


def _cancelled(due: Due, reason: str) -> Verdict:
    return Verdict(due.id, Step.CANCEL, failures=due.failures, reason=reason)


async def by_pace(line: Line, rows: list[Due]) -> Sifted:
    """Space out messages to one address; codes never wait, and what waited has its moment already."""
    asking = [due for due in rows if due.lane != Lane.CODE and due.held != PACED]
    waits = await pace.reserve(line.name, [due.address for due in asking], line.terms.gap)
    if not waits:
        return rows, []
    moment = line.now()
    paced = [Attempted(asking[place], postponed(asking[place], moment + wait, PACED)) for place, wait in waits.items()]
    waiting = {each.due.id for each in paced}
    return [due for due in rows if due.id not in waiting], paced
