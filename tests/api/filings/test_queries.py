"""商品备案查询 and its toolbar: conditions, rights, editing, deleting (FILE-17…24)."""

import asyncio
from datetime import timedelta

import pytest

from api import filings
from api.filings import FilingForm, Wanted
from kit import database
from kit.clock import now
from kit.refusals import Kind, Refusal
from tests.api.filings import makers
from tests.api.people.makers import OTHER_CREDIT_CODE


@pytest.mark.feature("FILE-18", "FILE-19", "FILE-22")
async def test_each_condition_narrows_the_list(db: str, valkey: str) -> None:
    boss = await makers.a_boss()
    declared = await makers.declared(boss, "S")
    draft = await makers.drafted(boss, makers.a_form("A", hs_code="850440", name_en="50% CHARGER_A", name_zh="充电器"))
    expected = [
        (Wanted(), [draft, declared]),
        (Wanted(hs_code="0204"), [declared]),
        (Wanted(hs_code="850440"), [draft]),
        (Wanted(name_zh="绵羊"), [declared]),
        (Wanted(name_en="charger"), [draft]),
        (Wanted(name_en="50% charger_"), [draft]),
        (Wanted(name_en="5_%"), []),
        (Wanted(status="draft"), [draft]),
        (Wanted(status="declared"), [declared]),
        (Wanted(since=now() - timedelta(hours=1), until=now() + timedelta(hours=1)), [declared]),
        (Wanted(since=now() + timedelta(hours=1)), []),
    ]
    for wanted, found in expected:
        rows, total = await filings.page(boss, wanted)
        assert ([row["document_id"] for row in rows], total) == ([each.id for each in found], len(found)), wanted


async def test_a_list_is_turned_page_by_page_newest_first(db: str) -> None:
    boss = await makers.a_boss()
    made = [await makers.drafted(boss, FilingForm(name_zh=str(n))) for n in range(5)]
    rows, total = await filings.page(boss, Wanted(), page=2, size=2)
    assert ([row["document_id"] for row in rows], total) == ([made[2].id, made[1].id], 5)


async def test_a_neighbour_sees_and_does_nothing_here(db: str, valkey: str) -> None:
    """Foreign and missing are the same answer, for every action and query."""
    boss, neighbour = await makers.a_boss(), await makers.a_boss("other", OTHER_CREDIT_CODE)
    mine = await makers.declared(boss, "S")
    await makers.ccpit_says(mine, "approved", data={"filing_numbers": {"S": "18S2102M9997/00054"}})
    for attempt in (
        filings.read(neighbour, mine.id),
        filings.save(neighbour, mine.id, FilingForm()),
        filings.declare(neighbour, mine.id),
        filings.copy(neighbour, mine.id),
        filings.delete(neighbour, mine.id),
    ):
        with pytest.raises(Refusal) as refused:
            await attempt
        assert refused.value.kind is Kind.UNKNOWN
    assert (await filings.page(neighbour, Wanted()))[0] == []
    assert (await filings.approved(neighbour, "S"))[0] == []
    assert (await filings.approved(boss, "S"))[1] == 1


@pytest.mark.feature("FILE-21")
async def test_what_the_authority_has_is_neither_edited_nor_deleted(db: str, valkey: str) -> None:
    boss = await makers.a_boss()
    filing = await makers.declared(boss, "S")
    with pytest.raises(Refusal, match="当前状态为“已申报”，不能修改"):
        await filings.save(boss, filing.id, FilingForm())
    with pytest.raises(Refusal, match="不能办理“删除”"):
        await filings.delete(boss, filing.id)
    with pytest.raises(Refusal, match="不能办理“申报”"):
        await filings.declare(boss, filing.id)


@pytest.mark.feature("FILE-02", "FILE-23")
async def test_a_deleted_draft_is_gone_from_every_list(db: str) -> None:
    boss = await makers.a_boss()
    draft = await makers.drafted(boss, makers.a_form())
    await filings.delete(boss, draft.id)
    assert await filings.page(boss, Wanted()) == ([], 0)
    with pytest.raises(Refusal, match="未查询到相关信息!"):
        await filings.read(boss, draft.id)


async def test_nobodys_save_is_undone_unseen(db: str) -> None:
    boss = await makers.a_boss()
    draft = await makers.drafted(boss, makers.a_form())
    again = await filings.save(boss, draft.id, makers.a_form(name_zh="一"), draft.revision)
    with pytest.raises(Refusal, match="已被他人修改"):
        await filings.save(boss, draft.id, makers.a_form(name_zh="二"), draft.revision)
    assert (await filings.read(boss, draft.id)).form.name_zh == "一"
    assert again.revision == draft.revision + 1


@pytest.mark.feature("CO-68")
async def test_only_approved_goods_of_that_area_can_be_named(db: str, valkey: str) -> None:
    """A number alone is not enough: the area must stand approved, and an approval taken back counts no more."""
    boss = await makers.a_boss()
    filing = await makers.declared(boss, "S", "A")
    numbers = {"S": "18S2102M9997/00054", "A": "18A2102M9997/00055"}
    await makers.ccpit_says(filing, "received", data={"filing_numbers": numbers})
    assert (await filings.approved(boss, "S"))[0] == []
    await makers.ccpit_says(filing, "approved", seconds=2, data={"areas": ["S"]})
    assert [each.filing_no for each in (await filings.approved(boss, "S"))[0]] == [numbers["S"]]
    assert (await filings.approved(boss, "A"))[0] == []
    known = await filings.numbered(boss.enterprise_id, "S", [*numbers.values(), "none"])  # type: ignore[arg-type]
    assert list(known) == [numbers["S"]]
    await makers.ccpit_says(filing, "returned", seconds=3, data={"areas": ["S"]})
    assert (await filings.approved(boss, "S"))[0] == []
    with pytest.raises(Refusal, match="没有代码为“C”的优惠区域"):
        await filings.approved(boss, "C")


async def test_a_filing_is_found_by_the_number_that_ccpit_gave_an_area(db: str, valkey: str) -> None:
    from api import documents

    boss = await makers.a_boss()
    filing = await makers.declared(boss, "S")
    await makers.ccpit_says(filing, "approved", data={"filing_numbers": {"S": "18S2102M9997/00054"}})
    assert [hit.document.id for hit in await documents.search(boss, "18S2102M9997/00054")] == [filing.id]


async def test_two_clicks_on_declare_send_one_message(db: str, valkey: str) -> None:
    boss = await makers.a_boss()
    draft = await makers.drafted(boss, makers.a_form("S"))
    told = await asyncio.gather(*(filings.declare(boss, draft.id) for _ in range(3)), return_exceptions=True)
    assert sorted(type(each).__name__ for each in told) == ["Filing", "Refusal", "Refusal"]
    (row,) = await database.fetch("select count(*) as n from outgoing")
    assert row["n"] == 1


@pytest.mark.parametrize(
    "data", [{"areas": "S"}, {"areas": ["ZZ", 5]}, {"filing_numbers": ["S"]}, {"filing_numbers": {"S": 5}}]
)
async def test_what_ccpit_tells_amiss_breaks_nothing(db: str, valkey: str, data: dict[str, object]) -> None:
    """The step is obeyed for the whole; what cannot be read beside it is passed over."""
    boss = await makers.a_boss()
    filing = await makers.declared(boss, "S")
    await makers.ccpit_says(filing, "approved", data=data)
    assert (await filings.read(boss, filing.id)).status == "approved"
