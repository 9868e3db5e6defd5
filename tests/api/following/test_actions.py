"""Following, cancelling, restoring: the right is checked, the rows stand, and a sentence says what was done."""

from dataclasses import replace
from datetime import timedelta
from time import perf_counter

import pytest

from api import following
from api.following import Validity, notices, wishes
from api.people import Actor
from api.people.models import Membership
from kit import database
from kit.clock import now
from kit.ids import new_id
from kit.refusals import Refusal
from push import addresses
from push.channels.sms import wording
from subscriptions.models import Subscription
from tests.api.documents import makers as documents
from tests.api.following import makers
from tests.api.following.makers import CCPIT_NUMBER, FOREIGN, MISTYPED, NUMBER, Stage

pytestmark = pytest.mark.usefixtures("db")
WECHAT = ["wechat"]


@pytest.fixture
async def stage() -> Stage:
    return await makers.a_stage()


async def _refused(wish: object) -> Refusal:
    with pytest.raises(Refusal) as told:
        await wish  # type: ignore[misc]
    return told.value


@pytest.mark.feature("PUSH-13", "PUSH-20")
async def test_a_document_by_its_number(stage: Stage) -> None:
    done = await following.follow_document(stage.clerk, " e2610 26902330183 ", WECHAT)
    assert (done.sentence, done.already) == (
        "已订阅这份证书：E261026902330183（海关原产地证，尚无回执）。推送方式：微信公众号。",
        False,
    )
    row = await Subscription.get()
    assert (row.topic, row.content, row.label) == (f"document:{stage.certificate}", "trade/origin/customs", NUMBER)
    assert (row.tenant_id, row.level, row.mode) == (stage.enterprise, "document", "follow")


async def _short_messages() -> list[str]:
    rows = await database.fetch(
        "select m.brief from deliveries d join messages m on m.id = d.message_id where d.channel = 'sms' order by d.id"
    )
    return [row["brief"] for row in rows]


@pytest.mark.feature("PUSH-03")
async def test_who_follows_by_short_message_is_told_once_and_how_to_stop() -> None:
    """ux.md §3.3: one message for each new subscription by SMS; none for what stands already or is on WeChat."""
    stage = await makers.a_stage("sms", "wechat")
    for _ in range(2):
        await following.follow_enterprise(stage.clerk, ["trade/origin/ccpit"], ["sms", "wechat"])
    assert await _short_messages() == ["订阅成功：按企业订阅，贸促会原产地证。取消请回复TD。"]
    await following.follow_document(stage.clerk, NUMBER, WECHAT)
    assert len(await _short_messages()) == 1
    done = await following.follow_document(stage.clerk, NUMBER, ["sms"])
    assert (await _short_messages())[1:] == [f"订阅成功：按业务单据号订阅，{NUMBER}。取消请回复TD。"]
    await following.cancel(stage.clerk, [done.lines[0].id])
    await following.follow_document(stage.clerk, NUMBER, ["sms"])
    assert len(await _short_messages()) == 3


async def test_the_longest_subscription_is_one_short_message(stage: Stage) -> None:
    contents = ["trade/origin/customs", "trade/origin/ccpit", "trade/licence", "trade/declaration"]
    said = notices.subscribed(wishes.of_enterprise(stage.enterprise, contents))
    assert wording.parts(wording.compose("陕西单一窗口", said.brief)) == 1


@pytest.mark.feature("PUSH-21")
async def test_the_number_is_looked_for_where_it_was_entered(stage: Stage) -> None:
    """A CCPIT certificate entered under 海关原产地证 is unknown there."""
    await following.follow_document(stage.clerk, CCPIT_NUMBER, WECHAT, content="trade/origin/ccpit")
    refusal = await _refused(
        following.follow_document(stage.clerk, CCPIT_NUMBER, WECHAT, content="trade/origin/customs")
    )
    assert refusal.code == "document_unknown"


@pytest.mark.feature("PUSH-22")
async def test_a_licence_takes_a_number_too(stage: Stage) -> None:
    await documents.a_document(stage.enterprise, "XK20260001", "licence")
    done = await following.follow_document(stage.clerk, "XK20260001", WECHAT, content="trade/licence")
    assert "许可证" in done.sentence


async def test_a_foreign_a_mistyped_and_a_missing_number_are_told_alike(stage: Stage) -> None:
    """T-2: nobody learns from us which numbers exist elsewhere."""
    told = [await _refused(following.follow_document(stage.clerk, each, WECHAT)) for each in (FOREIGN, MISTYPED, "")]
    told.append(await _refused(following.follow_document(stage.clerk, str(stage.foreign), WECHAT)))
    told.append(await _refused(following.follow_document(stage.clerk, str(new_id()), WECHAT)))
    assert {(each.kind, each.code, each.sentence, str(each.facts)) for each in told} == {
        ("unknown", "document_unknown", "没有查到这个业务单据编号，请核对后再试。", "{}")
    }
    assert await Subscription.all().count() == 0


