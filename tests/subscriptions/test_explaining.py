"""Why, and why not: every announcement of a document has an answer for every person."""

from datetime import timedelta
from uuid import UUID

import pytest

from kit import database
from kit.clock import in_shanghai, now
from push import addresses
from subscriptions import bursts, explaining, follows, preferences
from subscriptions.explaining import Explanation, Outcome, Subject
from subscriptions.merging import merge_held
from subscriptions.quiet import QuietHours
from tests.subscriptions import house
from tests.subscriptions.makers import CONTENT, TENANT

pytestmark = pytest.mark.usefixtures("db")
DOCUMENT = str(UUID(int=99))
SUBJECT = Subject(document=DOCUMENT, enterprise=house.FIRM, person="", content=CONTENT, tenant_id=TENANT)


@pytest.fixture(autouse=True)
def _nothing_counted() -> None:
    bursts.forget()


async def _explained(who: UUID, rights: object = house.everybody) -> Explanation:
    return await explaining.explain(SUBJECT, who, rights)  # type: ignore[arg-type]


async def _happened(**changes: object) -> None:
    await house.happen(house.news(document=DOCUMENT, **changes))
    await house.fan_out()


def _told(outcomes: object) -> list[tuple[str, str, str]]:
    return [(each.channel, each.code, each.sentence) for each in outcomes]  # type: ignore[attr-defined]


async def test_what_was_written_says_its_state_and_its_reason() -> None:
    who = await house.person()
    await house.follow(who)
    await _happened()
    found = await _explained(who)
    [event] = found.events
    assert event.title == "证书审核结果通知"
    assert event.outcomes == [Outcome("wechat", "new", "待发送", "因：按企业订阅", None)]
    assert _told(found.next_time) == [("wechat", "send", "会推送")]


async def test_what_was_kept_back_says_why() -> None:
    who = await house.somebody_muted()
    await house.follow(who, channel="sms")
    await _happened()
    found = await _explained(who)
    assert sorted(_told(found.events[0].outcomes)) == [
        ("sms", "no_address", "未推送：推送方式没有绑定，或已失效"),
        ("wechat", "muted", "未推送：已设置免打扰"),
    ]
    assert sorted(code for _channel, code, _sentence in _told(found.next_time)) == ["muted", "no_address"]


async def test_what_matched_nothing_says_so() -> None:
    who = await house.person()
    await house.follow(who, content="trade/licence")
    await _happened()
    found = await _explained(who)
    assert _told(found.events[0].outcomes) == [("", "unmatched", "没有订阅符合")]
    assert _told(found.next_time) == [("", "unmatched", "没有订阅符合")]


async def test_what_waits_for_the_fan_out_says_so() -> None:
    await house.happen(house.news(document=DOCUMENT))
    found = await _explained(await house.person())
    assert _told(found.events[0].outcomes) == [("", "waiting", "正在处理，尚未推送")]


async def test_another_persons_fate_is_not_ones_own() -> None:
    await house.follow(await house.person())
    await _happened()
    found = await _explained(await house.person())
    assert _told(found.events[0].outcomes) == [("", "unmatched", "没有订阅符合")]


@pytest.mark.parametrize(
    ("state", "reason", "sentence"),
    [
        ("cancelled", "unsubscribed", "已取消：订阅已取消"),
        ("cancelled", "expired", "已取消：订阅已过有效期"),
        ("dead", "expired", "死信：超过推送时限"),
        ("failed", "43004 require subscribe", "无法送达：43004 require subscribe"),
    ],
)
async def test_a_delivery_that_ended_badly_says_why(state: str, reason: str, sentence: str) -> None:
    who = await house.person()
    await house.follow(who)
    await _happened()
    await database.execute("update deliveries set state = $1, reason = $2", state, reason)
    [outcome] = (await _explained(who)).events[0].outcomes
    assert (outcome.code, outcome.sentence) == (state, sentence)


async def test_what_was_merged_says_what_became_of_the_digest() -> None:
    who = await house.person()
    await house.follow(who)
    await house.happen(*(house.news() for _ in range(5)))
    await house.fan_out()
    await _happened()
    await merge_held(now() + timedelta(minutes=2))
    [outcome] = (await _explained(who)).events[0].outcomes
    assert (outcome.code, outcome.sentence) == ("merged", "已合并到一条消息：待发送")


async def test_the_next_time_knows_rights_quiet_hours_and_sms_instead_of_wechat() -> None:
    who = await house.person("wechat", "sms")
    await house.follow(who)
    assert _told((await _explained(who, house.nobody)).next_time) == [
        ("wechat", "no_right", "不会推送：没有查看这份单据的权限")
    ]
    wall = in_shanghai(now())
    around = (wall - timedelta(hours=1)).time(), (wall + timedelta(hours=1)).time()
    await preferences.keep_quiet(who, QuietHours(*around, urgent_breaks=True))
    assert _told((await _explained(who)).next_time) == [("wechat", "send", "会推送，免打扰时段结束后发出")]
    await preferences.keep_quiet(who, None)
    await addresses.lost("wechat", f"wechat-{who}", "unfollowed")
    assert _told((await _explained(who)).next_time) == [("sms", "send", "会推送")]


async def test_the_newest_comes_first_and_a_cancelled_subscription_still_explains_the_past() -> None:
    who = await house.person()
    subscription = await house.follow(who)
    await _happened(seq=1, message=house.message(status="审核中"))
    await _happened(seq=2)
    await follows.cancel(who, [subscription])
    found = await _explained(who)
    assert [each.outcomes[0].code for each in found.events] == ["new", "superseded"]
    assert _told(found.next_time) == [("", "unmatched", "没有订阅符合")]
