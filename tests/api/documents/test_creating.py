"""Documents that our own people begin: drafts with working numbers, other numbers to be found by, one search."""

import asyncio
from dataclasses import replace
from uuid import UUID

import pytest

from api import documents
from api.documents import Begun, Wanted, advance, journal_lines
from api.people.models import Membership
from kit import database
from kit.clock import in_shanghai, now
from kit.refusals import Refusal
from tests.api.documents.makers import (
    CREDIT_CODE,
    NINE,
    NUMBER,
    a_document,
    a_move,
    a_person,
    an_enterprise,
    the_document,
)
from tests.api.documents.test_queries import OTHER_CODE, refused


async def test_a_draft_has_a_working_number_a_journal_line_and_whoever_entered_it(db: str) -> None:
    clerk = await a_person(enterprise := await an_enterprise())
    made = await documents.create(clerk, "customs_certificate", facts={"certificate_type": "E"})
    assert made.number == f"CC{in_shanghai(now()):%y%m%d}000001"
    assert (made.status, made.enterprise_id, made.entered_by) == ("draft", enterprise, clerk.person_id)
    assert made.facts == {"certificate_type": "E"}
    (line,) = await documents.journal(clerk, made.id)
    assert (line.step, line.verdict, line.to_status, line.actor) == ("entered", "noted", "draft", str(clerk.person_id))
    await advance(a_move(made.id, "declare", 1)._replace(occurred_at=now()))
    assert (await the_document(made.id)).seq == 2


async def test_working_numbers_are_given_once_even_to_two_at_the_same_time(db: str) -> None:
    clerk = await a_person(await an_enterprise())
    made = await asyncio.gather(*(documents.create(clerk, "ccpit_certificate") for _ in range(5)))
    assert len({each.number for each in made}) == 5


async def test_a_number_that_is_taken_is_refused_and_a_draft_that_fails_takes_no_number(db: str) -> None:
    clerk = await a_person(enterprise := await an_enterprise())
    await a_document(enterprise)
    with pytest.raises(Refusal, match=NUMBER):
        await documents.create(clerk, "customs_certificate", number=f" {NUMBER.lower()} ")
    with pytest.raises(ValueError, match="stop"):
        async with database.transaction():
            await documents.create(clerk, "licence")
            raise ValueError("stop")
    assert (await documents.create(clerk, "licence", number="")).number.endswith("000001")


async def test_only_people_at_work_for_an_enterprise_begin_documents(db: str) -> None:
    """Nobody without an enterprise, nobody whose membership ended a moment ago, and no machine's token."""
    clerk = await a_person(await an_enterprise())
    assert (await refused(documents.create(replace(clerk, enterprise_id=None), "licence")))[0] == "no_enterprise"
    machine = replace(clerk, scopes=frozenset({"read"}))
    assert (await refused(documents.create(machine, "licence")))[0] == "out_of_scope"
    await Membership.filter(person_id=clerk.person_id).update(revoked_at=now())
    assert (await refused(documents.create(clerk, "licence")))[0] == "no_enterprise"


async def test_the_authoritys_number_replaces_the_working_number_which_still_finds_it(db: str) -> None:
    clerk = await a_person(await an_enterprise())
    made = await documents.create(clerk, "customs_certificate")
    await documents.renumber(made.id, NUMBER)
    await documents.renumber(made.id, NUMBER)
    assert (await documents.find(clerk, NUMBER)).id == made.id
    (hit,) = await documents.search(clerk, made.number)
    assert (hit.document.id, hit.role, hit.number) == (made.id, "apply", made.number)
    lines = await documents.journal(clerk, made.id)
    assert [(line.seq, line.step, line.note) for line in lines] == [
        (1, "entered", ""), (2, "renumbered", f"{made.number}→{NUMBER}")
    ]  # fmt: skip
    assert journal_lines.STEPS["renumbered"] == "取得正式编号"


async def test_a_number_that_another_document_has_is_not_given_again(db: str) -> None:
    clerk = await a_person(enterprise := await an_enterprise())
    await a_document(enterprise)
    made = await documents.create(clerk, "customs_certificate")
    assert (await refused(documents.renumber(made.id, NUMBER)))[0] == "number_taken"
    assert (await refused(documents.renumber(UUID(int=1), "X1")))[0] == "not_found"
    assert (await the_document(made.id)).number == made.number


