"""状态推送 over HTTP, as its page and other programs use it."""

from collections.abc import AsyncIterator, Mapping
from urllib.parse import quote
from uuid import UUID

import httpx
import pytest

from api.documents import Entry, Key, enter_many
from api.people import tokens
from api.people.models import Membership, Person
from api.people.tokens import TokenWish
from kit.clock import now
from kit.ids import new_id
from subscriptions import reasons
from tests.api.documents import makers
from tests.api.following.makers import FOREIGN, MISTYPED, NUMBER, Stage, a_stage, move, reachable
from tests.api.people.makers import a_client, a_token, at_work

API = "/api/v1"
UNKNOWN = "没有查到这个业务单据编号，请核对后再试。"
BY_NUMBER: dict[str, object] = {"level": "document", "channels": ["wechat"], "number": NUMBER}
BY_ENTERPRISE: dict[str, object] = {"level": "enterprise", "channels": ["wechat"]}


@pytest.fixture
async def stage(db: str, valkey: str) -> Stage:
    return await a_stage("wechat", "sms")


@pytest.fixture
async def clerk(stage: Stage) -> AsyncIterator[httpx.AsyncClient]:
    """The 经办人 of enterprise A, reachable on WeChat and by SMS."""
    async with a_client(await a_token(stage.clerk.person_id)) as client:
        yield client


async def an_admin(stage: Stage) -> UUID:
    """A 管理员 of enterprise A."""
    admin = (await makers.a_person(None)).person_id
    await Membership.create(person_id=admin, enterprise_id=stage.enterprise, role="admin", granted_at=now())
    return admin


async def followed(client: httpx.AsyncClient, wish: Mapping[str, object]) -> dict[str, object]:
    answer = await client.post(f"{API}/subscriptions", json=wish)
    assert answer.status_code == 201, answer.text
    return answer.json()  # type: ignore[no-any-return]


async def listed(client: httpx.AsyncClient, **asked: object) -> list[dict[str, object]]:
    answer = await client.get(f"{API}/subscriptions", params=asked)  # type: ignore[arg-type]
    assert answer.status_code == 200, answer.text
    return answer.json()["items"]  # type: ignore[no-any-return]


@pytest.mark.feature("PUSH-02", "PUSH-08", "PUSH-12", "PUSH-16")
async def test_what_can_be_chosen(clerk: httpx.AsyncClient) -> None:
    """Channels with what to do first, ways of following with their explanations, in the manual's words."""
    found = (await clerk.get(f"{API}/subscriptions/tree")).json()
    channels = {each["label"]: each for each in found["channels"]}
    assert list(channels) == ["短信", "微信公众号", "Telegram"]
    assert [each["bound"] for each in channels.values()] == [True, True, False]
    assert channels["微信公众号"]["address"].startswith("…")
    assert found["hint"] == "系统提供原产地证状态订阅功能"
    assert [(each["label"], each["hint"]) for each in found["levels"]] == [
        ("按业务单据号订阅", "按照录入的具体业务单据编号订阅回执信息"),
        ("按企业订阅", "订阅企业的所有业务单据回执信息"),
        ("按个人订阅", "订阅本人录入的所有业务单据回执信息"),
    ]


@pytest.mark.feature("PUSH-17", "PUSH-18", "PUSH-19", "PUSH-22")
async def test_the_tree_of_contents(clerk: httpx.AsyncClient) -> None:
    """X-12: 进出口 above 原产地证 (海关, 贸促会) and 许可证; what takes a number says what it is called."""
    (top,) = (await clerk.get(f"{API}/subscriptions/tree")).json()["contents"]
    assert (top["path"], top["label"]) == ("trade", "进出口订阅")
    origin, licence, declaration = top["parts"]
    assert (origin["label"], licence["label"], declaration["label"]) == ("原产地证订阅", "许可证订阅", "报关单订阅")
    leaves = [(each["path"], each["label"], each["number_label"]) for each in origin["parts"]]
    assert leaves == [
        ("trade/origin/customs", "海关原产地证", "证书号"),
        ("trade/origin/ccpit", "贸促会原产地证", "证书号"),
    ]


@pytest.mark.feature("PUSH-23", "PUSH-24", "PUSH-25", "PUSH-26")
async def test_from_following_to_cancelling_and_back(clerk: httpx.AsyncClient) -> None:
    """订阅, the list, 取消订阅, 有效订阅信息, 恢复; each answer carries a sentence that can be shown."""
    made = await followed(clerk, BY_NUMBER)
    assert made["sentence"] == f"已订阅这份证书：{NUMBER}（海关原产地证，尚无回执）。推送方式：微信公众号。"
    (line,) = await listed(clerk)
    named = ("no", "channel_label", "level_label", "content_label", "number", "valid")
    assert [line[name] for name in named] == [1, "微信公众号", "按业务单据号订阅", "海关原产地证", NUMBER, True]
    gone = (await clerk.post(f"{API}/subscriptions/cancellation", json={"ids": [line["id"]]})).json()
    assert (gone["sentence"], gone["items"][0]["state"]) == ("已取消 1 项。", "订阅已取消")
    assert await listed(clerk, valid_only=True) == []
    assert [each["valid"] for each in await listed(clerk)] == [False]
    back = await clerk.post(f"{API}/subscriptions/restoration", json={"ids": [line["id"]]})
    assert back.json()["sentence"] == "已恢复 1 项。"
    assert len(await listed(clerk, valid_only=True)) == 1
    everything = await clerk.post(f"{API}/subscriptions/cancellation", json={"everything": True})
    assert everything.json()["sentence"] == "已取消 1 项。"


