"""The delivery log over HTTP: whose it is, what it shows, sending again, and the door where providers report."""

from collections.abc import AsyncIterator
from datetime import timedelta
from uuid import UUID

import httpx
import pytest

from api.people.models import Person
from kit import database, settings
from kit.clock import now
from kit.ids import new_id
from push import outbox
from push.channels import report
from push.lifecycle import SHELVES, State
from push.message import Message
from tests.api.people import makers
from tests.api.people.makers import MOBILE, a_client
from tests.api.world import OPERATOR

LOG = "/api/v1/deliveries"


async def an_order(person: Person, **more: object) -> UUID:
    """A delivery to a person, as fan-out writes it."""
    letter = outbox.Letter(new_id(), Message(title="证书审核结果通知", kind="T1", brief="canary"), "trace", now())
    order = outbox.Order(
        message_id=letter.id,
        person_id=person.id,
        tenant_id=more.get("tenant_id"),  # type: ignore[arg-type]
        subscription_id=new_id(),
        why="因：按企业订阅",
        channel="sms",
        address=MOBILE,
        thread="",
        seq=1,
        lane=outbox.Lane.STATUS,
        due_at=now(),
        expires_at=now() + timedelta(hours=72),
    )
    await outbox.post([letter], [order])
    state = State(str(more.get("state", "new")))
    sql = "update deliveries set state = $2, shelf = $4, provider = 'kannel', provider_id = $3 where id = $1"
    await database.execute(sql, order.id, state.value, order.id.hex, int(SHELVES[state]))
    return order.id


async def an_attempt(delivery_id: UUID) -> None:
    sql = """insert into attempts (delivery_id, no, at, provider, outcome, code, text, provider_id, elapsed_ms)
             values ($1, 1, $2, 'kannel', 'accepted', '0', $3, $4, 84)"""
    await database.execute(sql, delivery_id, now(), f"0: Accepted for delivery to {MOBILE}", delivery_id.hex)


@pytest.fixture
async def boss(db: str, valkey: str) -> AsyncIterator[httpx.AsyncClient]:
    """The 管理员 of an enterprise."""
    _, person = await makers.founded()
    async with a_client(await makers.a_token(person)) as client:
        yield client


async def the_boss() -> Person:
    return await Person.get(login="boss")


async def test_a_line_says_what_to_whom_why_and_what_became_of_it(boss: httpx.AsyncClient) -> None:
    """Address, name and the provider's words are masked (P-2); the message's text is not in the log."""
    person = await the_boss()
    made = await an_order(person, tenant_id=person.enterprise_id, state="accepted")  # type: ignore[attr-defined]
    await an_attempt(made)
    line = (await boss.get(LOG)).json()["items"][0]
    assert (line["title"], line["why"], line["person"]) == ("证书审核结果通知", "因：按企业订阅", "高*")
    assert (line["address"], line["state"], line["label"]) == ("138****8000", "accepted", "已受理")
    told = await boss.get(f"{LOG}/{made}")
    assert told.json()["attempts"][0]["text"] == "0: Accepted for delivery to 138****8000"
    assert MOBILE not in told.text
    assert "canary" not in told.text


async def test_the_list_is_filtered_and_paged(boss: httpx.AsyncClient) -> None:
    person = await the_boss()
    firm = person.enterprise_id  # type: ignore[attr-defined]
    made = [await an_order(person, tenant_id=firm, state=state) for state in ("new", "dead", "dead")]
    found = (await boss.get(LOG, params={"state": "dead", "size": 1})).json()
    assert (found["total"], [item["id"] for item in found["items"]]) == (2, [str(max(made[1:]))])
    assert (await boss.get(LOG, params={"channel": "wechat"})).json()["total"] == 0
    assert (await boss.get(LOG, params={"since": "2026-11-21T09:00:00"})).status_code == 422
    assert (await boss.get(LOG, params={"state": "happy"})).status_code == 422
    assert (await boss.get(LOG, params={"unknown": "1"})).status_code == 422


