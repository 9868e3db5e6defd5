"""Any part of a name or number finds it, once, and what it no longer is called finds nothing."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from api import documents
from api.documents import Wanted, tails
from api.documents.creating import renumber
from kit import database, migrating
from tests.api.documents.makers import NUMBER, a_document, a_person, an_enterprise


@pytest.mark.parametrize("part", ["E2610", "0183", "3", "902330", NUMBER, "26"])
async def test_every_part_of_a_number_finds_it_once(db: str, part: str) -> None:
    """At its beginning, in its middle, at its end, whole; also a part that it holds twice."""
    clerk = await a_person(enterprise := await an_enterprise())
    document = await a_document(enterprise)
    await a_document(enterprise, "XK20260001", "licence")
    found, total = await documents.page(clerk, Wanted(kinds=["customs_certificate"], number=part))
    assert ([each.id for each in found], total) == ([document], 1)


@pytest.mark.parametrize("part", ["E2611", "E261026902330183X", "%", "_", "1830"])
async def test_what_a_number_does_not_hold_finds_nothing(db: str, part: str) -> None:
    clerk = await a_person(enterprise := await an_enterprise())
    await a_document(enterprise)
    assert await documents.page(clerk, Wanted(number=part)) == ([], 0)


async def test_what_ends_with_a_part_comes_first(db: str) -> None:
    """The last digits are what people remember of a number."""
    clerk = await a_person(enterprise := await an_enterprise())
    for number in ("E260101025771", "E260101020077", "E260101025770"):
        await a_document(enterprise, number)
    found, _ = await documents.page(clerk, Wanted(number="77"))
    assert [each.number for each in found] == ["E260101020077", "E260101025770", "E260101025771"]


async def test_a_longer_part_than_a_tail_is_found_by_all_its_characters(db: str) -> None:
    clerk = await a_person(enterprise := await an_enterprise())
    long, longer = "LONGNUMBER" * 3 + "1", "LONGNUMBER" * 3 + "2"
    for number in (long, longer):
        await a_document(enterprise, number, "licence")
    found, total = await documents.page(clerk, Wanted(number=long[4:]))
    assert ([each.number for each in found], total) == ([long], 1)


async def test_a_new_number_takes_the_place_of_the_old_one(db: str) -> None:
    clerk = await a_person(enterprise := await an_enterprise())
    document = await a_document(enterprise, "AB20260001")
    await renumber(document, "CD20260002")
    assert await documents.page(clerk, Wanted(number="0001")) == ([], 0)
    for part in ("0002", "2026", "CD"):
        found, total = await documents.page(clerk, Wanted(number=part))
        assert ([each.id for each in found], total) == ([document], 1)


async def test_documents_that_were_there_already_are_not_kept_twice(db: str) -> None:
    """A receipt about a known document enters it again: nothing is added."""
    enterprise = await an_enterprise()
    document = await a_document(enterprise)
    await a_document(enterprise)
    rows = await database.fetch("select place from text_tails where owner_id = $1 order by place", document)
    assert [row["place"] for row in rows] == list(range(1, len(NUMBER) + 1))


async def test_a_text_is_forgotten_without_the_others(db: str) -> None:
    enterprise = await an_enterprise()
    one, other = await a_document(enterprise, "L1", "licence"), await a_document(enterprise, "L12", "licence")
    await tails.forget([(enterprise, "licence", one, "L1")])
    rows = await database.fetch("select owner_id from text_tails where field = 'licence'")
    assert {database.as_uuid(row["owner_id"]) for row in rows} == {other}
    assert len(rows) == 3


@given(st.text("ab2", max_size=24), st.text("ab2", min_size=1, max_size=tails.LOOKED_BACK))
def test_a_part_has_one_place_however_often_it_stands(words: str, part: str) -> None:
    """Of all tails that begin with a part, the one at its first place alone has less of it at an earlier place."""
    found = [place for tail, place, earlier in tails.tails_of(words) if tail.startswith(part) and earlier < len(part)]
    assert found == ([words.index(part) + 1] if part in words else [])


async def test_an_update_gives_what_was_there_already_the_same_tails(db: str) -> None:
    """The migration reckons in SQL what is reckoned here for each new text."""
    enterprise = await an_enterprise()
    for number in ("E260101025771", "E26E26E26E26E26E26", "2626", "A", "LONGNUMBER" * 3):
        await a_document(enterprise, number, "licence")
    kept = await _tails()
    step = next(each for each in migrating.available(database.dialect()) if each.name == "api/0054_tails_earlier")
    for statement in migrating.statements(step.path.read_text("utf-8")):
        await database.execute(statement)
    assert await _tails() == kept
    assert len(kept) == 13 + 18 + 4 + 1 + 30


async def _tails() -> list[tuple[object, ...]]:
    rows = await database.fetch("select owner_id, tail, place, earlier from text_tails order by owner_id, place")
    return [tuple(row.values()) for row in rows]
