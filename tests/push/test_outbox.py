"""Enqueuing: once however often, in the cause's transaction, newer in place of older."""

import asyncio
from datetime import timedelta
from uuid import UUID

import pytest

from kit import database
from kit.clock import now
from kit.ids import new_id
from push import letters, outbox
from push.outbox import Lane, Order
from tests.push.orders import a_letter, a_message, an_order, counted, put, row, states

DOCUMENT = "document:7"


async def statuses(person: UUID, *seqs: int, **other: object) -> list[UUID]:
    """One order a status of the same document for a person, in one batch."""
    made = [
        (letter, an_order(letter, person_id=person, thread=DOCUMENT, seq=seq, **other))
        for seq in seqs
        if (letter := a_letter())
    ]
    async with database.transaction():
        await outbox.write_messages([letter for letter, _order in made])
        await outbox.enqueue([order for _letter, order in made])
    return [order.id for _letter, order in made]


async def test_the_same_order_twice_is_one_delivery(db: str) -> None:
    """R-2: the id follows from message, person and channel, so a repeated fan-out writes nothing new."""
    letter = a_letter()
    order = an_order(letter, person_id=new_id())
    async with database.transaction():
        await outbox.write_messages([letter, letter])
        first = await outbox.enqueue([order, order])
        again = await outbox.enqueue([order])
    assert (first, again) == (1, 0)
    assert order.id == outbox.delivery_id(letter.id, order.person_id or "", "wechat")
    assert (await row(order.id))["state"] == "new"


async def test_what_fails_leaves_no_delivery(db: str) -> None:
    """The outbox is part of its cause's transaction: rolled back together."""
    letter = a_letter()
    with pytest.raises(ZeroDivisionError):
        async with database.transaction():
            await outbox.write_messages([letter])
            await outbox.enqueue([an_order(letter)])
            raise ZeroDivisionError
    assert await counted("deliveries") == await counted("messages") == 0


async def test_a_message_comes_back_as_it_was_written(db: str) -> None:
    """Facts, remark, link, kind and brief survive the table, quotation marks and line breaks included."""
    message = a_message('审核 "通过"\n{orders} $1')
    letter = a_letter(message)
    await put(an_order(letter), letter=letter)
    said = (await letters.read([letter.id]))[letter.id]
    assert said.message == message
    assert said.trace == letter.trace


async def test_a_newer_status_replaces_an_unsent_older_one(db: str) -> None:
    """Supersession at enqueue: per thread, person and channel; the older names its successor."""
    me, other = new_id(), new_id()
    (old,) = await statuses(me, 1)
    (theirs,) = await statuses(other, 1)
    (by_sms,) = await statuses(me, 1, channel="sms")
    (new,) = await statuses(me, 2)
    assert await states(old, theirs, by_sms, new) == ["superseded", "new", "new", "new"]
    assert database.as_uuid((await row(old))["successor_id"]) == new
    assert (await row(old))["closed_at"] is not None


async def test_an_older_status_that_comes_late_replaces_nothing(db: str) -> None:
    """Only a larger `seq` supersedes; whether the late one is still sent is decided when it is claimed."""
    me = new_id()
    (newer,) = await statuses(me, 2)
    await statuses(me, 1)
    assert await states(newer) == ["new"]


async def test_what_waits_for_the_morning_is_replaced_too(db: str) -> None:
    """An older status that quiet hours or a retry hold back is still unsent."""
    me = new_id()
    (old,) = await statuses(me, 1, held="quiet", due_at=now() + timedelta(hours=8))
    (new,) = await statuses(me, 2)
    assert await states(old, new) == ["superseded", "new"]
    assert (await row(old))["held"] == ""


async def test_within_one_batch_only_the_newest_remains(db: str) -> None:
    """Ten statuses in one fan-out: nine are superseded by the tenth, whatever their order."""
    ids = await statuses(new_id(), 4, 1, 9, 2, 10, 3, 5, 8, 7, 6)
    newest = ids[4]
    assert await states(*ids) == ["superseded"] * 4 + ["new"] + ["superseded"] * 5
    assert {database.as_uuid((await row(each))["successor_id"]) for each in ids if each != newest} == {newest}


async def test_without_a_thread_nothing_is_superseded(db: str) -> None:
    """Codes and personal messages stand for themselves."""
    me, letter, other = new_id(), a_letter(), a_letter()
    first = await put(an_order(letter, person_id=me, seq=1), letter=letter)
    second = await put(an_order(other, person_id=me, seq=2), letter=other)
    assert await states(*first, *second) == ["new", "new"]


async def test_a_digest_takes_the_place_of_its_members(db: str) -> None:
    """`supersede` moves what is still unsent, says which, and leaves the rest."""
    (one,), (sent,) = await statuses(new_id(), 1), await statuses(new_id(), 1)
    await database.execute("update deliveries set state = 'accepted', shelf = 1 where id = $1", sent)
    digest = new_id()
    assert await outbox.supersede({one: digest, sent: digest}) == {one}
    assert await states(one, sent) == ["superseded", "accepted"]


async def test_thousands_of_orders_fit_in_one_transaction(db: str) -> None:
    """5,000 followers of one document: one call inside the caller's transaction."""
    letter = a_letter()
    orders = [an_order(letter, person_id=new_id(), thread=DOCUMENT) for _ in range(5_000)]
    async with database.transaction():
        await outbox.write_messages([letter])
        assert await outbox.enqueue(orders) == 5_000
    assert await counted("deliveries where state = 'new' and shelf = 0") == 5_000


async def test_concurrent_statuses_leave_one_to_send(db: str) -> None:
    """Twenty statuses written at once by different transactions: each row is the newest, or names a newer one."""
    me = new_id()
    ids = [each for (each,) in await asyncio.gather(*(statuses(me, seq) for seq in range(1, 21)))]
    rows = [await row(each) for each in ids]
    assert rows[-1]["state"] == "new"
    newer = {database.as_uuid(each["id"]): each["seq"] for each in rows}
    assert all(newer[database.as_uuid(each["successor_id"])] > each["seq"] for each in rows if each["successor_id"])


def test_an_order_to_nobody_yet_is_known_by_its_address() -> None:
    """A code for a new phone: no person, the address takes its place in the id."""
    letter = a_letter()
    order = Order(
        message_id=letter.id,
        person_id=None,
        tenant_id=None,
        subscription_id=None,
        why="",
        channel="sms",
        address="13800001234",
        thread="",
        seq=0,
        lane=Lane.CODE,
        due_at=now(),
        expires_at=now(),
    )
    assert order.id == outbox.delivery_id(letter.id, "13800001234", "sms")
