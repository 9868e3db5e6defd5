"""同步商品备案信息: what CCPIT has filed is taken over once, counted, and can be named by certificates."""

import asyncio
from typing import Any

import pytest

from api import datasync, filings
from kit import database
from kit.clock import now
from tests.api.datasync import makers
from tests.api.people import makers as people


@pytest.mark.feature("SYNC-04", "SYNC-09", "SYNC-21", "SYNC-22", "CO-68")
async def test_seven_products_of_which_six_are_known(db: str, valkey: str) -> None:
    """Six come first, then seven: 同步数量 is 7, the remark counts the six, and certificates may name all seven."""
    boss = await makers.a_boss()
    first = await datasync.request(boss, "products")
    await makers.ccpit_says(first, products=[makers.a_product(n) for n in range(6)])
    begun = await makers.again(boss, first)
    assert (begun.quantity, begun.known, begun.remark) == (6, 0, "商品备案同步成功")
    second = await datasync.request(boss, "products")
    await makers.ccpit_says(second, products=[makers.a_product(n) for n in range(7)])
    done = await makers.again(boss, second)
    assert (done.status_label, done.quantity, done.known) == ("同步成功", 7, 6)
    assert done.remark == "商品备案同步成功,其中6条商品备案已在上次同步完成!"
    goods, total = await filings.approved(boss, "S")
    assert (total, {each.hs_code for each in goods}) == (7, {"02042200"})
    rows, _ = await filings.page(boss, filings.Wanted(status="approved"))
    assert len(rows) == 7
    filing = await filings.read(boss, rows[0]["document_id"])
    assert (filing.origin, filing.areas[0].status_label, filing.editable) == ("sync", "审核通过", False)


@pytest.mark.feature("SYNC-22")
async def test_no_products_at_all_is_a_success(db: str, valkey: str) -> None:
    boss = await makers.a_boss()
    begun = await datasync.request(boss, "products")
    await makers.ccpit_says(begun, products=[])
    done = await makers.again(boss, begun)
    assert (done.status, done.quantity, done.remark) == ("success", 0, "商品备案同步成功")


async def test_one_number_for_two_areas_is_one_filing_and_a_new_area_joins_it(db: str, valkey: str) -> None:
    boss = await makers.a_boss()
    number = "18S2102M9997/00054"
    for products, counts in (
        ([makers.a_product(54, "S")], (1, 0)),
        ([makers.a_product(54, "S"), makers.a_product(54, "A", filing_no=number)], (2, 1)),
    ):
        sync = await datasync.request(boss, "products")
        await makers.ccpit_says(sync, products=products)
        done = await makers.again(boss, sync)
        assert (done.quantity, done.known) == counts
    (row,), total = await filings.page(boss, filings.Wanted())
    assert (row["number"], row["areas"], total) == (number, "S A", 1)
    assert [(await filings.approved(boss, area))[1] for area in "SA"] == [1, 1]


async def test_two_answers_at_once_enter_no_product_twice(db: str, valkey: str) -> None:
    """The second worker waits for the first one's end, and then knows every product."""
    boss = await makers.a_boss()
    assert boss.enterprise_id
    told = filings.Told(
        enterprise_id=boss.enterprise_id,
        requested_by=boss.person_id,
        occurred_at=now(),
        actor=boss,
        products=[(n, makers.a_product(n)) for n in range(5)],
    )
    begun = asyncio.Event()

    async def first() -> filings.Taken:
        async with database.transaction():
            taken = await filings.take_synced(told)
            begun.set()
            await asyncio.sleep(0.3)
            return taken

    async def second() -> filings.Taken:
        await begun.wait()
        async with database.transaction():
            return await filings.take_synced(told)

    counts = [(each.new, each.known) for each in await asyncio.gather(first(), second())]
    assert counts == [(5, 0), (0, 5)]


async def test_own_filings_are_known_and_stay_as_they_are(db: str, valkey: str) -> None:
    """What we declared ourselves and CCPIT numbered is not entered a second time."""
    from tests.api.filings import makers as filed

    boss = await makers.a_boss()
    own = await filed.declared(boss, "S")
    await filed.ccpit_says(own, "approved", data={"filing_numbers": {"S": "18S2102M9997/00054"}})
    sync = await datasync.request(boss, "products")
    await makers.ccpit_says(sync, products=[makers.a_product(54)])
    done = await makers.again(boss, sync)
    assert (done.quantity, done.known) == (1, 1)
    assert (await filings.page(boss, filings.Wanted()))[1] == 1


async def test_what_cannot_be_read_is_told_and_the_others_are_taken(db: str, valkey: str) -> None:
    """A product without a number, of no area, with a wrong code, or of another enterprise's filing."""
    other = await makers.a_boss("other", people.OTHER_CREDIT_CODE)
    foreign = await datasync.request(other, "products")
    await makers.ccpit_says(foreign, products=[makers.a_product(99)])
    boss = await makers.a_boss()
    sync = await datasync.request(boss, "products")
    bad: list[Any] = [
        {},
        "text",
        makers.a_product(1, area="C"),
        makers.a_product(2, hs_code="12"),
        makers.a_product(99),
    ]
    await makers.ccpit_says(sync, products=[*bad, makers.a_product(3)])
    done = await makers.again(boss, sync)
    assert (done.status, done.quantity, len(done.changes)) == ("success", 1, 5)
    assert (await filings.approved(other, "S"))[1] == 1
