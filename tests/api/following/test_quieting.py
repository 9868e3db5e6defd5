"""免打扰: of one document, and for some hours of each day."""

from datetime import time

import pytest

from api import following
from kit import database
from kit.refusals import Refusal
from subscriptions import bursts
from subscriptions.models import Subscription
from subscriptions.quiet import QuietHours
from tests.api.following import makers
from tests.api.following.makers import FOREIGN, NUMBER, Stage

pytestmark = pytest.mark.usefixtures("db")


@pytest.fixture
async def stage() -> Stage:
    bursts.forget()
    return await makers.a_stage()


async def test_a_muted_document_is_silent_and_the_others_are_not(stage: Stage) -> None:
    """An explicit mute beats the enterprise, and leaves a row that says so."""
    await following.follow_enterprise(stage.clerk, [""], ["wechat"])
    done = await following.mute(stage.clerk, NUMBER)
    assert done.sentence == f"已对这份证书免打扰：{NUMBER}。"
    await makers.move(stage.certificate)
    await makers.move(stage.ccpit)
    assert len(await database.fetch("select 1 from deliveries")) == 1
    [row] = await database.fetch("select reason from suppressions")
    assert row["reason"] == "muted"


async def test_unmuted_it_is_heard_of_as_before(stage: Stage) -> None:
    await following.follow_enterprise(stage.clerk, [""], ["wechat"])
    await following.mute(stage.clerk, NUMBER)
    assert (await following.unmute(stage.clerk, NUMBER)).sentence == f"已取消这份证书的免打扰：{NUMBER}。"
    await makers.move(stage.certificate)
    [row] = await database.fetch("select why from deliveries")
    assert row["why"] == "因：按企业订阅"


async def test_what_is_not_muted_and_what_is_not_ones_own(stage: Stage) -> None:
    with pytest.raises(Refusal) as told:
        await following.unmute(stage.clerk, NUMBER)
    assert told.value.code == "nothing_muted"
    for act in (following.mute, following.unmute):
        with pytest.raises(Refusal) as told:
            await act(stage.clerk, FOREIGN)
        assert told.value.code == "document_unknown"
    assert await Subscription.all().count() == 0


async def test_quiet_hours_are_kept_said_and_ended(stage: Stage) -> None:
    night = QuietHours(time(22), time(8), urgent_breaks=True)
    told = await following.keep_quiet(stage.clerk, night)
    assert told == "已设置免打扰时段 22:00-08:00：退回、失败等重要结果仍会马上推送。"
    assert await following.quiet_of(stage.clerk) == night
    told = await following.keep_quiet(stage.clerk, night._replace(urgent_breaks=False))
    assert told.endswith("所有结果都等时段结束后合并推送。")
    assert await following.keep_quiet(stage.clerk, None) == "已关闭免打扰时段。"
    assert await following.quiet_of(stage.clerk) is None


async def test_quiet_hours_without_length_are_refused(stage: Stage) -> None:
    with pytest.raises(Refusal) as told:
        await following.keep_quiet(stage.clerk, QuietHours(time(8), time(8), urgent_breaks=True))
    assert told.value.sentence == "免打扰的开始时间和结束时间不能相同。"


async def test_who_wants_what_matters_alone_hears_no_progress(stage: Stage) -> None:
    """ADR 0028: results come, progress leaves a row that says why, what one follows by its number comes whole."""
    await following.follow_enterprise(stage.clerk, [""], ["wechat"])
    await following.hear_only_important(stage.clerk, only=True)
    await following.keep_quiet(stage.clerk, None)
    assert await following.only_important(stage.clerk)
    await makers.move(stage.certificate, "received")
    [row] = await database.fetch("select reason from suppressions")
    assert row["reason"] == "not_important"
    told = await following.explain(stage.clerk, NUMBER)
    assert told.events[0].outcomes[0].sentence == "未推送：已设置只收重要的，进展类状态不推送"
    await following.follow_document(stage.clerk, NUMBER, ["wechat"])
    await makers.move(stage.certificate, "pending_review")
    assert len(await database.fetch("select 1 from deliveries")) == 1
    await makers.move(stage.ccpit, "approved")
    assert len(await database.fetch("select 1 from deliveries")) == 2
    await following.hear_only_important(stage.clerk, only=False)
    assert not await following.only_important(stage.clerk)
