"""Sending again what was given up, and taking what providers report."""

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from api import following
from api.people import audit
from api.people.actor import Actor
from api.people.memberships import require_admin
from api.pushlog import queries, refusals
from push import arrivals, ledger
from push.channels import reports
from push.channels.report import Reply, Report
from push.ledger import Wanted


def _require_right(actor: Actor) -> None:
    if not actor.is_system:
        require_admin(actor)


async def replay(actor: Actor, delivery_id: UUID) -> None:
    """Send one delivery again that is dead, failed or uncertain; for the operator and the enterprise's 管理员.

    An uncertain one may arrive a second time: whoever asks decides that.
    """
    _require_right(actor)
    await queries.entry_of(actor, delivery_id)
    if not await ledger.replay([delivery_id]):
        raise refusals.nothing_to_replay()
    await audit.record(actor, "delivery.replay", delivery_id)


async def replay_matching(actor: Actor, wanted: Wanted) -> int:
    """Send again whatever was given up and matches, at most a thousand, the oldest first; return how many."""
    _require_right(actor)
    replayed = await ledger.replay_matching(queries.within_rights(actor, wanted))
    await audit.record(actor, "delivery.replay_matching", str(replayed))
    return replayed


async def take_reports(provider: str, query: Mapping[str, str], body: bytes) -> Any:
    """Take a provider's reports or replies, and return what it wants to hear; repeats change nothing (N8)."""
    try:
        reported, replied = _read(provider, query, body)
    except KeyError:
        raise refusals.unknown_provider() from None
    except reports.Forged:
        raise refusals.forged_report() from None
    except reports.Unreadable:
        raise refusals.unreadable_report() from None
    await arrivals.take(reported)
    await following.take_replies(replied)
    return reports.ACKNOWLEDGED.get(provider)


def _read(provider: str, query: Mapping[str, str], body: bytes) -> tuple[list[Report], list[Reply]]:
    """Return the call's reports, else its replies: providers send both to one address, in shapes of their own."""
    try:
        return reports.parse(provider, query, body), []
    except reports.Unreadable:
        return [], reports.replies(provider, query, body)
