"""Lists in SQL: how long one is, looked at again and again."""

import pytest

from api import documents
from api.documents import Entry, Key, Wanted, enter_many, listing
from api.people.actor import Actor
from tests.api.people import makers


async def _enterprise() -> Actor:
    _, person = await makers.founded()
    return await makers.at_work(person)


async def _entered(actor: Actor, start: int, count: int, kind: str = "customs_certificate") -> None:
    assert actor.enterprise_id
    keys = [Key(kind, f"E26102690233{number:04}") for number in range(start, start + count)]
    await enter_many([Entry(key=key, enterprise_id=actor.enterprise_id) for key in keys])


@pytest.fixture(autouse=True)
def _nothing_remembered() -> None:
    listing._lengths.clear()


async def test_a_short_list_is_counted_at_every_look(db: str) -> None:
    """One more document is one more, at once."""
    actor = await _enterprise()
    for count in (listing.AT_ONCE - 2, 1):
        await _entered(actor, count, count)
    assert (await documents.page(actor, Wanted()))[1] == listing.AT_ONCE - 1


async def test_a_long_list_is_counted_again_after_some_seconds(db: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """Its length is whole from the first, stays as it was for ten seconds, and then is right again."""
    actor = await _enterprise()
    await _entered(actor, 0, listing.AT_ONCE + 50)
    assert (await documents.page(actor, Wanted()))[1] == listing.AT_ONCE + 50
    await _entered(actor, 5000, 3)
    assert (await documents.page(actor, Wanted()))[1] == listing.AT_ONCE + 50
    assert (await documents.page(actor, Wanted(number="E261026902335")))[1] == 3
    monkeypatch.setattr(listing, "REMEMBERED", -1.0)
    assert (await documents.page(actor, Wanted()))[1] == listing.AT_ONCE + 53


async def test_lengths_are_each_enterprises_own(db: str) -> None:
    """What was counted for one is never told to another."""
    actor = await _enterprise()
    await _entered(actor, 0, listing.AT_ONCE + 50)
    assert (await documents.page(actor, Wanted()))[1] == listing.AT_ONCE + 50
    _, neighbour = await makers.founded("neighbour", makers.OTHER_CREDIT_CODE)
    other = await makers.at_work(neighbour)
    await _entered(other, 6000, listing.AT_ONCE + 1)
    assert (await documents.page(other, Wanted()))[1] == listing.AT_ONCE + 1


async def test_a_list_of_one_kind_and_of_several(db: str) -> None:
    actor = await _enterprise()
    await _entered(actor, 0, 3)
    await _entered(actor, 0, 2, "ccpit_certificate")
    wanted = {
        kind: (await documents.page(actor, Wanted(kinds=kind.split())))[1] for kind in ("customs_certificate", "x")
    }
    assert wanted == {"customs_certificate": 3, "x": 0}
    both = Wanted(kinds=["customs_certificate", "ccpit_certificate"])
    assert (await documents.page(actor, both))[1] == 5


async def test_no_more_lengths_are_remembered_than_fit(db: str, monkeypatch: pytest.MonkeyPatch) -> None:
    actor = await _enterprise()
    await _entered(actor, 0, listing.AT_ONCE + 1)
    monkeypatch.setattr(listing, "_LENGTHS", 2)
    for number in ("E", "E2", "E26", "E261"):
        await documents.page(actor, Wanted(number=number))
    assert len(listing._lengths) == 2