async def test_what_comes_already_is_information(clerk: httpx.AsyncClient) -> None:
    """ux.md §3.7: no error, and the sentence says that nothing comes twice."""
    await followed(clerk, BY_ENTERPRISE)
    made = await followed(clerk, BY_NUMBER)
    assert (made["already"], made["sentence"]) == (
        True,
        "您已经按企业订阅了，这份证书的结果本来就会收到，不会重复推送。",
    )
    new = await followed(clerk, BY_NUMBER | {"channels": ["sms"]})
    assert new["already"] is False


@pytest.mark.feature("PUSH-13")
async def test_foreign_missing_and_mistyped_are_the_same_answer(clerk: httpx.AsyncClient, stage: Stage) -> None:
    """T-2: status, body and sentence, at every door that takes a number or an id."""
    nowhere = [FOREIGN, MISTYPED, "E261026902330998", str(stage.foreign), str(new_id()), "\x00", "𠮷" * 20]
    for number in nowhere:
        asked = quote(number, safe="")
        answers = [
            await clerk.post(f"{API}/subscriptions", json=BY_NUMBER | {"number": number.replace("\x00", "?")}),
            await clerk.put(f"{API}/subscriptions/mutes/{asked}"),
            await clerk.delete(f"{API}/subscriptions/mutes/{asked}"),
            await clerk.get(f"{API}/subscriptions/explain", params={"document": number.replace("\x00", "?")}),
        ]
        for answer in answers:
            told = answer.json()
            assert (answer.status_code, told["detail"], told["facts"]) == (404, UNKNOWN, {}), number


async def test_a_number_with_a_slash_is_muted_too(clerk: httpx.AsyncClient, stage: Stage) -> None:
    """Filing numbers hold one: 18S2102M9997/00054."""
    number = "18S2102M9997/00054"
    await enter_many([Entry(key=Key("licence", number), enterprise_id=stage.enterprise)])
    for written in (number, quote(number, safe="")):
        assert (await clerk.put(f"{API}/subscriptions/mutes/{written}")).status_code == 200
        answer = await clerk.delete(f"{API}/subscriptions/mutes/{written}")
        assert answer.json()["sentence"] == f"已取消这份许可证的免打扰：{number}。"


async def test_a_mute_on_one_channel_by_id(clerk: httpx.AsyncClient, stage: Stage) -> None:
    """By the document's id as well as by its number; mutes have a list of their own."""
    answer = await clerk.put(f"{API}/subscriptions/mutes/{stage.certificate}", params={"channel": "sms"})
    assert answer.json()["sentence"] == f"已对这份证书免打扰：{NUMBER}。"
    assert [each["channel"] for each in await listed(clerk, mode="mute")] == ["sms"]
    assert await listed(clerk) == []


@pytest.mark.parametrize(
    "wish",
    [
        BY_NUMBER | {"person_id": str(new_id())},
        BY_NUMBER | {"tenant_id": str(new_id())},
        BY_NUMBER | {"channels": []},
        BY_NUMBER | {"channels": ["console"]},
        BY_NUMBER | {"contents": ["trade", "trade/origin"]},
        BY_ENTERPRISE | {"number": NUMBER},
        BY_ENTERPRISE | {"contents": ["trade/weapons"]},
        BY_ENTERPRISE | {"contents": []},
        BY_ENTERPRISE | {"level": "planet"},
        BY_ENTERPRISE | {"valid_until": "2020-01-01T00:00:00+08:00"},
    ],
)
async def test_wishes_that_cannot_be(clerk: httpx.AsyncClient, wish: Mapping[str, object]) -> None:
    """T-7: nobody sets an owner or a tenant; nothing was followed."""
    assert (await clerk.post(f"{API}/subscriptions", json=wish)).status_code == 422
    assert await listed(clerk) == []


@pytest.mark.parametrize("wish", [{}, {"ids": []}, {"everything": True, "ids": [str(new_id())]}, {"channel": "sms"}])
async def test_a_cancellation_says_what(clerk: httpx.AsyncClient, wish: Mapping[str, object]) -> None:
    assert (await clerk.post(f"{API}/subscriptions/cancellation", json=wish)).status_code == 422