async def test_who_is_no_admin_sees_what_went_to_themselves(boss: httpx.AsyncClient) -> None:
    person = await the_boss()
    clerk = await makers.an_operator(await makers.at_work(person))
    firm = person.enterprise_id  # type: ignore[attr-defined]
    await an_order(person, tenant_id=firm)
    own = await an_order(clerk, tenant_id=firm)
    async with a_client(await makers.a_token(clerk)) as client:
        assert [item["id"] for item in (await client.get(LOG)).json()["items"]] == [str(own)]
    assert (await boss.get(LOG)).json()["total"] == 2


async def test_the_operator_sees_everybodys(boss: httpx.AsyncClient, monkeypatch: pytest.MonkeyPatch) -> None:
    """With the operator's own token; a wrong one is a stranger's, and none is set by default."""
    await an_order(await the_boss())
    async with a_client(OPERATOR) as client:
        assert (await client.get(LOG)).status_code == 401
        monkeypatch.setenv("HUIZHI_OPERATOR_TOKEN", OPERATOR)
        settings.forget()
        assert (await client.get(LOG)).json()["total"] == 1
    async with a_client(OPERATOR + "x") as client:
        assert (await client.get(LOG)).status_code == 401


async def test_what_was_given_up_is_sent_again(boss: httpx.AsyncClient) -> None:
    """One by one or all that match; what is on its way is left alone; each is in the audit (R-4)."""
    person = await the_boss()
    firm = person.enterprise_id  # type: ignore[attr-defined]
    dead, uncertain, waiting = [
        await an_order(person, tenant_id=firm, state=state) for state in ("dead", "uncertain", "new")
    ]
    foreign = await an_order(person, state="dead")
    assert (await boss.post(f"{LOG}/{dead}/replay")).status_code == 202
    assert (await boss.post(f"{LOG}/{waiting}/replay")).json()["code"] == "not_given_up"
    assert (await boss.post(f"{LOG}/{foreign}/replay")).status_code == 404
    assert (await boss.post(f"{LOG}/replay", json={"channel": "sms"})).json() == {"replayed": 1}
    states = {row["id"]: row["state"] for row in await database.fetch("select id, state from deliveries")}
    found = {database.as_uuid(key): state for key, state in states.items()}
    assert (found[dead], found[uncertain], found[foreign]) == ("new", "new", "dead")
    audit = await database.fetch("select action from audit where action like 'delivery.%' order by id")
    assert [row["action"] for row in audit] == ["delivery.replay", "delivery.replay_matching"]


async def test_a_providers_report_closes_the_delivery(boss: httpx.AsyncClient) -> None:
    """Kannel calls by GET with the key of its address; a repeat changes nothing (N8)."""
    made = await an_order(await the_boss(), state="accepted")
    await an_attempt(made)
    asked = {"key": report.key("kannel"), "id": made.hex, "status": "1"}
    for _ in range(2):
        assert (await boss.get("/arrivals/kannel", params=asked)).status_code == 200
    row = (await database.fetch("select state from deliveries where id = $1", made))[0]
    assert row["state"] == "delivered"


async def test_a_forged_an_unreadable_and_an_unknown_report_are_refused(boss: httpx.AsyncClient) -> None:
    """Threat 18: nobody declares a message delivered without the key."""
    made = await an_order(await the_boss(), state="accepted")
    asked = {"id": made.hex, "status": "1"}
    assert (await boss.get("/arrivals/kannel", params=asked)).status_code == 403
    assert (await boss.get("/arrivals/kannel", params=asked | {"key": report.key("aliyun")})).status_code == 403
    assert (await boss.get("/arrivals/nobody", params=asked)).status_code == 404
    broken = await boss.post("/arrivals/aliyun", params={"key": report.key("aliyun")}, content=b"{not json")
    assert broken.status_code == 422
    row = (await database.fetch("select state from deliveries where id = $1", made))[0]
    assert row["state"] == "accepted"


async def test_clouds_hear_the_words_that_end_their_reporting(boss: httpx.AsyncClient) -> None:
    """Aliyun and Tencent report again unless the body says so."""
    for provider, words in (("aliyun", {"code": 0, "msg": "成功"}), ("tencent", {"result": 0, "errmsg": "OK"})):
        answer = await boss.post(f"/arrivals/{provider}", params={"key": report.key(provider)}, content=b"[]")
        assert answer.json() == words