async def test_a_foreign_and_a_missing_number_take_the_same_time(stage: Stage) -> None:
    """T-2, on a machine that others use as well: the quickest of many differ by no more than five milliseconds."""
    took: dict[str, list[float]] = {FOREIGN: [], MISTYPED: []}
    for _ in range(60):
        for number, times in took.items():
            begun = perf_counter()
            await _refused(following.follow_document(stage.clerk, number, WECHAT))
            times.append(perf_counter() - begun)
    assert abs(min(took[FOREIGN]) - min(took[MISTYPED])) < 0.005


@pytest.mark.feature("PUSH-14")
async def test_the_enterprise_by_contents(stage: Stage) -> None:
    done = await following.follow_enterprise(stage.clerk, ["trade/origin/ccpit", "trade/licence"], WECHAT)
    assert done.sentence == "已按企业订阅：贸促会原产地证、许可证。推送方式：微信公众号。"
    assert {row.content for row in await Subscription.all()} == {"trade/origin/ccpit", "trade/licence"}


async def test_a_content_that_another_covers_is_not_followed_twice(stage: Stage) -> None:
    await following.follow_enterprise(stage.clerk, ["trade/origin/customs", "trade", "trade/licence"], WECHAT)
    assert [row.content for row in await Subscription.all()] == ["trade"]


@pytest.mark.feature("PUSH-15")
async def test_ones_own_documents(stage: Stage) -> None:
    done = await following.follow_person(stage.clerk, [""], WECHAT)
    assert done.sentence == "已按个人订阅：您本人录入的所有业务单据。推送方式：微信公众号。"
    row = await Subscription.get()
    assert (row.topic, row.tenant_id) == (f"person:{stage.clerk.person_id}", None)


async def test_several_channels_at_once(stage: Stage) -> None:
    await makers.reachable(stage.clerk, "sms", "telegram")
    done = await following.follow_enterprise(stage.clerk, [""], ["sms", "wechat", "telegram", "sms"])
    assert done.sentence == "已按企业订阅：全部。推送方式：短信、微信公众号、Telegram。"
    assert len(done.lines) == 3


@pytest.mark.feature("PUSH-08")
@pytest.mark.parametrize(
    ("channel", "hint"),
    [
        ("wechat", "请先关注微信公众号, 使用用户绑定功能, 绑定后可通过微信公众号接收推送信息。"),
        ("sms", "请先输入手机号码，获取验证码并填写正确，验证后可通过短信接收推送信息。"),
        ("telegram", "请先在【状态推送】打开 Telegram 链接完成绑定, 绑定后可通过 Telegram 接收推送信息。"),
    ],
)
async def test_a_channel_must_be_bound_first(channel: str, hint: str) -> None:
    """All or none: the other channel, which is bound, is not followed either."""
    stage = await makers.a_stage("sms" if channel != "sms" else "wechat")
    bound = "sms" if channel != "sms" else "wechat"
    refusal = await _refused(following.follow_enterprise(stage.clerk, [""], [bound, channel]))
    assert (refusal.kind, refusal.sentence) == ("conflict", hint)
    assert await Subscription.all().count() == 0


async def test_an_address_that_was_lost_is_not_bound(stage: Stage) -> None:
    await addresses.lost("wechat", f"wechat-{stage.clerk.person_id}", "unfollowed")
    assert (await _refused(following.follow_person(stage.clerk, [""], WECHAT))).code == "channel_not_bound"


async def test_a_document_on_top_of_the_enterprise_is_allowed_and_said(stage: Stage) -> None:
    """Information, not an error: the row stands, for it is more specific."""
    await following.follow_enterprise(stage.clerk, [""], WECHAT)
    done = await following.follow_document(stage.clerk, NUMBER, WECHAT)
    assert done.sentence == "您已经按企业订阅了，这份证书的结果本来就会收到，不会重复推送。"
    assert done.already
    assert await Subscription.all().count() == 2


async def test_the_same_wish_twice_is_said(stage: Stage) -> None:
    for _ in range(2):
        document = await following.follow_document(stage.clerk, NUMBER, WECHAT)
        own = await following.follow_person(stage.clerk, [""], WECHAT)
    assert document.sentence == "您已经按个人订阅了，这份证书的结果本来就会收到，不会重复推送。"
    assert own.sentence == "您已经按个人订阅了，不会重复推送。"
    assert await Subscription.all().count() == 2


async def test_a_wider_wish_on_another_channel_or_content_is_no_duplicate(stage: Stage) -> None:
    await makers.reachable(stage.clerk, "sms")
    await following.follow_enterprise(stage.clerk, [""], ["sms"])
    await following.follow_enterprise(stage.clerk, ["trade/licence"], WECHAT)
    assert not (await following.follow_document(stage.clerk, NUMBER, WECHAT)).already


async def test_asking_for_a_muted_document_lifts_the_mute(stage: Stage) -> None:
    await following.mute(stage.clerk, NUMBER, WECHAT)
    assert not (await following.follow_document(stage.clerk, NUMBER, WECHAT)).already
    assert [row.mode for row in await Subscription.filter(cancelled_at=None)] == ["follow"]