async def test_quiet_hours_across_midnight(clerk: httpx.AsyncClient) -> None:
    """ux.md M10: Shanghai wall time; the urgent may break through."""
    none = {"quiet_from": "", "quiet_until": "", "urgent_breaks_quiet": True, "only_important": False}
    assert (await clerk.get(f"{API}/preferences")).json() == none
    night = {"quiet_from": "22:00", "quiet_until": "08:00", "urgent_breaks_quiet": False, "only_important": True}
    said = (await clerk.put(f"{API}/preferences", json=night)).json()
    assert said["sentence"].startswith("已设置免打扰时段 22:00-08:00")
    assert (await clerk.get(f"{API}/preferences")).json() == night
    for ends in (("22:00", ""), ("24:00", "08:00"), ("7:00", "08:00"), ("22:00", "22:00")):
        broken = dict(zip(("quiet_from", "quiet_until"), ends, strict=True))
        assert (await clerk.put(f"{API}/preferences", json=broken)).status_code == 422, ends
    assert (await clerk.put(f"{API}/preferences", json=none)).json()["sentence"] == "已关闭免打扰时段。"
    assert (await clerk.get(f"{API}/preferences")).json() == none


async def test_why_it_came_and_why_not(clerk: httpx.AsyncClient, stage: Stage) -> None:
    """push-anchors.md §5.3: for each announcement what became of it on each channel, and what would happen now."""
    await followed(clerk, BY_ENTERPRISE)
    await move(stage.certificate, "approved")
    await clerk.put(f"{API}/subscriptions/mutes/{NUMBER}")
    answer = await clerk.get(f"{API}/subscriptions/explain", params={"document": NUMBER})
    told = answer.json()
    (event,) = told["events"]
    came = {each["channel"]: (each["code"], each["sentence"], each["why"]) for each in event["outcomes"]}
    assert came["wechat"] == ("new", "待发送", "因：按企业订阅")
    silent = {each["channel"]: (each["code"], each["sentence"]) for each in told["next_time"]}
    assert silent["wechat"] == (reasons.MUTED, "不会推送：已设置免打扰")


async def test_a_manager_asks_about_colleagues_and_nobody_else_does(clerk: httpx.AsyncClient, stage: Stage) -> None:
    """A colleague who was let go too; strangers and the missing are alike; 经办人 ask for themselves."""
    admin, stranger = await an_admin(stage), await makers.a_person(None)
    about = {"document": NUMBER, "person": str(stage.clerk.person_id)}
    await followed(clerk, BY_ENTERPRISE)
    async with a_client(await a_token(admin)) as manager:
        explain = f"{API}/subscriptions/explain"
        told = (await manager.get(explain, params=about)).json()
        assert [each["code"] for each in told["next_time"]] == ["send"]
        for nobody in (stranger.person_id, new_id()):
            refused = await manager.get(explain, params=about | {"person": str(nobody)})
            assert (refused.status_code, refused.json()["code"]) == (404, "membership_unknown")
        await Membership.filter(person_id=stage.clerk.person_id).update(revoked_at=now())
        told = (await manager.get(explain, params=about)).json()
        assert [each["code"] for each in told["next_time"]] == [reasons.NO_RIGHT]
        assert (await clerk.get(explain, params=about)).status_code == 404
    await Membership.filter(person_id=stage.clerk.person_id).update(revoked_at=None)
    refused = await clerk.get(f"{API}/subscriptions/explain", params=about | {"person": str(admin)})
    assert (refused.status_code, refused.json()["code"]) == (403, "admins_only")


async def test_a_machine_follows_with_its_scope_alone(stage: Stage) -> None:
    """Token scope "follow": it needs no "read", and shows nothing that its maker follows for another enterprise."""
    admin = await an_admin(stage)
    boss = await at_work(await Person.get(id=admin))
    await reachable(boss, "wechat")
    _, may_follow = await tokens.create(boss, TokenWish(name="ERP", scopes=["follow"]))
    _, may_read = await tokens.create(boss, TokenWish(name="BI", scopes=["read"]))
    other = await makers.an_enterprise("911100006000373420")
    await Membership.create(person_id=admin, enterprise_id=other, role="agent", granted_at=now())
    await makers.a_document(other, "E261026902330555")
    async with a_client(await a_token(admin)) as person:
        await followed(person, BY_NUMBER | {"number": "E261026902330555"})
    async with a_client(may_follow) as machine:
        await followed(machine, BY_NUMBER)
        assert [each["number"] for each in await listed(machine)] == [NUMBER]
        everything = await machine.post(f"{API}/subscriptions/cancellation", json={"everything": True})
        assert everything.json()["code"] == "in_person_only"
    async with a_client(may_read) as machine:
        assert (await machine.post(f"{API}/subscriptions", json=BY_NUMBER)).json()["code"] == "out_of_scope"
