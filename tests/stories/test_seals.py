"""From two scans to customs' answer on the phone, by signed messages both ways with the outside world's own customs."""

import pytest

from api import following, seals
from api.people import Actor
from api.people.models import Membership, Person
from api.people.papers import Papers
from kit import database
from subscriptions import fanout
from tests.api.people.makers import an_id_card, at_work
from tests.api.seals import makers
from tests.stories.test_there_and_back import There, house, stands, there, until  # noqa: F401 — fixtures by name

Outside = There


async def _boss(outside: Outside) -> Actor:
    """The demo's 管理员, whose card is bound and its days declared."""
    member = await Membership.filter(enterprise_id=outside.enterprise_id, role="admin").first()
    assert member
    papers = Papers(an_id_card(), "legal_person", "8930000012345")
    await Person.filter(id=member.person_id).update(**papers.columns())
    boss = await at_work(await Person.get(id=member.person_id))
    await seals.declare_card(boss, boss.person_id, makers.FIRST, makers.LAST)
    return boss


async def _heard(boss: Actor) -> list[str]:
    """What went to the one who authorised, of this kind."""
    while await fanout.fan_out_once(100, following.rights):
        pass
    rows = await database.fetch(
        "select m.facts from deliveries d join messages m on m.id = d.message_id "
        "where m.kind = 'T10' and d.person_id = $1 and d.channel = 'wechat' order by d.id",
        boss.person_id,
    )
    return [database.as_json(row["facts"])[1][1] for row in rows]


@pytest.mark.feature("AUTH-06", "AUTH-09")
async def test_a_seal_is_refused_then_another_is_authorised_and_the_phone_hears_both(
    there: Outside,  # noqa: F811 — the fixture
) -> None:
    boss = await _boss(there)
    refused = await makers.a_seal(boss, name="合同章【退回】")
    await seals.set_default(boss, refused.id)
    signature = await makers.a_seal(boss, "signature", name="")
    await seals.set_default(boss, signature.id)
    first = await seals.authorise(boss)
    await until(stands(first.number, "refused"))
    found = await seals.latest(boss)
    assert found
    assert found.reason
    await seals.disable(boss, refused.id)
    await seals.set_default(boss, (await makers.a_seal(boss, name="公章")).id)
    second = await seals.authorise(boss)
    await until(stands(second.number, "success"))
    assert await seals.stands(await seals.latest(boss))
    assert await _heard(boss) == ["授权失败", "授权成功"]