async def test_validity_begins_and_ends_as_asked(stage: Stage) -> None:
    begins, ends = now() + timedelta(days=1), now() + timedelta(days=9)
    await following.follow_document(stage.clerk, NUMBER, WECHAT, Validity(begins, ends))
    row = await Subscription.get()
    assert (row.valid_from, row.valid_until) == (begins, ends)
    for wrong in (Validity(None, now() - timedelta(days=1)), Validity(ends, begins)):
        assert (await _refused(following.follow_document(stage.clerk, NUMBER, WECHAT, wrong))).kind == "invalid"


@pytest.mark.parametrize(
    ("contents", "channels", "code"),
    [
        ([], WECHAT, "no_content"),
        (["goods"], WECHAT, "no_content"),
        ([""], [], "no_channel"),
        ([""], ["fax"], "no_channel"),
    ],
)
async def test_what_cannot_be_chosen_is_refused(
    stage: Stage, contents: list[str], channels: list[str], code: str
) -> None:
    assert (await _refused(following.follow_enterprise(stage.clerk, contents, channels))).code == code


async def test_who_left_the_enterprise_cannot_follow_it(stage: Stage) -> None:
    await Membership.all().update(revoked_at=now())
    assert (await _refused(following.follow_enterprise(stage.clerk, [""], WECHAT))).kind == "unknown"
    assert (await _refused(following.follow_document(stage.clerk, NUMBER, WECHAT))).code == "document_unknown"
    nobody = replace(stage.clerk, enterprise_id=None, role="none")
    assert (await _refused(following.follow_enterprise(nobody, [""], WECHAT))).code == "no_enterprise"


@pytest.mark.feature("PUSH-25")
async def test_cancelling_and_restoring(stage: Stage) -> None:
    ids = [line.id for line in (await following.follow_enterprise(stage.clerk, ["trade/licence"], WECHAT)).lines]
    ids += [line.id for line in (await following.follow_document(stage.clerk, NUMBER, WECHAT)).lines]
    done = await following.cancel(stage.clerk, ids)
    assert (done.sentence, [line.state for line in done.lines]) == ("已取消 2 项。", ["订阅已取消"] * 2)
    assert (await following.cancel(stage.clerk, ids)).already
    back = await following.restore(stage.clerk, ids)
    assert (back.sentence, [line.valid for line in back.lines]) == ("已恢复 2 项。", [True, True])


async def test_a_strangers_subscription_is_as_unknown_as_a_missing_one(stage: Stage) -> None:
    """One foreign id among one's own refuses all of them."""
    mine = (await following.follow_person(stage.clerk, [""], WECHAT)).lines[0].id
    stranger = await documents.a_person(stage.enterprise)
    for ids in ([mine], [new_id()]):
        for act in (following.cancel, following.restore):
            assert (await _refused(act(stranger, ids))).sentence == "没有找到这条订阅。"
    assert (await _refused(following.cancel(stage.clerk, [mine, new_id()]))).code == "subscription_unknown"
    assert (await Subscription.get(id=mine)).cancelled_at is None


async def test_what_one_may_not_follow_any_more_is_not_restored(stage: Stage) -> None:
    ids = [line.id for line in (await following.follow_enterprise(stage.clerk, [""], WECHAT)).lines]
    await following.cancel_all(stage.clerk)
    await Subscription.all().update(valid_until=now())
    assert (await _refused(following.restore(stage.clerk, ids))).code == "subscription_expired"
    await Subscription.all().update(valid_until=None)
    await addresses.unbind(stage.clerk.person_id, "wechat", "asked")
    assert (await _refused(following.restore(stage.clerk, ids))).code == "channel_not_bound"
    await Membership.all().update(revoked_at=now())
    assert (await _refused(following.restore(stage.clerk, ids))).kind == "unknown"


async def test_a_machine_needs_the_scope_and_does_not_cancel_everything(stage: Stage) -> None:
    reader = replace(stage.clerk, scopes=frozenset({"read"}))
    follower = replace(stage.clerk, scopes=frozenset({"follow"}))
    assert (await _refused(following.follow_document(reader, NUMBER, WECHAT))).code == "out_of_scope"
    assert not (await following.follow_document(follower, NUMBER, WECHAT)).already
    assert (await _refused(following.cancel_all(follower))).code == "in_person_only"


async def test_each_deed_leaves_a_line_in_the_audit_and_a_refused_one_leaves_none(stage: Stage) -> None:
    await _refused(following.follow_document(stage.clerk, FOREIGN, WECHAT))
    done = await following.follow_document(stage.clerk, NUMBER, WECHAT)
    await following.cancel(stage.clerk, [done.lines[0].id])
    rows = await database.fetch("select action, actor, target from audit order by at, id")
    assert [(row["action"], row["actor"]) for row in rows] == [
        ("subscription.follow", str(stage.clerk.person_id)),
        ("subscription.cancel", str(stage.clerk.person_id)),
    ]
    assert str(done.lines[0].id) in rows[1]["target"]
    assert Actor.system("clock").may("follow")
