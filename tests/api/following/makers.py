"""Two enterprises with their people and documents, for the tests of following."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

import api.certificates
import api.licences  # noqa: F401 — the kinds make themselves known
from api.documents import Move, advance
from api.following import rights
from api.people import Actor
from kit.clock import now
from push import addresses
from subscriptions.fanout import fan_out_once
from tests.api.documents import makers

NUMBER, FOREIGN, MISTYPED = "E261026902330183", "E261026902330999", "E2610269"
CCPIT_NUMBER = "C261026902330177"
OTHER_CREDIT_CODE = "91110000600037341L"
NIGHT = timedelta(days=1)


@dataclass(kw_only=True)
class Stage:
    """Enterprise A with a clerk, their certificates, and a foreign enterprise with one of its own."""

    enterprise: UUID
    clerk: Actor
    certificate: UUID
    ccpit: UUID
    foreign: UUID


async def a_stage(*channels: str) -> Stage:
    """The clerk is reachable on these channels (on WeChat, if none is named)."""
    enterprise, other = await makers.an_enterprise(), await makers.an_enterprise(OTHER_CREDIT_CODE)
    clerk = await makers.a_person(enterprise)
    await reachable(clerk, *(channels or ("wechat",)))
    return Stage(
        enterprise=enterprise,
        clerk=clerk,
        certificate=await makers.a_document(enterprise, NUMBER, entered_by=clerk.person_id),
        ccpit=await makers.a_document(enterprise, CCPIT_NUMBER, "ccpit_certificate"),
        foreign=await makers.a_document(other, FOREIGN),
    )


async def reachable(actor: Actor, *channels: str) -> None:
    for channel in channels:
        await addresses.bind(actor.person_id, channel, f"{channel}-{actor.person_id}")


async def move(document: UUID, step: str = "received", at: datetime | None = None) -> None:
    """Let something happen to a document, and let its followers be found."""
    await advance(Move(document_id=document, step=step, actor=makers.GATEWAY, occurred_at=at or now()))
    await fan_out_once(100, rights)
