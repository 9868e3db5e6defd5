"""What one may see of the register: fetching is authorising, and a foreign document is a missing one."""

from uuid import UUID

import pytest

from api import documents
from api.documents import Wanted, advance
from api.people import Actor
from api.people.models import Membership
from kit.clock import now
from kit.refusals import Refusal
from tests.api.documents.makers import CREDIT_CODE, MINUTE, NINE, NUMBER, a_document, a_move, a_person, an_enterprise

OTHER_CODE = "91110000600037341L"


async def refused(wish: object) -> tuple[str, str]:
    with pytest.raises(Refusal) as caught:
        await wish  # type: ignore[misc]
    return caught.value.code, caught.value.sentence


async def test_a_number_is_found_however_it_is_typed(db: str) -> None:
    clerk = await a_person(enterprise := await an_enterprise())
    document = await a_document(enterprise)
    for typed in (NUMBER, NUMBER.lower(), " E26 1026 9023 30183 ", "Ｅ２６１０２６９０２３３０１８３"):
        assert (await documents.find(clerk, typed)).id == document
    assert (await documents.get(clerk, document)).number == NUMBER


async def test_a_foreign_document_and_a_missing_one_are_the_same(db: str) -> None:
    """The same code and the same sentence for both, by number, by id and for the journal (house rule 8)."""
    stranger = await a_person(await an_enterprise(OTHER_CODE))
    document = await a_document(await an_enterprise(CREDIT_CODE))
    foreign = await refused(documents.find(stranger, NUMBER))
    assert foreign == await refused(documents.find(stranger, "E261026902339999")) == ("not_found", "未查询到相关信息!")
    assert await refused(documents.get(stranger, document)) == await refused(documents.get(stranger, UUID(int=1)))
    assert await refused(documents.journal(stranger, document)) == foreign


async def test_a_person_of_two_enterprises_finds_the_documents_of_both(db: str) -> None:
    """The right is the membership, not the enterprise that the actor happens to act for."""
    clerk = await a_person(await an_enterprise(OTHER_CODE))
    second = await an_enterprise()
    await a_document(second)
    await refused(documents.find(clerk, NUMBER))
    await Membership.create(person_id=clerk.person_id, enterprise_id=second, role="agent", granted_at=now())
    assert (await documents.find(clerk, NUMBER)).enterprise_id == second


async def test_a_right_that_was_taken_away_is_gone_at_once(db: str) -> None:
    """The session still names the enterprise; the membership is asked anew."""
    clerk = await a_person(enterprise := await an_enterprise())
    await a_document(enterprise)
    await Membership.filter(person_id=clerk.person_id).update(revoked_at=now())
    await refused(documents.find(clerk, NUMBER))
    assert await documents.page(clerk, Wanted()) == ([], 0)


async def test_a_list_shows_the_actors_enterprise_alone_page_by_page(db: str) -> None:
    clerk = await a_person(enterprise := await an_enterprise())
    numbers = [f"E2610269023301{n:02}" for n in range(5)]
    for number in numbers:
        await a_document(enterprise, number)
    await a_document(await an_enterprise(OTHER_CODE), "E266000373410001")
    first, total = await documents.page(clerk, Wanted(), page=1, size=3)
    rest, _ = await documents.page(clerk, Wanted(), page=2, size=3)
    assert total == 5
    assert sorted(each.number for each in [*first, *rest]) == numbers


async def test_a_list_is_narrowed_by_kind_status_content_number_and_time(db: str) -> None:
    clerk = await a_person(enterprise := await an_enterprise())
    issued = await a_document(enterprise)
    await a_document(enterprise, "XK20260001", "licence")
    await advance(a_move(issued, "approved", 10))
    wanted = [
        Wanted(kinds=["customs_certificate"]),
        Wanted(statuses=["approved"]),
        Wanted(number="e26 1026"),
        Wanted(since=NINE, until=NINE + 11 * MINUTE),
    ]
    for each in wanted:
        assert [document.id for document in (await documents.page(clerk, each))[0]] == [issued]
    assert await documents.page(clerk, Wanted(until=NINE + 10 * MINUTE, since=NINE)) == ([], 0)


async def test_two_authorities_may_give_the_same_number(db: str) -> None:
    clerk = await a_person(enterprise := await an_enterprise())
    customs = await a_document(enterprise, "C1")
    ccpit = await a_document(enterprise, "C1", "ccpit_certificate")
    assert (await documents.find(clerk, "C1", "customs_certificate")).id == customs
    assert (await documents.find(clerk, "C1")).id == ccpit


async def test_a_token_without_the_scope_reads_nothing(db: str) -> None:
    clerk = await a_person(enterprise := await an_enterprise())
    await a_document(enterprise)
    machine = Actor(
        person_id=clerk.person_id, enterprise_id=enterprise, role="operator", door="http", name="erp",
        scopes=frozenset({"receipts"}),
    )  # fmt: skip
    assert (await refused(documents.find(machine, NUMBER)))[0] == "scope"
    assert (await refused(documents.page(machine, Wanted())))[0] == "scope"


async def test_the_house_itself_sees_every_document(db: str) -> None:
    await a_document(await an_enterprise())
    assert (await documents.find(Actor.system("clock"), NUMBER)).status == "unseen"
