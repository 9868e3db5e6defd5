"""R-9 and I4: rights and wishes are asked again at the moment of sending."""

from uuid import UUID

import pytest

from api import following
from api.people.models import Membership, Person
from kit import database
from kit.clock import now
from push.claiming import Due, claim
from subscriptions import bursts, merging
from tests.api.following import makers
from tests.api.following.makers import NUMBER, Stage

pytestmark = pytest.mark.usefixtures("db")


@pytest.fixture
async def stage() -> Stage:
    bursts.forget()
    return await makers.a_stage()


async def _claimed() -> list[Due]:
    return list((await claim("wechat", now(), 100)).rows)


async def _states() -> dict[str, str]:
    rows = await database.fetch("select why, state from deliveries")
    return {row["why"]: row["state"] for row in rows}


async def test_what_is_wanted_and_allowed_passes(stage: Stage) -> None:
    await following.follow_enterprise(stage.clerk, [""], ["wechat"])
    await makers.move(stage.certificate)
    rows = await _claimed()
    assert len(rows) == 1
    assert await following.gate(rows) == {}
    assert await following.gate([]) == {}


@pytest.mark.parametrize("how", ["revoked", "expired", "disabled"])
async def test_who_lost_the_right_between_writing_and_sending_is_not_told(stage: Stage, how: str) -> None:
    await following.follow_enterprise(stage.clerk, [""], ["wechat"])
    await makers.move(stage.certificate)
    rows = await _claimed()
    if how == "disabled":
        await Person.filter(id=stage.clerk.person_id).update(disabled_at=now())
    else:
        await Membership.all().update(**{"revoked_at" if how == "revoked" else "expires_at": now()})
    assert await following.gate(rows) == {rows[0].id: "no_right"}


async def test_who_cancelled_or_muted_meanwhile_is_not_told(stage: Stage) -> None:
    done = await following.follow_enterprise(stage.clerk, [""], ["wechat"])
    await makers.move(stage.certificate)
    await makers.move(stage.ccpit)
    rows = await _claimed()
    await following.mute(stage.clerk, NUMBER, ["wechat"])
    assert set((await following.gate(rows)).values()) == {"muted"}
    await following.cancel(stage.clerk, [done.lines[0].id])
    assert sorted((await following.gate(rows)).values()) == ["muted", "unsubscribed"]


async def test_two_statements_a_batch_while_everything_is_as_it_was(
    stage: Stage, monkeypatch: pytest.MonkeyPatch
) -> None:
    await following.follow_enterprise(stage.clerk, [""], ["wechat"])
    await makers.move(stage.certificate)
    await makers.move(stage.ccpit)
    rows = await _claimed()
    asked: list[str] = []
    fetch = database.fetch

    async def counted(sql: str, *args: object) -> list[database.Row]:
        asked.append(sql)
        return await fetch(sql, *args)

    monkeypatch.setattr(database, "fetch", counted)
    assert await following.gate(rows) == {}
    assert len(asked) == 2


async def _digest(stage: Stage, count: int = 4) -> Due:
    """Merge what waited: the enterprise is followed, and one document by its number besides."""
    await following.follow_enterprise(stage.clerk, [""], ["wechat"])
    await following.follow_document(stage.clerk, NUMBER, ["wechat"])
    for step in ("received", "pending_review")[: count // 2]:
        await makers.move(stage.certificate, step)
        await makers.move(stage.ccpit, step)
    await database.execute("update deliveries set held = 'quiet' where state = 'new'")
    assert await merging.merge_held() == 1
    [digest] = [row for row in await _claimed() if row.subscription_id is None]
    return digest


async def test_a_digest_of_what_is_still_wanted_passes(stage: Stage) -> None:
    assert await following.gate([await _digest(stage)]) == {}


async def test_a_digest_is_regrouped_when_one_of_its_documents_is_muted(stage: Stage) -> None:
    digest = await _digest(stage)
    await following.mute(stage.clerk, NUMBER, ["wechat"])
    assert await following.gate([digest]) == {digest.id: "regrouped"}
    assert (await _states())["因：合并 1 条"] == "new"


async def test_a_digest_that_nobody_wants_any_more_is_not_sent(stage: Stage) -> None:
    digest = await _digest(stage)
    await following.cancel_all(stage.clerk)
    assert await following.gate([digest]) == {digest.id: "unsubscribed"}
    await Membership.all().update(revoked_at=now())
    assert await following.gate([digest]) == {digest.id: "no_right"}


async def test_what_no_subscription_caused_passes(stage: Stage) -> None:
    """Codes and notices about one's own account ask for no subscription and no enterprise."""
    due = (await _digest(stage))._replace(id=UUID(int=1), tenant_id=None)
    assert await following.gate([due, due._replace(person_id=None)]) == {}
