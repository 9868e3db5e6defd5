"""数据同步: asked for once at a time, answered, applied, counted and remarked on in the manuals' words."""

import asyncio
from datetime import timedelta
from typing import Any

import pytest
import time_machine

from api import datasync
from api.datasync import schemas
from api.people.models import Enterprise, Signatory
from kit.clock import now
from kit.refusals import Kind, Refusal
from tests.api.datasync import makers
from tests.api.people import makers as people


@pytest.mark.feature("SYNC-02", "SYNC-03", "SYNC-06", "SYNC-11", "SYNC-14", "SYNC-17", "SYNC-18")
async def test_company_from_the_button_to_the_result_by_http(db: str, valkey: str) -> None:
    """新增同步企业成功, 同步中, then 同步成功 with 1 and 企业备案信息同步成功, and what changed."""
    enterprise, person = await people.founded("GAYONGXIN")
    async with people.a_client(await people.a_token(person)) as client:
        told = await client.post("/api/v1/datasync/company")
        assert (told.status_code, told.json()["message"]) == (201, "新增同步企业成功")
        begun = told.json()["sync"]
        assert (begun["kind_label"], begun["status_label"], begun["quantity"], begun["remark"]) == (
            "企业信息",
            "同步中",
            0,
            "",
        )
        (message,) = await makers.outgoing()
        assert (message["number"], message["data"]["what"]) == (begun["number"], "company")
        assert (message["enterprise"], message["ccpit_code"]) == (enterprise.credit_code, "")
        boss = await people.at_work(person)
        company = {
            "credit_code": enterprise.credit_code,
            "name": "陕西示例国际贸易有限责任公司",
            "ccpit_office": "210200",
            "ccpit_code": "2102M9997",
            "name_en": "SHAANXI EXAMPLE",
            "signatories": ["王萍"],
        }
        await makers.ccpit_says(await datasync.read(boss, begun["id"]), company=company)
        (line,) = (await client.get("/api/v1/datasync")).json()["items"]
        assert (line["no"], line["login"], line["status_label"], line["quantity"], line["remark"]) == (
            1, "gayongxin", "同步成功", 1, "企业备案信息同步成功",
        )  # fmt: skip
        assert line["updated_at"] >= line["requested_at"]
        detail = (await client.get(f"/api/v1/datasync/{begun['id']}")).json()
    changed = {each["field"]: (each["before"], each["after"]) for each in detail["changes"]}
    assert changed["name"] == ("陕西示例贸易有限责任公司", "陕西示例国际贸易有限责任公司")
    assert changed["signatories"] == ("", "王萍")
    firm = await Enterprise.get(id=enterprise.id)
    assert (firm.name, firm.ccpit_office, firm.ccpit_code) == (company["name"], "210200", "2102M9997")
    assert (await Signatory.get(enterprise_id=enterprise.id)).on_file


@pytest.mark.feature("SYNC-04", "SYNC-05", "SYNC-13")
async def test_products_are_asked_for_by_http_one_request_at_a_time(db: str, valkey: str) -> None:
    """新增同步商品备案成功; a second click while it runs is told so, with 409."""
    _, person = await people.founded("GAYONGXIN")
    await people.qualified(await people.at_work(person))
    async with people.a_client(await people.a_token(person)) as client:
        told = await client.post("/api/v1/datasync/products")
        assert (told.status_code, told.json()["message"]) == (201, "新增同步商品备案成功")
        assert told.json()["sync"]["kind_label"] == "商品备案"
        again = await client.post("/api/v1/datasync/products")
        assert (again.status_code, again.json()["code"]) == (409, "sync_running")
        assert (await client.get("/api/v1/datasync", params={"kind": "company"})).json()["total"] == 0


