"""Lists in SQL: how long one is, and whose."""

import pytest

from api import certificates, coordination, datasync, demo, documents, filings, people
from api.documents import Entry, Key, Wanted, enter_many, listing
from api.paging import Paging, page_of
from api.people.actor import Actor
from api.people.models import Person
from kit.refusals import Refusal
from tests.api.people import makers
from tests.api.test_canaries import OWNERS


async def _enterprise() -> Actor:
    _, person = await makers.founded()
    return await makers.at_work(person)


async def _entered(actor: Actor, start: int, count: int, kind: str = "customs_certificate") -> None:
    assert actor.enterprise_id
    keys = [Key(kind, f"E26102690233{number:04}") for number in range(start, start + count)]
    await enter_many([Entry(key=key, enterprise_id=actor.enterprise_id) for key in keys])


async def test_a_list_is_counted_at_every_look(db: str) -> None:
    """One more document is one more, at once."""
    actor = await _enterprise()
    for start, count in ((0, 30), (500, 1)):
        await _entered(actor, start, count)
    assert (await documents.page(actor, Wanted()))[1] == 31


async def test_a_long_list_says_that_it_is_longer_than_was_counted(db: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """Whole as far as the bound, 超过 behind it, and as such in the answer of a route."""
    monkeypatch.setattr(listing, "MOST", 40)
    actor = await _enterprise()
    await _entered(actor, 0, 40)
    found, total = await documents.page(actor, Wanted())
    assert (total, str(total)) == (40, "40")
    await _entered(actor, 500, 1)
    found, total = await documents.page(actor, Wanted())
    assert (len(found), total, f"{total}条") == (20, 40, "超过40条")
    told = page_of(found, Paging(), total).model_dump()
    assert (told["total"], told["total_is_more"]) == (40, True)
    found, total = await documents.page(actor, Wanted(), page=2)
    assert (len(found), f"{total}条") == (20, "超过40条"), "the last page says so without counting"
    assert (await documents.page(actor, Wanted(), page=3))[1] == 41, "a page that shows the end tells the length"


async def test_lengths_are_each_enterprises_own(db: str) -> None:
    """What was counted for one is never told to another."""
    actor = await _enterprise()
    await _entered(actor, 0, 25)
    _, neighbour = await makers.founded("neighbour", makers.OTHER_CREDIT_CODE)
    other = await makers.at_work(neighbour)
    await _entered(other, 6000, 22)
    assert [(await documents.page(each, Wanted()))[1] for each in (actor, other)] == [25, 22]


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


async def test_no_list_is_read_behind_what_is_counted(db: str) -> None:
    """The last page within reach is read; the next is refused with a sentence, in the chat as over the API."""
    actor = await _enterprise()
    assert await documents.page(actor, Wanted(), page=50, size=20) == ([], 0)
    with pytest.raises(Refusal) as refused:
        await documents.page(actor, Wanted(), page=51, size=20)
    assert (refused.value.code, refused.value.sentence) == (
        "too_deep",
        "清单只能翻到前1000条，请加上查询条件缩小范围后再查。",
    )


async def test_a_page_out_of_reach_is_refused_by_every_list_alike(db: str) -> None:
    """Lists that are read in their own way too: what counts is where the page begins."""
    _, person = await makers.founded()
    async with makers.a_client(await makers.a_token(person)) as client:
        for path in ("documents", "audit", "deliveries", "subscriptions", "outgoing", "tokens"):
            near, far = [await client.get(f"/api/v1/{path}?page={page}&size=100") for page in (10, 11)]
            assert (near.status_code, far.status_code, far.json()["code"]) == (200, 422, "too_deep"), path


async def test_pages_one_after_the_other_are_the_list(db: str) -> None:
    """Later pages ask the register apart from the rows that they pass over; none is lost, doubled or moved by it."""
    await demo.furnish(OWNERS)
    actor = await people.actor_of_person((await Person.get(login=OWNERS.players[0].login)).id, "test")
    assert actor
    lists = {
        "certificates": lambda page, size: certificates.page(
            actor, certificates.Wanted(authority="customs"), page, size
        ),
        "coordinations": lambda page, size: coordination.page(actor, coordination.Wanted(), page, size),
        "syncs": lambda page, size: datasync.page(actor, page=page, size=size),
        "filings": lambda page, size: filings.page(actor, filings.Wanted(), page, size),
    }
    for name, asked in lists.items():
        whole, total = await asked(1, 100)
        pages = [(await asked(number, 7))[0] for number in range(1, (min(total, 100) + 6) // 7 + 1)]
        found = [row for page in pages for row in page]
        assert len(found) >= 8, name
        assert found[: len(whole)] == whole, name
