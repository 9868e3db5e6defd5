"""What a manager asks of all documents at once: found, counted, still to be done; of the own enterprise alone."""

from datetime import timedelta
from typing import Any
from uuid import UUID

import pytest

from api import overview
from api.certificates.certificate import Draft
from api.certificates.drafting import save_draft
from api.certificates.forms import BasicForm
from api.documents import advance
from api.overview import Wanted
from api.people import Actor
from tests.api.documents.makers import (
    NINE,
    NUMBER,
    a_document,
    a_move,
    a_person,
    an_approved,
    an_enterprise,
)

OTHER_CREDIT_CODE = "91110000600037341L"
DAY = timedelta(days=1)
Firm = tuple[UUID, Actor]


@pytest.fixture
async def firm(db: str) -> Firm:
    """An enterprise with somebody, an approved E, a returned K, and another enterprise's approved E."""
    ours, foreign = await an_enterprise(), await an_enterprise(OTHER_CREDIT_CODE)
    await an_approved(ours)
    returned = await a_document(ours, "K261026902330184")
    await advance(a_move(returned, "returned", 5))
    await an_approved(foreign, "E266000373410001")
    return ours, await a_person(ours)


async def _numbers(actor: Actor, **wanted: Any) -> list[str]:
    found, total = await overview.find(actor, Wanted(**wanted))
    assert total == len(found)
    return [each.number for each in found]


async def test_documents_are_found_by_what_one_remembers(firm: Firm) -> None:
    _, actor = firm
    assert await _numbers(actor) == ["K261026902330184", NUMBER]
    assert await _numbers(actor, statuses=("approved", "failed")) == [NUMBER]
    assert await _numbers(actor, since=NINE, until=NINE + timedelta(minutes=1)) == [NUMBER]
    assert await _numbers(actor, kinds=("filing",)) == []
    assert await _numbers(actor, entered_by=actor.person_id) == []


async def test_a_place_finds_by_destination_and_else_by_type(firm: Firm) -> None:
    _, actor = firm
    form = BasicForm(dest_country_name="泰国")
    draft = await save_draft(actor, Draft(authority="customs", type_code="E", form=form))
    thailand: Any = {"destinations": ("泰国", "THAILAND"), "types": ("E", "RC")}
    assert await _numbers(actor, **thailand) == [draft.number, NUMBER]
    assert await _numbers(actor, destinations=("越南",), types=("E",)) == [NUMBER], "a known destination decides"
    assert await _numbers(actor, destinations=("韩国",), types=("K",)) == ["K261026902330184"]


async def test_what_came_into_a_status_is_counted(firm: Firm) -> None:
    _, actor = firm
    found = await overview.counts(actor, NINE, NINE + DAY)
    assert {(each.status, each.number) for each in found} == {("approved", 1), ("returned", 1)}
    assert await overview.counts(actor, NINE + DAY, NINE + 2 * DAY) == []


async def test_what_is_still_to_be_done_is_told_by_list(firm: Firm) -> None:
    _, actor = firm
    waiting, total = await overview.owing(actor, "backfill")
    assert ([each.number for each in waiting], total) == ([NUMBER], 1)


async def test_a_person_without_the_enterprise_sees_nothing(firm: Firm) -> None:
    stranger = await a_person(None)
    assert await overview.find(stranger, Wanted()) == ([], 0)
    assert await overview.counts(stranger, NINE, NINE + DAY) == []
    assert await overview.owing(stranger, "backfill") == ([], 0)
