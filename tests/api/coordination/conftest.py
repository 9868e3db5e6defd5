"""A desk at an enterprise whose certificate is linked with its declaration."""

from dataclasses import dataclass

import pytest

from api import coordination
from api.documents import Document
from api.people import Actor
from tests.api.authorities import told
from tests.api.coordination.makers import a_form, linked
from tests.api.documents.makers import CREDIT_CODE, a_person, an_enterprise


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