async def test_many_drafts_are_entered_at_once_each_with_its_journal_line(db: str) -> None:
    clerk = await a_person(enterprise := await an_enterprise())
    drafts = [Begun(number=f"xk-{n}", at=NINE, facts={"n": str(n)}) for n in range(3)]
    await documents.create_many(clerk, "licence", drafts)
    await documents.create_many(clerk, "licence", [])
    made = await documents.find(clerk, "XK2")
    assert (made.id, made.status, made.status_at, made.facts) == (drafts[2].id, "draft", NINE, {"n": "2"})
    assert (made.enterprise_id, made.entered_by, made.content) == (enterprise, clerk.person_id, "trade/licence")
    (line,) = await documents.journal(clerk, made.id)
    assert (line.seq, line.step, line.occurred_at) == (1, "entered", NINE)
    with pytest.raises(Exception, match=r"(?i)unique|duplicate"):
        await documents.create_many(clerk, "licence", [Begun(number="XK9", at=NINE), Begun(number="XK1", at=NINE)])
    assert (await refused(documents.find(clerk, "XK9")))[0] == "not_found"


async def test_facts_are_added_to_those_that_stand(db: str) -> None:
    clerk = await a_person(await an_enterprise())
    made = await documents.create(clerk, "licence", facts={"a": "1", "b": "2"})
    await documents.set_facts(made.id, {"b": "3", "c": "4"})
    assert (await the_document(made.id)).facts == {"a": "1", "b": "3", "c": "4"}


async def test_one_search_finds_every_kind_by_any_number_or_its_beginning(db: str) -> None:
    clerk = await a_person(enterprise := await an_enterprise())
    certificate = await documents.create(clerk, "customs_certificate")
    licence = await a_document(enterprise, "2F47-LICENCE", "licence")
    await documents.also_known_as(certificate.id, {"invoice": ["2F47S93D"], "contract": ["HT-2026/7", ""]})
    found = await documents.search(clerk, "2f47")
    assert {hit.document.id for hit in found} == {certificate.id, licence}
    exact = await documents.search(clerk, "2f47 s93d")
    assert [(hit.document.id, hit.role) for hit in exact] == [(certificate.id, "invoice")]
    assert [hit.document.id for hit in await documents.search(clerk, "ht2026/7")] == [certificate.id]
    assert await documents.search(clerk, "2F", kinds=["licence"]) == []
    assert [hit.document.id for hit in await documents.search(clerk, "2F4", kinds=["licence"])] == [licence]
    await documents.also_known_as(certificate.id, {"invoice": ["NEW1"]})
    assert await documents.search(clerk, "2F47S93D") == []
    assert await documents.search(clerk, "HT2026/7") != []


async def test_an_exact_number_comes_before_those_that_only_begin_so(db: str) -> None:
    clerk = await a_person(enterprise := await an_enterprise())
    exact = await a_document(enterprise, "XK2026", "licence")
    for serial in range(3):
        await a_document(enterprise, f"XK2026{serial}", "licence")
    assert [hit.document.id for hit in await documents.search(clerk, "XK2026", limit=1)] == [exact]


async def test_a_search_never_leaves_the_enterprise(db: str) -> None:
    stranger = await a_person(await an_enterprise(OTHER_CODE))
    clerk = await a_person(await an_enterprise(CREDIT_CODE))
    made = await documents.create(clerk, "customs_certificate")
    await documents.also_known_as(made.id, {"invoice": ["2F47S93D"]})
    assert await documents.search(stranger, "2F47S93D") == []
    assert await documents.search(stranger, made.number) == []
    assert (await refused(documents.search(replace(clerk, scopes=frozenset({"follow"})), "2F47")))[0] == "scope"
    await Membership.filter(person_id=clerk.person_id).update(revoked_at=now())
    assert await documents.search(clerk, "2F47S93D") == []
    assert await documents.page(stranger, Wanted()) == ([], 0)
