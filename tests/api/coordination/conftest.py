"""A clerk whose certificate is linked with its declaration, and who knows how to fill in the form."""

from dataclasses import dataclass
from uuid import UUID

import pytest

from api import coordination
from api.coordination import Form
from api.declarations import backfill
from api.documents import Document, advance
from api.people import Actor
from kit.clock import now
from tests.api.documents.makers import CREDIT_CODE, NUMBER, a_move, a_person, an_approved, an_enterprise

EXPORT = "900220260000000001"


def a_form(**other: str) -> Form:
    """A form without a fault; `other` says what differs."""
    told = {
        "type": "customs",
        "certificate_no": NUMBER,
        "agreement_code": "02",
        "export_no": EXPORT,
        "import_no": "E2018-0154281",
        "contact": "高永欣",
        "phone": "13800138000",
        "reason": "进口国海关对证书签章有疑问。",
    }
    return Form(**(told | other))  # type: ignore[arg-type]


async def linked(clerk: Actor, number: str = NUMBER, export: str = EXPORT) -> UUID:
    """An approved certificate whose back-fill the customs have taken."""
    assert clerk.enterprise_id
    certificate = await an_approved(clerk.enterprise_id, number)
    sent = await backfill.submit(clerk, certificate, backfill.Wish(exported=True, numbers=export))
    await told(sent.id, "received")
    return certificate


async def told(document_id: UUID, step: str, note: str = "") -> None:
    """What the customs say about a document now."""
    await advance(a_move(document_id, step, 0, note)._replace(occurred_at=now()))


@dataclass(frozen=True)
class Desk:
    """A clerk at work, and what is on the desk."""

    clerk: Actor

    async def draft(self, **other: str) -> Document:
        return await coordination.save(self.clerk, a_form(**other))

    async def pending(self) -> Document:
        return await coordination.submit(self.clerk, (await self.draft()).id)

    async def in_status(self, status: str) -> Document:
        """An application that came to stand in a status by what people and customs do."""
        if status == "draft":
            return await self.draft()
        made = await self.pending()
        if status == "withdrawn":
            return await coordination.withdraw(self.clerk, made.id)
        if status != "pending":
            await told(made.id, status)
        return await Document.get(id=made.id)


@pytest.fixture
async def desk(db: str, valkey: str) -> Desk:
    """A desk at the enterprise whose certificate is linked."""
    clerk = await a_person(await an_enterprise(CREDIT_CODE))
    await linked(clerk)
    return Desk(clerk)
