"""出口报关单补录: each (status, action) pair; what failed is sent again, what is under way or was taken is not."""

from collections.abc import Awaitable, Callable
from uuid import UUID

import pytest

from api.declarations import backfill
from api.declarations.backfill import BACKFILL, Wish
from api.documents import Document
from api.people import Actor
from tests.api.authorities import told
from tests.api.documents.makers import CREDIT_CODE, NUMBER, a_person, an_approved, an_enterprise
from tests.api.documents.test_queries import refused

EXPORT = "900220260000000001"
WISH = Wish(exported=True, numbers=EXPORT)
ALLOWED = {"draft", "failed"}
Action = Callable[[Actor, UUID, Wish], Awaitable[Document]]


async def in_status(clerk: Actor, certificate: UUID, status: str) -> Document:
    """A back-fill that came to stand there by what people and customs do."""
    if status == "draft":
        return await backfill.save(clerk, certificate, WISH)
    made = await backfill.submit(clerk, certificate, WISH)
    if status != "submitted":
        await told(made.id, status, "报关单未结关" if status == "failed" else "")
    return await Document.get(id=made.id)


@pytest.mark.usefixtures("valkey")
@pytest.mark.parametrize("status", BACKFILL.lifecycle.statuses)
@pytest.mark.parametrize(("action", "after"), [(backfill.save, ""), (backfill.submit, "submitted")])
async def test_each_state_lets_it_be_kept_and_sent_or_says_why_not(
    db: str, status: str, action: Action, after: str
) -> None:
    clerk = await a_person(await an_enterprise(CREDIT_CODE))
    assert clerk.enterprise_id
    certificate = await an_approved(clerk.enterprise_id, NUMBER)
    made = await in_status(clerk, certificate, status)
    if status in ALLOWED:
        assert (await action(clerk, certificate, WISH)).status == (after or status)
        return
    code, sentence = await refused(action(clerk, certificate, WISH))
    assert (code, made.status_label in sentence) == ("backfill_sent", True)
    assert (await Document.get(id=made.id)).status == status


@pytest.mark.usefixtures("valkey")
@pytest.mark.parametrize("typed", ["", "08112026123", "报关单", ";".join(f"90022026{n:010}" for n in range(51))])
async def test_a_refusal_loses_nothing_that_was_saved(db: str, typed: str) -> None:
    """Missing, doubtful, unreadable, too many: the draft stays a draft with what it held."""
    clerk = await a_person(await an_enterprise(CREDIT_CODE))
    assert clerk.enterprise_id
    certificate = await an_approved(clerk.enterprise_id, NUMBER)
    draft = await backfill.save(clerk, certificate, WISH)
    await refused(backfill.submit(clerk, certificate, Wish(exported=True, numbers=typed)))
    kept, row = await backfill.read(clerk, draft.id)
    assert (kept.status_label, row.numbers) == ("暂存", EXPORT)