@pytest.mark.feature("SYNC-15", "SYNC-19", "SYNC-20")
@pytest.mark.parametrize(
    ("kind", "remark"),
    [("company", "同步贸促会企业信息失败,请再次同步"), ("products", "同步贸促会商品信息失败,请再次同步")],
)
async def test_a_failure_says_so_and_may_be_tried_again(db: str, valkey: str, kind: Any, remark: str) -> None:
    boss = await makers.a_boss()
    sync = await datasync.request(boss, kind)
    await makers.ccpit_says(sync, "failed")
    done = await makers.again(boss, sync)
    assert (done.status_label, done.quantity, done.remark) == ("同步失败", 0, remark)
    assert (await datasync.request(boss, kind)).status == "running"


@pytest.mark.parametrize(
    ("kind", "data"),
    [
        ("company", {}),
        ("company", {"company": {"credit_code": people.OTHER_CREDIT_CODE, "name": "别家"}}),
        ("products", {"products": "all"}),
    ],
)
async def test_an_answer_that_does_not_fit_changes_nothing_and_fails(
    db: str, valkey: str, kind: Any, data: Any
) -> None:
    boss = await makers.a_boss()
    sync = await datasync.request(boss, kind)
    await makers.ccpit_says(sync, **data)
    done = await makers.again(boss, sync)
    assert (done.status, done.changes[0]["label"]) == ("failed", "应答")
    assert (await Enterprise.get(id=boss.enterprise_id)).name == "陕西示例贸易有限责任公司"


async def test_one_of_a_kind_runs_at_a_time_and_the_database_decides(db: str, valkey: str) -> None:
    """Two clicks at once: one runs, the other is refused and leaves nothing behind; the other kind runs beside it."""
    boss = await makers.a_boss()
    told = await asyncio.gather(*(datasync.request(boss, "company") for _ in range(3)), return_exceptions=True)
    refused = [each for each in told if isinstance(each, Refusal)]
    assert [(each.kind, each.code) for each in refused] == [(Kind.CONFLICT, "sync_running")] * 2
    assert len(await makers.outgoing()) == 1
    assert (await datasync.page(boss))[1] == 1
    await datasync.request(boss, "products")
    assert (await datasync.page(boss))[1] == 2
    assert (await datasync.page(boss, "products"))[1] == 1


@pytest.mark.feature("SYNC-24")
async def test_the_result_is_pushed_with_the_words_of_its_remark(db: str, valkey: str) -> None:
    boss = await makers.a_boss()
    sync = await datasync.request(boss, "products")
    assert await makers.briefs() == []
    await makers.ccpit_says(sync, "failed")
    other = await datasync.request(boss, "company")
    await makers.ccpit_says(other, company={"name_en": "DAL"}, seconds=2)
    assert await makers.briefs() == [
        "数据同步·商品备案 同步失败 请再次同步",
        "数据同步·企业信息 同步成功 请到数据同步页面查看",
    ]


@pytest.mark.feature("SYNC-16")
async def test_the_older_words_for_success_are_understood(db: str, valkey: str) -> None:
    """同步完成 of 2019 is 同步成功 today."""
    boss = await makers.a_boss()
    sync = await datasync.request(boss, "products")
    await makers.ccpit_says(sync, "completed", products=[])
    assert (await makers.again(boss, sync)).status_label == "同步成功"


async def test_an_answer_told_twice_or_late_changes_nothing_more(db: str, valkey: str) -> None:
    """An answer repeated later must not bring old words back; a success after a failure still counts."""
    boss = await makers.a_boss()
    sync = await datasync.request(boss, "company")
    await makers.ccpit_says(sync, "failed")
    await makers.ccpit_says(sync, company={"name_en": "ONE"}, seconds=2)
    assert (await makers.again(boss, sync)).status == "success"
    await makers.ccpit_says(sync, company={"name_en": "TWO"}, seconds=3)
    await makers.ccpit_says(sync, "failed", seconds=4)
    assert (await Enterprise.get(id=boss.enterprise_id)).profile["name_en"] == "ONE"
    assert (await makers.again(boss, sync)).remark == "企业备案信息同步成功"


async def test_an_answer_from_a_clock_far_behind_ours_counts(db: str, valkey: str) -> None:
    boss = await makers.a_boss()
    sync = await datasync.request(boss, "products")
    await makers.ccpit_says(sync, seconds=-3600, products=[makers.a_product()])
    assert (await makers.again(boss, sync)).status == "success"


