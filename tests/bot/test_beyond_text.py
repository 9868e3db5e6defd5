"""WeChat beyond text: two menus, tags, paper that is scanned, 订阅通知, and what happens when somebody leaves."""

import asyncio
from datetime import timedelta
from typing import Any

import pytest

from api import followers, following, people
from api.people.models import Membership
from bot import late, scanning, wechat_menu
from bot.hearing import Heard, Kind
from kit import clock, database, ids, settings
from push import delivering, erasing, outbox
from push.address import WECHAT, Address
from push.channels import registry
from push.channels.outcome import Parcel
from push.message import Fact, Message
from tests.api.people.makers import an_operator
from tests.bot.conftest import WeChat
from tests.bot.stage import GAO, Core, World

NUMBER = "E261026902330183"
WANG = "oSandbox_WangJingLi_00000002"


def _menu_of(wechat: WeChat, openid: str) -> list[str]:
    from sandbox.wechat.menu import menu_of

    shown = menu_of(wechat.outside, wechat.outside.wechat.users[openid])
    return [item["name"] for group in shown["button"] for item in group["sub_button"]]


async def _tags(wechat: WeChat, openid: str) -> list[str]:
    return [wechat.outside.wechat.tags[number] for number in wechat.outside.wechat.users[openid].tags]


@pytest.fixture
async def managed(wechat: WeChat, world: World) -> WeChat:
    """高永欣, 管理员, bound; 李四, 经办人, bound as 王经理's phone; both follow; the menus are published."""
    await world.bind()
    clerk = await an_operator(await world.signed_in())
    wechat.outside.wechat.users[WANG].followed = True
    await world.bind_for(clerk.id, WANG)
    await wechat_menu.publish()
    return wechat


async def test_a_manager_sees_the_managers_menu_and_everybody_else_the_other(managed: WeChat) -> None:
    assert _menu_of(managed, GAO) == _menu_of(managed, WANG), "nobody carries the tag yet"
    assert await followers.tag_managers() == 1
    assert ("待同意" in _menu_of(managed, GAO), "待同意" in _menu_of(managed, WANG)) == (True, False)
    assert ("账号绑定" in _menu_of(managed, GAO), "账号绑定" in _menu_of(managed, WANG)) == (False, True)
    assert managed.shown(await managed.act("tap", key="待同意")) == "没有待同意的申请。"


async def test_publishing_again_leaves_one_menu_of_each_kind(managed: WeChat) -> None:
    await wechat_menu.publish()
    assert len(managed.outside.wechat.conditional) == 1
    assert len([name for name in managed.outside.wechat.tags.values() if name == "管理员"]) == 1


async def test_the_tag_follows_role_and_binding(managed: WeChat, world: World) -> None:
    """Promoted, demoted, unbound, gone: B-5, within the clock's next round; nothing is called where nothing changed."""
    await followers.tag_managers()
    clerk = Membership.filter(role="operator")
    await clerk.update(role="admin")
    assert (await followers.tag_managers(), await _tags(managed, WANG)) == (1, ["管理员"])
    calls = len(managed.outside.calls)
    assert (await followers.tag_managers(), len(managed.outside.calls)) == (0, calls)
    await (
        Membership.filter(enterprise_id=world.enterprise_id)
        .exclude(person_id=world.actor.person_id)
        .update(revoked_at=clock.now())
    )
    assert (await followers.tag_managers(), await _tags(managed, WANG)) == (1, [])
    await people.binding.unbind(world.actor, WECHAT)
    assert (await followers.tag_managers(), await _tags(managed, GAO)) == (1, [])


async def test_who_left_and_came_back_gets_the_tag_again(managed: WeChat) -> None:
    """The platform drops tags when somebody leaves, and refuses to untag who does not follow (40003)."""
    await followers.tag_managers()
    await managed.do("unfollow")
    assert await followers.tag_managers() == 1
    await managed.do("follow")
    assert (await followers.tag_managers(), await _tags(managed, GAO)) == (1, ["管理员"])


async def test_one_whom_the_platform_refuses_does_not_hold_up_the_others(managed: WeChat) -> None:
    await Membership.all().update(role="admin")
    managed.outside.wechat.users[GAO].followed = False  # and we were not told
    await followers.tag_managers()
    assert await _tags(managed, WANG) == ["管理员"]


