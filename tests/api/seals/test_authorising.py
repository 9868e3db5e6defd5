"""授权: both defaults go to customs once, the answer is pushed at once and looked at after 300 seconds."""

import asyncio
from datetime import timedelta
from typing import Any

import orjson
import pytest
import time_machine

from api import seals
from api.documents import NEVER, Change, journal
from api.exchange.outgoing import body_of
from api.people import Actor
from api.seals import AUTHORISATION, results
from api.seals.lifecycle import LIFECYCLE
from kit import database
from kit.clock import now
from kit.refusals import Refusal
from tests.api import authorities
from tests.api.people import makers as people
from tests.api.seals import makers


async def answered(number: str, step: str, note: str = "") -> None:
    await authorities.answer("authorisation", number, step, note)


async def outgoing() -> list[dict[str, Any]]:
    rows = await database.fetch("select gateway, body from outgoing where kind = 'authorisation' order by id")
    return [{"gateway": row["gateway"], **orjson.loads(body_of(row))} for row in rows]


async def messages() -> list[dict[str, Any]]:
    rows = await database.fetch("select kind, title, facts, remark, link from messages order by id")
    told = [dict(row) for row in rows]
    return [each | {"facts": [fact[1] for fact in database.as_json(each["facts"])]} for each in told]


async def latest(boss: Actor) -> seals.Authorisation:
    found = await seals.latest(boss)
    assert found
    return found


@pytest.mark.feature("AUTH-02", "AUTH-05", "AUTH-06", "AUTH-07", "AUTH-08", "AUTH-09", "AUTH-10", "AUTH-11")
async def test_from_both_defaults_to_the_result_by_http(db: str, valkey: str) -> None:
    """The result is closed for 300 seconds and says how many are left; T10 does not wait for it."""
    boss = await makers.a_boss()
    async with people.a_client(await people.a_token(boss.person_id)) as client:
        early = await client.post("/api/v1/seals/authorisation")
        assert (early.status_code, early.json()["detail"]) == (409, "请先设置默认印章，再点击“授权”按钮。")
        assert (await client.get("/api/v1/seals/authorisation/result")).json()["code"] == "never_authorised"
        seal, signature = await makers.both(boss)
        begun = await client.post("/api/v1/seals/authorisation")
        assert (begun.status_code, begun.json()["seconds"]) == (201, 300)
        (message,) = await outgoing()
        assert (message["gateway"], message["number"]) == ("gacc", begun.json()["number"])
        assert message["data"]["seal"]["width_mm"] == "33.9"
        assert message["data"]["signature"]["name"] == "高永欣"
        await answered(begun.json()["number"], "success")
        (pushed,) = await messages()
        assert (pushed["kind"], pushed["title"], pushed["link"]) == ("T10", "印章签名授权结果", "/h5/me")
        assert (pushed["facts"][:2], pushed["remark"]) == (["合同章", "授权成功"], "此后审核通过的证书可自助打印")
        closed = await client.get("/api/v1/seals/authorisation/result")
        assert (closed.status_code, closed.json()["code"]) == (409, "result_not_ready")
        assert 290 < closed.json()["facts"]["seconds"] <= 300
    with time_machine.travel(now() + timedelta(seconds=301), tick=True):
        async with people.a_client(await people.a_token(boss.person_id)) as client:
            told = (await client.get("/api/v1/seals/authorisation/result")).json()
            assert (told["status_label"], told["seal_id"], told["reason"]) == ("授权成功", str(seal.id), "")
            stands = (await client.get("/api/v1/seals/authorisation")).json()
            assert (stands["signature"]["id"], stands["authorised"], stands["seconds"]) == (str(signature.id), True, 0)


async def test_a_refusal_is_pushed_with_its_reason_and_may_be_tried_again(db: str, valkey: str) -> None:
    boss = await makers.a_boss()
    await makers.both(boss)
    await answered((await seals.authorise(boss)).number, "refused", "印章不清晰")
    (pushed,) = await messages()
    assert (pushed["facts"][1], pushed["remark"]) == ("授权失败", "印章不清晰，请重新授权")
    found = await latest(boss)
    assert (found.status, found.reason, await seals.stands(found)) == ("refused", "印章不清晰", False)
    await seals.authorise(boss)
    assert (await latest(boss)).status == "running"
    assert len(await outgoing()) == 2


async def test_two_clicks_send_one_and_silence_gives_way_after_300_seconds(db: str, valkey: str) -> None:
    boss = await makers.a_boss()
    await makers.both(boss)
    told = await asyncio.gather(*(seals.authorise(boss) for _ in range(2)), return_exceptions=True)
    (refused,) = [each for each in told if isinstance(each, Refusal)]
    assert refused.code == "authorisation_running"
    first = await latest(boss)
    with time_machine.travel(now() + timedelta(seconds=301), tick=True):
        again = await seals.authorise(boss)
        assert [step.step for step in await journal(boss, first.id)][-1] == "superseded"
        assert (await latest(boss)).id == again.id
    assert len(await outgoing()) == 2


@pytest.mark.feature("AUTH-02")
async def test_what_was_authorised_stands_while_both_pictures_are_in_use(db: str, valkey: str) -> None:
    boss = await makers.a_boss()
    seal, _ = await makers.both(boss)
    await answered((await seals.authorise(boss)).number, "success")
    assert await seals.stands(await latest(boss))
    await seals.disable(boss, seal.id)
    assert not await seals.stands(await latest(boss))


async def test_a_seal_that_is_over_is_not_authorised(db: str) -> None:
    boss = await makers.a_boss()
    await seals.declare_card(boss, boss.person_id, makers.FIRST, now().date() + timedelta(days=2))
    await makers.both(boss)
    with time_machine.travel(now() + timedelta(days=5), tick=True), pytest.raises(Refusal, match="不在有效期内"):
        await seals.authorise(boss)


async def test_a_neighbour_sees_nothing_of_it(db: str, valkey: str) -> None:
    boss = await makers.a_boss()
    await makers.both(boss)
    await seals.authorise(boss)
    neighbour = await makers.a_boss("other", people.OTHER_CREDIT_CODE)
    assert await seals.latest(neighbour) is None
    assert await seals.default(neighbour, "seal") is None
    assert await seals.page(neighbour) == ([], 0)


@pytest.mark.parametrize(("passed", "left"), [(0, 300), (0.2, 300), (299.1, 1), (300, 0), (999, 0)])
def test_seconds_are_counted_down_to_nothing(passed: float, left: int) -> None:
    begun = now()
    assert results.seconds_left(begun, begun + timedelta(seconds=passed)) == left


@pytest.mark.parametrize("status", LIFECYCLE.statuses)
@pytest.mark.parametrize("step", LIFECYCLE.steps)
def test_only_results_are_announced_and_never_by_short_message(status: str, step: str) -> None:
    change = Change(
        kind="authorisation", number="SQ261121000001", facts={"seal": "合同章"}, lifecycle=LIFECYCLE, axis="",
        step=step, status=status, previous="running", occurred_at=NEVER, note="", stale=False,
    )  # fmt: skip
    message = AUTHORISATION.notices(change)
    assert (message is not None) == (step in {"success", "refused", "failed"})
    if message:
        assert message.brief == ""
        assert len(message.remark) <= 20