async def test_silence_is_asked_again_and_given_up_after_a_week(db: str, valkey: str) -> None:
    """Each ask is a message of its own; after a week it failed, in the manual's words, and a new one may begin."""
    boss = await makers.a_boss()
    sync = await datasync.request(boss, "company")
    begun = now()
    assert await datasync.ask_again() == 0
    for hours in (1, 4, 24, 72, 145):
        with time_machine.travel(begun + timedelta(hours=hours), tick=True):
            assert await datasync.ask_again() == 1
            assert await datasync.ask_again() == 0
    assert [message["data"]["ask"] for message in await makers.outgoing()] == [1, 2, 3, 4, 5, 6]
    with time_machine.travel(begun + timedelta(days=8), tick=True):
        assert await datasync.ask_again() == 1
        done = await makers.again(boss, sync)
        assert (done.status, done.remark) == ("failed", "同步贸促会企业信息失败,请再次同步")
        assert (await datasync.request(boss, "company")).status == "running"


async def test_two_clocks_ask_again_once(db: str, valkey: str) -> None:
    """Whoever comes second sees that the asking was done, before it looks or once it holds the lock."""
    boss = await makers.a_boss()
    await datasync.request(boss, "company")
    with time_machine.travel(now() + timedelta(hours=1), tick=True):
        assert 1 in await asyncio.gather(datasync.ask_again(), datasync.ask_again())
    assert [message["data"]["ask"] for message in await makers.outgoing()] == [1, 2]


async def test_only_the_qualified_ask_for_products_and_neighbours_see_nothing(db: str, valkey: str) -> None:
    """Company data is asked for before the qualification is complete: it may bring the codes along."""
    _, person = await people.founded()
    boss = await people.at_work(person)
    with pytest.raises(Refusal, match="使用系统前必须完善贸促会原产地证资质，否则系统不可用"):
        await datasync.request(boss, "products")
    sync = await datasync.request(boss, "company")
    neighbour = await makers.a_boss("other", people.OTHER_CREDIT_CODE)
    with pytest.raises(Refusal, match="未查询到相关信息!"):
        await datasync.read(neighbour, sync.id)
    assert await datasync.page(neighbour) == ([], 0)


@pytest.mark.feature("SYNC-01", "SYNC-06", "SYNC-07", "SYNC-08", "SYNC-10", "SYNC-11", "SYNC-12", "SYNC-13", "SYNC-23")
@pytest.mark.feature("SYNC-02", "SYNC-04", "SYNC-09", "SYNC-16", "SYNC-17")
def test_the_page_is_told_in_the_manuals_words() -> None:
    told = schemas.choices()
    assert told.title == "数据同步"
    assert [each.button for each in told.kinds] == ["同步企业信息", "同步商品备案信息"]
    assert [each.label for each in told.kinds] == ["企业信息", "商品备案"]
    assert told.kinds[0].caption == "同步企业在贸促会的注册信息及企业变更信息"
    assert told.kinds[1].caption == "同步企业在贸促会已备案的商品信息，以便直接申请优惠原产地证"
    assert told.columns == ["序号", "同步类型", "同步状态", "操作用户", "操作时间", "更新时间", "同步数量", "备注"]
    assert (told.refresh, told.statuses["success"], told.statuses["running"]) == ("刷新", "同步成功", "同步中")
    assert told.entrance == "点击左侧菜单栏【数据同步】，进入数据同步界面"
    assert told.also_called == {"操作用户": "请求用户", "操作时间": "请求时间", "同步成功": "同步完成"}
    assert told.hints == [
        "在列表中可查看同步状态、时间和备注等",
        "同步企业信息和商品备案信息成功后，列表中可能不会立即更新数据，需点击页面“刷新”按钮将同步数据的结果更新至列表中",
        "同步列表可查看同步历史信息",
        "适用外贸企业在贸促会原产地证“数据同步”模块下，进行同步企业信息和同步商品备案信息",
    ]