@pytest.mark.parametrize(
    ("scanned", "number"),
    [
        (NUMBER, NUMBER),
        (f"http://origin.customs.gov.cn/query?certNo={NUMBER}&v=1", NUMBER),
        (f"https://example.invalid/h5/co/{NUMBER}", NUMBER),
        (f"CODE_128,{NUMBER}", NUMBER),
        (f"证书号：{NUMBER}；签发日期：2026-11-21", NUMBER),
        ("https://example.invalid/filing/18S2102M9997%2F00054", "18S2102M9997/00054"),
        ("XT2026110007", "XT2026110007"),
        ("http://weixin.qq.com/q/02abcdef", ""),
        ("https://example.invalid/?phone=13800138000", ""),
        ("EAN_13,6901234567892", ""),
        ("", ""),
        ("x" * 5000, ""),
    ],
)
def test_the_number_is_found_wherever_it_stands(scanned: str, number: str) -> None:
    assert scanning.number_in(scanned) == number


@pytest.mark.feature("PUSH-13")
async def test_a_scanned_certificate_tells_its_status_and_can_be_followed(managed: WeChat, world: World) -> None:
    await world.certificate(NUMBER, "approved")
    push = await managed.act("scancode", key="scan", result=f"http://origin.customs.gov.cn/?certNo={NUMBER}")
    shown = managed.shown(push)
    assert shown.startswith("🟢 审核通过")
    assert f"订阅 {NUMBER}" in shown
    assert (await managed.say(f"订阅 {NUMBER}")).startswith(f"✅ 已订阅这份证书：{NUMBER}")


async def test_what_is_scanned_and_is_no_certificate_is_told_so(managed: WeChat, world: World) -> None:
    async def scan(result: str) -> str:
        managed.outside.offset += 1
        return managed.shown(await managed.act("scancode", key="scan", result=result))

    assert await scan("http://example.invalid/menu") == (
        "❓ 这个码里没有证书号。请扫证书上的二维码或条码，或直接发证书号。"
    )
    assert await scan("http://weixin.qq.com/q/02abc") == "❓ 这是绑定账号的二维码。请用微信首页的【扫一扫】来扫。"
    assert await scan("E266000373410001") == "未查询到相关信息!"
    await people.binding.unbind(world.actor, WECHAT)
    assert await scan(NUMBER) == "请先绑定账号才能查询。<绑定>"


@pytest.fixture
def _notices_only(monkeypatch: pytest.MonkeyPatch) -> None:
    """An account that has 订阅通知 and no template of its own."""
    monkeypatch.setenv("HUIZHI_WECHAT_TEMPLATES", "{}")
    monkeypatch.setenv("HUIZHI_WECHAT_NOTICES", '{"T1": "N1"}')
    settings.forget()


async def _push_something(world: World) -> None:
    moment, message_id = clock.now(), ids.new_id()
    facts = (Fact("证书号", NUMBER, "number"), Fact("证书类型", "中国-东盟"), Fact("审核结果", "审核通过", "status"))
    message = Message(title="证书审核结果通知", facts=facts, remark="请打印", link="/h5/co/x", kind="T1")
    order = outbox.Order(
        message_id=message_id, person_id=world.actor.person_id, tenant_id=world.enterprise_id, subscription_id=None,
        why="", channel=WECHAT, address=GAO, thread="", seq=0, lane=outbox.Lane.PERSONAL, due_at=moment,
        expires_at=moment + timedelta(hours=1),
    )  # fmt: skip
    await outbox.post([outbox.Letter(message_id, message, "", moment)], [order])
    await delivering.deliver_once(registry.SEATS, following.gate)


async def _states() -> list[str]:
    return [row["state"] for row in await database.fetch("select state from deliveries where channel = 'wechat'")]


def _notices(wechat: WeChat) -> list[dict[str, Any]]:
    return [each.card for each in wechat.outside.wechat.users[GAO].heard if each.kind == "bizsend"]


async def _credits() -> list[int]:
    return [row["credits"] for row in await database.fetch("select credits from notice_consents")]


@pytest.mark.usefixtures("_notices_only")
async def test_a_consent_is_one_notice_and_its_report_closes_the_delivery(managed: WeChat, world: World) -> None:
    await database.execute("delete from deliveries")
    await managed.act("popup", templates={"N1": True})
    assert await _credits() == [1]
    await _push_something(world)
    assert [card["title"] for card in _notices(managed)] == ["证书审核结果通知"]
    async with asyncio.timeout(5):
        while await _states() != ["delivered"]:
            await asyncio.sleep(0.05)
    await _push_something(world)
    async with asyncio.timeout(5):
        while sorted(await _states()) != ["delivered", "failed"]:  # one message a second to one person
            await delivering.deliver_once(registry.SEATS, following.gate)
            await asyncio.sleep(0.1)
    assert (len(_notices(managed)), await _credits()) == (1, [0])


