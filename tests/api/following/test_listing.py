"""订阅信息记录: the columns, what is valid, and what stands in an empty list."""

import pytest

from api import following
from api.following import EMPTY, Line, Validity, Wanted
from api.people import Actor
from api.people.models import Membership
from kit.clock import now
from push import addresses
from subscriptions.models import Subscription
from tests.api.following import makers
from tests.api.following.makers import NUMBER, Stage

pytestmark = pytest.mark.usefixtures("db")


@pytest.fixture
async def stage() -> Stage:
    return await makers.a_stage("wechat", "sms")


async def _lines(actor: Actor, **wanted: object) -> list[Line]:
    return list((await following.page(actor, Wanted(**wanted)))[0])  # type: ignore[arg-type]


@pytest.mark.feature("PUSH-24", "PUSH-26")
async def test_the_columns_of_the_list(stage: Stage) -> None:
    await following.follow_enterprise(stage.clerk, ["trade/origin/ccpit"], ["wechat"])
    await following.follow_document(stage.clerk, NUMBER, ["sms"])
    await following.follow_person(stage.clerk, [""], ["wechat"])
    shown = [
        (line.channel_label, line.level_label, line.content_label, line.number, line.valid)
        for line in await _lines(stage.clerk)
    ]
    assert shown == [
        ("微信公众号", "按个人订阅", "全部", "", True),
        ("短信", "按业务单据号订阅", "海关原产地证", NUMBER, True),
        ("微信公众号", "按企业订阅", "贸促会原产地证", "", True),
    ]
    assert [line.summary for line in await _lines(stage.clerk)][1] == f"短信 · 按业务单据号订阅 · {NUMBER}"


@pytest.mark.feature("PUSH-27")
async def test_an_empty_list(stage: Stage) -> None:
    assert await following.page(stage.clerk, Wanted()) == ([], 0)
    assert EMPTY == "未查询到数据"


@pytest.mark.feature("PUSH-25")
@pytest.mark.parametrize(
    ("fault", "state"),
    [
        ("cancelled", "订阅已取消"),
        ("expired", "订阅已过有效期"),
        ("early", "订阅尚未生效"),
        ("lost", "推送方式没有绑定，或已失效"),
        ("revoked", "没有查看这份单据的权限"),
    ],
)
async def test_whether_it_is_valid_is_true_at_this_moment(stage: Stage, fault: str, state: str) -> None:
    """M15: 是否有效 must be true, and 有效订阅信息 shows what is valid alone."""
    await following.follow_enterprise(stage.clerk, [""], ["wechat"])
    await following.follow_enterprise(stage.clerk, [""], ["sms"])
    faulty = Subscription.filter(channel="wechat")
    if fault == "cancelled":
        await faulty.update(cancelled_at=now())
    elif fault == "expired":
        await faulty.update(valid_until=now())
    elif fault == "early":
        await faulty.update(valid_from=now() + makers.NIGHT)
    elif fault == "lost":
        await addresses.lost("wechat", f"wechat-{stage.clerk.person_id}", "unfollowed")
    else:
        await Membership.all().update(revoked_at=now())
    states = {line.channel: line.state for line in await _lines(stage.clerk)}
    assert states == {"wechat": state, "sms": state if fault == "revoked" else "有效"}
    valid = [line.channel for line in await _lines(stage.clerk, valid_only=True)]
    assert valid == ([] if fault == "revoked" else ["sms"])


async def test_mutes_are_listed_apart(stage: Stage) -> None:
    await following.mute(stage.clerk, NUMBER, ["wechat"])
    assert await _lines(stage.clerk) == []
    [line] = await _lines(stage.clerk, mode="mute")
    assert (line.number, line.mode) == (NUMBER, "mute")


async def test_pages(stage: Stage) -> None:
    contents = ["trade/origin/customs", "trade/origin/ccpit", "trade/licence", "trade/declaration"]
    await following.follow_enterprise(stage.clerk, contents, ["wechat"])
    lines, total = await following.page(stage.clerk, Wanted(page=2, size=3))
    assert (len(lines), total) == (1, 4)


async def test_the_channels_that_can_be_chosen_say_whether_they_reach_one(stage: Stage) -> None:
    await addresses.bind(stage.clerk.person_id, "sms", "13800138000")
    shown = {each.name: (each.label, each.bound, each.address) for each in await following.channels(stage.clerk)}
    assert shown["sms"] == ("短信", True, "138****8000")
    assert shown["telegram"] == ("Telegram", False, "")
    assert Validity() == following.ALWAYS
