"""The outbox towards the authorities: written with its cause, claimed by one, settled once."""

from datetime import timedelta
from typing import Any
from uuid import UUID

import pytest

from api.exchange import Outgoing, forgetting, outgoing, post
from api.exchange.outgoing import body_of
from kit import database
from kit.clock import now
from kit.ids import new_id
from tests.api.documents.makers import a_document, an_enterprise

pytestmark = pytest.mark.usefixtures("db")


async def a_message(**changes: Any) -> Outgoing:
    """A certificate's message, whole unless the test says otherwise; enterprise and document are made if need be."""
    enterprise = changes.pop("enterprise_id", None) or await an_enterprise()
    document = changes.pop("document_id", None) or await a_document(enterprise)
    whole: dict[str, Any] = {
        "gateway": "gacc",
        "kind": "certificate",
        "document_id": document,
        "enterprise_id": enterprise,
        "key": "certificate E261026902330183 1",
        "body": b"<Certificate/>",
        "filename": "E261026902330183.xml",
    }
    return Outgoing(**(whole | changes))


async def rows() -> list[dict[str, Any]]:
    return [dict(row) for row in await database.fetch("select * from outgoing order by id")]


async def test_what_was_posted_is_never_posted_again() -> None:
    """The same key of the same gateway is written once, whatever its body; another gateway has keys of its own."""
    message = await a_message()
    assert await post(message)
    assert not await post(await same(message, body=b"other"))
    assert await post(await same(message, gateway="ccpit"))
    assert [(row["gateway"], row["state"], body_of(row)) for row in await rows()] == [
        ("gacc", "new", b"<Certificate/>"),
        ("ccpit", "new", b"<Certificate/>"),
    ]


async def same(message: Outgoing, **changes: Any) -> Outgoing:
    """The message once more, as another action would write it."""
    kept = {"enterprise_id": message.enterprise_id, "document_id": message.document_id}
    return await a_message(**kept, **changes)


async def test_a_message_falls_with_the_transaction_of_its_cause() -> None:
    message = await a_message()
    with pytest.raises(ZeroDivisionError):
        async with database.transaction():
            await post(message)
            raise ZeroDivisionError
    assert await rows() == []


async def test_a_claimed_message_is_nobody_elses_until_the_lease_ends(monkeypatch: pytest.MonkeyPatch) -> None:
    message = await a_message()
    await post(message)
    (mine,) = await outgoing.claim(["gacc"], 10)
    assert (mine.id, mine.body, mine.document_id, mine.tries) == (message.id, message.body, message.document_id, 1)
    assert await outgoing.claim(["gacc"], 10) == []
    there = now() + outgoing.LEASE + timedelta(seconds=1)
    monkeypatch.setattr(outgoing, "now", lambda: there)
    (again,) = await outgoing.claim(["gacc"], 10)
    assert (again.id, again.tries) == (message.id, 2)


async def test_a_closed_gateway_keeps_its_messages() -> None:
    await post(await a_message())
    assert await outgoing.claim([], 10) == []
    assert await outgoing.claim(["ccpit"], 10) == []
    assert len(await outgoing.claim(["ccpit", "gacc"], 10)) == 1


async def test_a_document_speaks_in_order() -> None:
    """The attachment waits for its certificate, even while that is put back; other documents do not wait."""
    first = await a_message()
    await post(first)
    await post(await same(first, kind="attachment", key="attachment"))
    other = await a_document(first.enterprise_id, "E261026902330184")
    await post(await a_message(enterprise_id=first.enterprise_id, document_id=other, key="other"))
    assert [each.key for each in await outgoing.claim(["gacc"], 10)] == [first.key, "other"]
    await outgoing.later(first.id, "稍后再试", now() + timedelta(minutes=1))
    assert await outgoing.claim(["gacc"], 10) == []
    await database.execute("update outgoing set due_at = $1 where id = $2", now(), first.id)
    (again,) = await outgoing.claim(["gacc"], 10)
    await outgoing.sent(again.id)
    assert [each.kind for each in await outgoing.claim(["gacc"], 10)] == ["attachment"]


async def test_what_was_sent_long_ago_is_kept_without_its_bytes() -> None:
    """P-3: the row stays and tells what became of it; a message that still waits keeps its bytes."""
    first = await a_message()
    await post(first)
    await post(await same(first, key="waits"))
    await outgoing.claim(["gacc"], 1)
    await outgoing.sent(first.id)
    assert await forgetting.forget_sent(now() - timedelta(days=1), now() + timedelta(seconds=1)) == 1
    assert [body_of(row) for row in await rows()] == [b"", b"<Certificate/>"]


def an_answer(document_id: UUID, **more: Any) -> outgoing.Answer:
    return outgoing.Answer(document_id=document_id, receipt_id=new_id(), at=now(), **more)


async def test_an_answer_finds_the_message_that_it_answers() -> None:
    """A certificate's receipt answers the certificate; an attachment's receipt the attachment that it names."""
    first = await a_message()
    assert first.document_id
    messages = [first]
    messages += [await same(first, kind="attachment", key=name, subject=name) for name in ("发票.pdf", "提单.pdf")]
    for message in messages:
        await post(message)
        assert len(await outgoing.claim(["gacc"], 1)) == 1
        await outgoing.sent(message.id)
    await outgoing.answered([an_answer(first.document_id, is_attachment=True, subject="提单.pdf")])
    assert [row["state"] for row in await rows()] == ["sent", "sent", "answered"]
    await outgoing.answered([an_answer(first.document_id)])
    assert [row["state"] for row in await rows()] == ["answered", "sent", "answered"]
    await outgoing.answered([an_answer(first.document_id, is_attachment=True)])
    assert [row["state"] for row in await rows()] == ["answered"] * 3


async def test_an_answer_that_overtakes_our_own_note_stands() -> None:
    """The authority may answer before we have written down that it has the message."""
    message = await a_message()
    assert message.document_id
    await post(message)
    await outgoing.claim(["gacc"], 1)
    await outgoing.answered([an_answer(message.document_id)])
    await outgoing.sent(message.id)
    await outgoing.later(message.id, "", now())
    assert [row["state"] for row in await rows()] == ["answered"]
