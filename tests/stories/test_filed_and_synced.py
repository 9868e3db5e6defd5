"""Goods are filed with CCPIT and its files come back, by signed posts both ways with the outside world's own CCPIT."""

from api import datasync, filings
from api.datasync.words import SyncKind
from api.people import Actor, actor_of_person
from api.people.models import Membership
from tests.api.filings.makers import a_form
from tests.stories.test_there_and_back import There, house, stands, there, until  # noqa: F401 — fixtures by name

Outside = There


async def _boss(outside: Outside) -> Actor:
    member = await Membership.filter(enterprise_id=outside.enterprise_id, role="admin").first()
    assert member
    found = await actor_of_person(member.person_id, "http")
    assert found
    return found


async def _synced(boss: Actor, kind: SyncKind) -> datasync.Sync:
    asked = await datasync.request(boss, kind)
    await until(stands(asked.number, "success"))
    return await datasync.read(boss, asked.id)


async def test_company_then_products_then_a_filing_of_our_own(there: Outside) -> None:  # noqa: F811 — the fixture
    """The codes come by 同步企业信息 and open the gate; products come; a filing is judged area by area and numbered."""
    boss = await _boss(there)
    company = await _synced(boss, "company")
    assert (company.quantity, company.remark) == (1, "企业备案信息同步成功")
    products = await _synced(boss, "products")
    assert products.quantity > 0
    assert products.known == 0
    again = await _synced(boss, "products")
    assert again.remark == f"商品备案同步成功,其中{products.quantity}条商品备案已在上次同步完成!"

    draft = await filings.create(boss, a_form("S", "A"))
    await filings.declare(boss, draft.id)
    await until(stands(draft.number, "approved"))
    filed = await filings.read(boss, draft.id)
    assert {each.status_label for each in filed.areas} == {"审核通过"}
    numbers = {each.filing_no for each in filed.areas}
    assert numbers <= {each.filing_no for area in "SA" for each in (await filings.approved(boss, area, size=100))[0]}


async def test_a_filing_that_comes_back_with_a_reason(there: Outside) -> None:  # noqa: F811
    boss = await _boss(there)
    await _synced(boss, "company")
    draft = await filings.create(boss, a_form("S", process="屠宰、分割【退回】"))
    await filings.declare(boss, draft.id)
    await until(stands(draft.number, "returned"))
    (area,) = (await filings.read(boss, draft.id)).areas
    assert (area.status_label, bool(area.detail)) == ("审核不通过", True)