@pytest.mark.usefixtures("_notices_only")
@pytest.mark.parametrize("act", ["popup", "withdraw"])
async def test_who_refuses_or_takes_the_consent_back_gets_no_notice(managed: WeChat, world: World, act: str) -> None:
    await managed.act("popup", templates={"N1": True, "N7": True})
    managed.outside.offset += 1
    await managed.act(act, template_id="N1", templates={"N1": False} if act == "popup" else None)
    await _push_something(world)
    assert _notices(managed) == []


@pytest.mark.usefixtures("_notices_only")
async def test_a_consent_pushed_again_counts_once(managed: WeChat) -> None:
    managed.outside.knobs.push.copies, managed.outside.knobs.push.concurrent = 3, True
    await managed.act("popup", templates={"N1": True})
    assert await _credits() == [1]


@pytest.mark.usefixtures("_notices_only")
async def test_a_notice_that_may_have_been_taken_is_not_sent_again(managed: WeChat, world: World) -> None:
    """bizsend has no key of its own: two consents, an answer that got lost, one notice."""
    for _ in range(2):
        await managed.act("popup", templates={"N1": True})
        managed.outside.offset += 1
    managed.outside.knobs.wechat.lost_rate = 1.0
    await _push_something(world)
    managed.outside.knobs.wechat.lost_rate = 0.0
    await database.execute("update deliveries set due_at = created_at")
    await delivering.deliver_once(registry.SEATS, following.gate)
    assert (len(_notices(managed)), await _credits()) == (1, [1])


@pytest.mark.usefixtures("_notices_only")
async def test_a_worker_that_died_after_sending_does_not_send_again(managed: WeChat) -> None:
    """The delivery is claimed anew: its consent was spent under its own id, so it only waits for the report."""
    for _ in range(2):
        await managed.act("popup", templates={"N1": True})
        managed.outside.offset += 1
    message = Message(title="证书审核结果通知", facts=(Fact("证书号", NUMBER, "number"),), remark="请打印", kind="T1")
    delivery_id = ids.new_id()
    parcel = Parcel(delivery_id, delivery_id.hex, Address(WECHAT, GAO), message)
    tickets = [await registry.SEATS[WECHAT].send(parcel) for _ in range(2)]
    assert tickets[0] == tickets[1]
    assert (len(_notices(managed)), await _credits()) == (1, [1])


async def test_what_we_keep_only_to_talk_is_deleted_when_somebody_leaves(managed: WeChat, world: World) -> None:
    """At once: the conversation, promised answers, consents, half-finished tickets; pushes stop."""
    await managed.say("菜单")
    await late.keep(Heard(Address(WECHAT, GAO), Kind.LINE, "1", "查"), "答")
    await database.execute(
        "insert into notice_consents (openid, template_id, credits, changed_at) values ($1, 'N1', 1, $2)",
        GAO,
        clock.now(),
    )
    await world.open_ticket()
    await managed.do("scan", world.scene)
    await managed.do("unfollow")
    for table, column in (("late_answers", "address"), ("notice_consents", "openid"), ("bind_tickets", "address")):
        assert await database.fetch(f"select 1 as n from {table} where {column} = $1", GAO) == [], table
    assert (await Core().say("1")).startswith("❓"), "the menu that was shown is forgotten"


@pytest.mark.parametrize("how", ["left", "unbound"])
async def test_after_thirty_days_the_address_is_erased_everywhere(
    managed: WeChat, world: World, monkeypatch: pytest.MonkeyPatch, how: str
) -> None:
    await _push_something(world)
    await database.execute("update deliveries set state = 'delivered'")
    if how == "left":
        await managed.do("unfollow")
    else:
        await people.binding.unbind(world.actor, WECHAT)
        await database.execute("update deliveries set state = 'delivered'")
    assert await erasing.erase() == 0
    monkeypatch.setattr(erasing, "now", lambda: clock.now() + erasing.RESTS + timedelta(days=1))
    assert await erasing.erase() == 1
    for table, column in (("addresses", "value"), ("deliveries", "address")):
        assert await database.fetch(f"select 1 as n from {table} where {column} = $1", GAO) == [], table


async def test_who_comes_back_within_thirty_days_is_heard_and_told_again(managed: WeChat, world: World) -> None:
    """M15: re-follow restores; nothing has to be bound anew."""
    await managed.do("unfollow")
    await erasing.erase()
    assert "已绑定：高永欣" in await managed.do("follow")
