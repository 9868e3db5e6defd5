"""The demo's year: hundreds of documents over all states, dated back, told to nobody, written once."""

from datetime import timedelta

import pytest

from api import coordination, demo, documents, people
from api.declarations import backfill
from api.demo import Player, Stage
from api.documents import Document
from api.people.models import Person
from kit import database
from kit.clock import now

PLAYERS = (
    Player(login="gaoyongxin", name="高永欣", openid="o-1", mobile="13800138000", chat_id=1),
    Player(login="wangjingli", name="王经理", openid="o-2", mobile="13900139000", chat_id=2),
)
STAGE = Stage(
    name="陕西示例贸易有限责任公司", credit_code="91610000102690233L", customs_code="6101960A12", players=PLAYERS
)


@pytest.mark.timeout(120)
async def test_every_list_has_something_to_show(db: str) -> None:
    enterprise = await demo.furnish(STAGE)
    boss = await people.actor_of_person((await Person.get(login="gaoyongxin")).id, "test")
    assert boss
    rows = await database.fetch("select kind, status, count(*) as n from documents group by kind, status")
    states = {(row["kind"], row["status"]): row["n"] for row in rows}
    assert sum(states.values()) > 500
    assert {status for kind, status in states if kind == "customs_certificate"} >= {
        "draft", "declared", "received", "pending", "approved", "returned", "failed", "voided"
    }  # fmt: skip
    assert {status for kind, status in states if kind == "backfill"} == {"draft", "submitted", "failed", "received"}
    assert len({status for kind, status in states if kind == "coordination"}) == 7
    todo = {each.list.label: each for each in await documents.todo(boss)}
    assert all(each.open for each in todo.values())
    assert todo["待补录"].overdue
    assert (await backfill.page(boss, backfill.Wanted()))[1] > 100
    assert (await coordination.page(boss, coordination.Wanted(status="completed")))[1]
    await _every_application_has_its_papers()
    oldest = await Document.filter(enterprise_id=enterprise.id).order_by("created_at").first()
    assert oldest
    assert now() - oldest.created_at > timedelta(days=350)
    assert oldest.updated_at < now() - timedelta(days=100)


async def _every_application_has_its_papers() -> None:
    """Two of the four slots at least, and none was filled before there was the application, or today."""
    rows = await database.fetch("""
        select d.created_at, count(a.slot) as filled, min(a.attached_at) as first, max(a.attached_at) as last
        from documents d left join attachments a on a.document_id = d.id
        where d.kind = 'coordination' group by d.id, d.created_at""")
    assert {row["filled"] for row in rows} == {2, 4}
    for row in rows:
        assert database.as_time(row["first"]) == database.as_time(row["last"]) == database.as_time(row["created_at"])


@pytest.mark.timeout(120)
@pytest.mark.parametrize("dialect", ["sqlite"], indirect=True)
async def test_nobody_hears_of_the_past_nothing_leaves_and_a_second_time_changes_nothing(db: str) -> None:
    await demo.furnish(STAGE)
    for table in ("announcements", "messages", "deliveries", "outgoing"):
        assert (await database.fetch(f"select count(*) as n from {table}"))[0]["n"] == 0, table
    before = await Document.all().count()
    await demo.furnish(STAGE)
    assert await Document.all().count() == before
    lines = await database.fetch("select count(*) as n from journal where at > $1", now() + timedelta(minutes=1))
    assert lines[0]["n"] == 0
