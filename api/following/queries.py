"""What one may see of following: one's own subscriptions, what can be chosen, and why something came or did not."""

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from api import people
from api.following import finding, listing
from api.following.listing import Line
from api.following.vocabulary import CHANNEL_HINTS, CHANNEL_LABELS, CHANNELS
from api.paging import counted
from api.people import Actor
from api.people import refusals as people_refusals
from api.people.models import Membership
from push.address import Address
from subscriptions import explaining, follows
from subscriptions.explaining import Explanation, Subject
from subscriptions.follows import Listing
from subscriptions.vocabulary import FOLLOW


@dataclass(frozen=True, slots=True)
class Channel:
    """A 推送方式 that can be chosen: whether it reaches the actor, at which masked address, and else what to do."""

    name: str
    label: str
    bound: bool
    address: str
    hint: str


async def channels(actor: Actor) -> list[Channel]:
    """Return every channel with whether it reaches the actor now."""
    finding.require_scope(actor)
    reach = await listing.reach_of(actor)
    return [_channel(each, reach.channels.get(each, "")) for each in CHANNELS]


def _channel(name: str, value: str) -> Channel:
    masked = Address(name, value).masked() if value else ""
    return Channel(name, CHANNEL_LABELS[name], bool(value), masked, "" if value else CHANNEL_HINTS[name])


@dataclass(frozen=True, slots=True, kw_only=True)
class Wanted:
    """Which subscriptions to list; with `valid_only` the 有效订阅信息 alone."""

    valid_only: bool = False
    mode: str = FOLLOW
    page: int = 1
    size: int = 20


async def page(actor: Actor, wanted: Wanted) -> tuple[Sequence[Line], int]:
    """订阅信息记录 (PUSH-24): one page of the actor's own subscriptions, newest first, and how many there are."""
    finding.require_scope(actor)
    reach = await listing.reach_of(actor)
    asked = Listing(
        mode=wanted.mode,
        valid_only=wanted.valid_only,
        channels=reach.channels,
        tenants=reach.tenants,
        within=None if actor.scopes is None else actor.enterprise_id,
        page=wanted.page,
        size=wanted.size,
    )
    rows, total = await follows.list_of(actor.person_id, asked)
    return await listing.lines(rows, reach), counted(total)


async def explain(actor: Actor, named: str, person_id: UUID | None = None) -> Explanation:
    """Say what somebody heard of a document, and why or why not: of oneself, as 管理员 of anybody of the enterprise.

    Raises document_unknown, admins_only, membership_unknown.
    """
    document = await finding.document(actor, named)
    about = actor.person_id if person_id is None else person_id
    if about != actor.person_id:
        await _require_colleague(actor, document.enterprise_id, about)
    subject = Subject(
        document=str(document.id),
        enterprise=str(document.enterprise_id),
        person=str(document.entered_by or ""),
        content=document.content,
        tenant_id=document.enterprise_id,
    )
    return await explaining.explain(subject, about, people.may_see)


async def _require_colleague(actor: Actor, enterprise_id: UUID, person_id: UUID) -> None:
    """Raise unless the actor is 管理员 of that enterprise and the person belongs to it, or once did."""
    if not actor.is_admin or actor.enterprise_id != enterprise_id:
        raise people_refusals.admins_only()
    if not await Membership.filter(enterprise_id=enterprise_id, person_id=person_id).exists():
        raise people_refusals.unknown_membership()
