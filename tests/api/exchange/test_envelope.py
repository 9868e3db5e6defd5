"""Every message of ours, to either authority, names its enterprise alike (docs/adr/0013)."""

from typing import Any

import orjson

from api import coordination, datasync
from api.declarations import backfill
from api.exchange.outgoing import body_of
from kit import database
from tests.api.coordination.makers import a_form, linked
from tests.api.datasync import makers as synced
from tests.api.documents.makers import an_approved
from tests.api.filings import makers as filed
from tests.api.people.makers import CREDIT_CODE

NUMBER = "E26M000100Y40001"
KINDS = {"filing", "sync", "backfill", "coordination", "coordination_withdrawal"}


async def messages() -> list[dict[str, Any]]:
    rows = await database.fetch("select gateway, body from outgoing order by id")
    return [{"gateway": row["gateway"], **orjson.loads(body_of(row))} for row in rows]


async def test_whatever_leaves_names_the_enterprise_by_its_credit_code_and_says_ccpits_beside_it(
    db: str, valkey: str
) -> None:
    boss = await synced.a_boss()
    assert boss.enterprise_id
    await linked(boss, NUMBER)
    await backfill.submit(
        boss,
        await an_approved(boss.enterprise_id, "26S2102M999700001", "ccpit_certificate"),
        backfill.Wish(exported=False),
    )
    await datasync.request(boss, "products")
    await filed.declared(boss, "S")
    made = await coordination.save(boss, a_form(certificate_no=NUMBER))
    await coordination.submit(boss, made.id)
    await coordination.withdraw(boss, made.id)
    told = await messages()
    assert {each["kind"] for each in told} == KINDS
    assert {each["gateway"] for each in told if each["kind"] == "backfill"} == {"gacc", "ccpit"}
    assert {(each["enterprise"], each["ccpit_code"]) for each in told} == {(CREDIT_CODE, "2102GAYON")}
    for each in told:
        assert list(each)[1:] == ["id", "kind", "number", "enterprise", "ccpit_code", "sent_at", "data"]
        assert each["sent_at"].endswith("+08:00")
