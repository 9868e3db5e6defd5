"""Asking of a merged message, just before sending, whether all that it says is still wanted (R-9)."""

from collections.abc import Mapping, Sequence
from uuid import UUID

from kit import bell
from kit.clock import now
from push import outbox
from subscriptions import held, merging, reasons, standing
from subscriptions.held import Member
from subscriptions.standing import NOBODYS, Caused


async def objections(digest_ids: Sequence[UUID], moot: Mapping[UUID, str] = NOBODYS) -> dict[UUID, str]:
    """Return {delivery id: reason} for digests that must not be sent as they are; ids of other deliveries pass.

    Where part of a digest is still wanted, a new one says that part. `moot` is as of `standing.objections`.
    """
    members = await held.members_of(digest_ids)
    caused = [Caused(each.delivery_id, each.announcement_id, each.subscription_id) for each in members]
    unwanted = await standing.objections(caused, moot)
    if not unwanted:
        return {}
    touched = {each.digest_id for each in members if each.delivery_id in unwanted}
    return {digest: await _objection(digest, members, unwanted) for digest in sorted(touched)}


async def _objection(digest_id: UUID, members: Sequence[Member], unwanted: dict[UUID, str]) -> str:
    mine = [each.delivery_id for each in members if each.digest_id == digest_id]
    remaining = [each for each in mine if each not in unwanted]
    if not remaining:
        return unwanted[mine[0]]
    await merging.regroup(digest_id, remaining, now())
    await bell.ring(outbox.BELL)
    return reasons.REGROUPED
