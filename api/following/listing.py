"""订阅信息记录: what one follows, line by line, and whether it is valid (PUSH-24…26)."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final
from uuid import UUID

from api.following.vocabulary import CHANNEL_LABELS, LEVEL_LABELS, content_label
from api.people import Actor, enterprises
from api.people.models import Enterprise
from kit.clock import now
from push import addresses
from subscriptions import follows, reasons
from subscriptions.models import Subscription
from subscriptions.topics import DOCUMENT

VALID: Final = "有效"
_NOT_YET: Final = "订阅尚未生效"


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """One subscription as its owner reads it; `state` is 有效 or says in a few words why it is not."""

    id: UUID
    mode: str
    channel: str
    level: str
    content: str
    number: str
    enterprise: str
    state: str
    valid_from: datetime
    valid_until: datetime | None
    cancelled_at: datetime | None

    @property
    def valid(self) -> bool:
        """Tell whether what happens now would be pushed by it (是否有效)."""
        return self.state == VALID

    @property
    def channel_label(self) -> str:
        """Return the 推送方式."""
        return CHANNEL_LABELS.get(self.channel, self.channel)

    @property
    def level_label(self) -> str:
        """Return the 订阅方式."""
        return LEVEL_LABELS[self.level]

    @property
    def content_label(self) -> str:
        """Return the 订阅内容."""
        return content_label(self.content)

    @property
    def summary(self) -> str:
        """Return it on one line: 短信 · 按业务单据号订阅 · E261026902330183."""
        subject = self.number if self.level == DOCUMENT else self.content_label
        return f"{self.channel_label} · {self.level_label} · {subject}"


@dataclass(frozen=True, slots=True)
class Done:
    """What an action did: the lines that it concerned, and a sentence that can be shown as it stands.

    `already` tells that nothing new will come of it: information, not an error.
    """

    lines: Sequence[Line]
    sentence: str
    already: bool = False


@dataclass(frozen=True, slots=True)
class Reach:
    """Where the actor can be reached, and for which enterprises they may act now."""

    channels: Mapping[str, str]
    tenants: Collection[UUID]


async def reach_of(actor: Actor) -> Reach:
    """Return {channel: active address} and the enterprises of an actor."""
    active = await addresses.active_for([actor.person_id])
    tenants = [each.enterprise.id for each in await enterprises.of_actor(actor)]
    return Reach({channel: value for (_person, channel), value in active.items()}, tenants)


async def of_ids(actor: Actor, ids: Collection[UUID]) -> list[Line]:
    """Return those of the actor's subscriptions that have these ids, oldest first."""
    return await lines(await follows.find(actor.person_id, ids), await reach_of(actor))


async def lines(rows: Sequence[Subscription], reach: Reach) -> list[Line]:
    """Return the rows as lines, in their order."""
    firms = {each.tenant_id for each in rows if each.tenant_id}
    names = dict(await Enterprise.filter(id__in=list(firms)).values_list("id", "name")) if firms else {}
    moment = now()
    return [_line(each, names.get(each.tenant_id, ""), _state(each, reach, moment)) for each in rows]


def _line(row: Subscription, enterprise: str, state: str) -> Line:
    return Line(
        id=row.id,
        mode=row.mode,
        channel=row.channel,
        level=row.level,
        content=row.content,
        number=row.label,
        enterprise=enterprise,
        state=state,
        valid_from=row.valid_from,
        valid_until=row.valid_until,
        cancelled_at=row.cancelled_at,
    )


def _state(row: Subscription, reach: Reach, moment: datetime) -> str:
    if row.cancelled_at is not None:
        return reasons.sentence(reasons.UNSUBSCRIBED)
    if row.valid_until is not None and row.valid_until <= moment:
        return reasons.sentence(reasons.EXPIRED)
    if row.valid_from > moment:
        return _NOT_YET
    if row.tenant_id is not None and row.tenant_id not in reach.tenants:
        return reasons.sentence(reasons.NO_RIGHT)
    return VALID if row.channel in reach.channels else reasons.sentence(reasons.NO_ADDRESS)
