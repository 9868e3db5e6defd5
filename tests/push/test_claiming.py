"""Claiming: urgent lanes first, no row twice, nothing that must wait, and a key that fences."""

import asyncio
from datetime import timedelta
from uuid import UUID

import pytest

from kit import database
from kit.clock import now
from kit.ids import new_id
from push import addresses, claiming, holds
from push.claiming import BEHIND, FREE, OUTRANKED, Batch
from push.holds import Hold
from push.lanes import EXPRESS, Lane
from tests.push.orders import a_letter, a_person, an_order, counted, ordered, put, row

LATER = timedelta(hours=1)


async def claimed(channel: str = "wechat", limit: int = 500) -> Batch:
    return await claiming.claim(channel, now(), limit)


async def test_a_code_never_waits_behind_a_mass_push(db: str) -> None:
    """5,000 status rows due, one code enqueued afterwards: the next claim begins with it (push-anchors.md §5, 9)."""
    letter = a_letter()
    long_ago = now() - timedelta(hours=2)
    mass = [an_order(letter, channel="sms", address=f"138{n:08d}", due_at=long_ago) for n in range(5_000)]
    await put(*mass, letter=letter)
    code = await ordered(channel="sms", lane=Lane.CODE)
    assert (await claimed("sms", 4)).rows[0].id == code


async def test_mass_pushes_move_even_while_statuses_press(db: str) -> None:
    """An eighth of each claim is kept from status pushes; an empty lane leaves its places to the others."""
    letter = a_letter()
    status = [an_order(letter, address=f"s{n}") for n in range(20)]
    mass = [an_order(letter, address=f"m{n}", lane=Lane.MASS) for n in range(20)]
    await put(*status, *mass, letter=letter)
    lanes = [due.lane for due in (await claimed(limit=16)).rows]
    assert sorted(lanes) == [Lane.STATUS] * 14 + [Lane.MASS] * 2


async def test_the_express_lanes_can_be_claimed_alone(db: str) -> None:
    """A sender for codes and personal messages takes nothing else."""
    await ordered()
    personal = await ordered(lane=Lane.PERSONAL)
    batch = await claiming.claim("wechat", now(), 500, EXPRESS)
    assert [due.id for due in batch.rows] == [personal]


async def test_a_hundred_workers_claim_nothing_twice(db: str) -> None:
    """100 claims at once over 300 rows: every row in exactly one batch."""
    letter = a_letter()
    await put(*(an_order(letter, address=f"o{n}") for n in range(300)), letter=letter)
    batches = await asyncio.gather(*(claimed(limit=5) for _ in range(100)))
    taken = [due.id for batch in batches for due in batch.rows]
    assert len(taken) == len(set(taken)) == 300
    assert await counted("deliveries where state = 'sending'") == 300


async def test_what_was_claimed_is_committed_as_sending_under_a_lease(db: str) -> None:
    """Before a byte leaves, the row says so, and the lease says until when (§2, SMS and Telegram)."""
    delivery = await ordered()
    batch = await claimed()
    found = await row(delivery)
    assert found["state"] == "sending"
    assert database.as_uuid(found["lease_key"]) == batch.key
    lease = (await database.fetch("select * from leases"))[0]
    assert database.as_time(lease["until"]) == batch.claimed_at + claiming.LEASE
    await claiming.release(batch.key)
    assert not await counted("leases")


async def test_an_empty_claim_leaves_no_lease(db: str) -> None:
    """Looking at an empty outbox writes nothing."""
    assert not (await claimed()).rows
    assert not await counted("leases")


async def test_what_is_not_due_or_of_another_channel_stays(db: str) -> None:
    """Quiet hours and retries are only a later due time."""
    await ordered(due_at=now() + LATER)
    await ordered(channel="sms")
    assert not (await claimed()).rows


async def test_a_claimed_row_tells_what_sending_needs(db: str) -> None:
    """Due carries the columns as they were written, in Python's types on both databases."""
    person, tenant, subscription = await a_person(wechat="o-me"), new_id(), new_id()
    letter = a_letter()
    order = an_order(
        letter, person_id=person, tenant_id=tenant, subscription_id=subscription, address="o-me", thread="d", seq=9
    )
    await put(order, letter=letter)
    due = (await claimed()).rows[0]
    assert due[:6] == (order.id, letter.id, person, tenant, subscription, order.why)
    assert due[6:13] == ("wechat", "o-me", "d", 9, Lane.STATUS, "", 0)
    assert (due.doubtful_since, due.expires_at) == (None, order.expires_at)
    assert (due.standing, due.address_state) == (FREE, "active")


@pytest.mark.parametrize(
    ("state", "shelf", "newer", "expected"),
    [
        ("sending", 0, False, BEHIND),
        ("accepted", 1, False, FREE),
        ("new", 0, True, OUTRANKED),
        ("accepted", 1, True, OUTRANKED),
        ("delivered", 1, True, OUTRANKED),
        ("failed", 1, True, FREE),
        ("cancelled", 1, True, FREE),
    ],
)
async def test_the_thread_decides_who_goes_first(db: str, state: str, shelf: int, newer: bool, expected: int) -> None:
    """R-10: behind an older one on its way; outranked by a newer one that is to be sent, or was."""
    me, letter, other = new_id(), a_letter(), a_letter()
    (mine,) = await put(an_order(letter, person_id=me, thread="d", seq=5), letter=letter)
    sibling = an_order(other, person_id=me, thread="", seq=7 if newer else 3, due_at=now() + LATER)
    (theirs,) = await put(sibling, letter=other)
    await database.execute(
        "update deliveries set thread = 'd', state = $1, shelf = $2 where id = $3", state, shelf, theirs
    )
    (due,) = (await claimed()).rows
    assert (due.id, due.standing) == (mine, expected)


async def _address_state(person: UUID) -> str | None:
    letter = a_letter()
    await put(an_order(letter, person_id=person, address="o-me"), letter=letter)
    return (await claimed()).rows[0].address_state


async def test_an_address_is_looked_at_when_it_is_claimed(db: str) -> None:
    """R-9: active, lost, or no longer this person's — as it stands now, not as it stood at fan-out."""
    person = await a_person(wechat="o-me")
    assert await _address_state(person) == "active"
    await addresses.lost("wechat", "o-me", "43004")
    assert await _address_state(person) == "lost"
    await addresses.unbind(person, "wechat", "asked")
    assert await _address_state(person) is None


async def test_a_held_channel_is_not_claimed_until_the_hold_ends(db: str) -> None:
    """N7: no call before the time, in no process: the hold stands beside the outbox."""
    await ordered()
    until = now() + LATER
    await holds.put([Hold("wechat", "", until, "45009", "reach max api daily quota limit")], now())
    assert not (await claimed()).rows
    assert len((await claiming.claim("wechat", until + timedelta(seconds=1), 500)).rows) == 1


async def test_a_held_address_lets_the_others_pass(db: str) -> None:
    """43117 is about one follower."""
    await ordered(address="o-tired")
    other = await ordered(address="o-fresh")
    await holds.put([Hold("wechat", "o-tired", now() + LATER, "43117", "too often")], now())
    assert [due.id for due in (await claimed()).rows] == [other]
