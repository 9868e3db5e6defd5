"""优惠, 一般 and 作废原产地证查询: the manual's conditions and columns, one enterprise's rows alone."""

from datetime import timedelta
from typing import Any

import httpx
import pytest

from api import certificates
from api.certificates import shelves
from api.certificates.queries import Wanted
from api.certificates.schemas import Asked
from api.people import tokens
from api.people.tokens import TokenWish
from kit import database
from kit.clock import in_shanghai, now
from tests.api.certificates import makers
from tests.api.certificates.walks import API, filled, said
from tests.api.people import makers as people


@pytest.mark.feature("CO-81", "CO-82", "CO-83", "CO-84", "CO-85", "CO-86", "CO-87", "CO-88", "CO-89", "CO-91")
@pytest.mark.parametrize(
    ("which", "title", "buttons"),
    [
        ("preferential", "优惠原产地证查询", "复制 编辑 申报 预览 打印 改证重发 删除 刷新 打印组件下载 收起搜索框"),
        ("general", "一般原产地证查询", "复制 编辑 申报 预览 打印 改证重发 删除 刷新 打印组件下载 收起搜索框"),
        ("voided", "作废原产地证查询", "复制 预览 刷新 打印组件下载 收起菜单栏"),
    ],
)
async def test_each_query_page_has_the_manuals_title_buttons_and_columns(
    client: httpx.AsyncClient, which: str, title: str, buttons: str
) -> None:
    page = said(await client.get(f"{API}/lists/{which}"))
    assert (page["title"], page["heading"]) == (title, "证书申请查询")
    conditions = page["search"]["conditions"]
    assert " ".join(f"{each['label']}: {each['placeholder']}".strip() for each in conditions) == (
        "发票号: 产地证类型: 证书状态: 手签员: 创建日期: 请选择开始日期 至: 请选择结束日期 "
        "申报日期: 请选择开始日期 至: 请选择结束日期"
    )
    assert {each["name"] for each in conditions} <= set(Asked.model_fields)
    assert " ".join(page["search"]["buttons"]) == "查询 重置"
    assert page["search"]["empty"] == "未查询到相关信息!"
    assert " ".join(page["buttons"]) == buttons
    assert "\t".join(page["columns"]) == (
        "序号\t发票号\t发票日期\t证书编号\t证书类型\t进口商\t手签员\t发票金额\t状态\t备注\t创建时间\t申报日期"
    )
    hint = f"下方是{title}列表，可进行复制、编辑、预览、改证重发、打印等操作"
    assert page["hint"] == ("" if which == "voided" else hint)
    assert (page["review_title"], page["review_rule"]) == ("审核回执查询", "管理部门按照确定的规则进行审核")


@pytest.mark.feature("CO-89", "CO-90", "CO-92", "CO-95")
async def test_a_draft_shows_a_dash_where_it_has_no_number_and_no_date(client: httpx.AsyncClient) -> None:
    made = said(await client.post(API, json={"authority": "ccpit", "type_code": "R"}), 201)
    form = made["form"] | {"inv_no": "2F47S93D", "consignee": "TLE CHINA\nSHANGHAI", "signer": "丹"}
    said(await client.put(f"{API}/{made['id']}/basic", json={"form": form}))
    (row,) = said(await client.get(API, params={"list": "preferential"}))["items"]
    shown = {name: row[name] for name in ("no", "invoice_no", "number", "type_label", "importer", "signer")}
    assert shown == {
        "no": 1,
        "invoice_no": "2F47S93D",
        "number": "-",
        "type_label": "中国-秘鲁自贸协定",
        "importer": "TLE CHINA",
        "signer": "丹",
    }
    assert (row["invoice_amount"], row["status_label"], row["declared_on"]) == ("0", "暂存", "-")
    assert said(await client.get(f"{API}/{row['id']}"))["form"]["inv_no"] == "2F47S93D"


@pytest.mark.feature("CO-84", "CO-85")
async def test_every_condition_narrows_the_list(client: httpx.AsyncClient) -> None:
    """发票号, 产地证类型, 证书状态, 手签员, 创建日期, 申报日期; 至 includes the day that it names."""
    own = await filled(client)
    said(await client.post(f"{own}/declaration"))
    await filled(client)
    day = in_shanghai(now()).date()
    tomorrow, yesterday = (day + timedelta(days=1)).isoformat(), (day - timedelta(days=1)).isoformat()

    async def count(**asked: Any) -> int:
        found = said(await client.get(API, params={"list": "general", **asked}))
        assert len(found["items"]) == found["total"]
        return int(found["total"])

    assert await count() == 2
    assert (await count(invoice_no="XA26"), await count(invoice_no="A26")) == (2, 0)
    assert (await count(type_code="C"), await count(type_code="S")) == (2, 0)
    assert (await count(status="draft"), await count(status="declared")) == (1, 1)
    assert (await count(signer=makers.SIGNER), await count(signer="李四")) == (2, 0)
    assert (await count(created_to=day.isoformat()), await count(created_to=yesterday)) == (2, 0)
    assert (await count(created_from=day.isoformat()), await count(created_from=tomorrow)) == (2, 0)
    assert (await count(declared_to=day.isoformat()), await count(declared_from=tomorrow)) == (1, 0)
    assert await count(authority="customs") == 0


async def test_an_enterprise_sees_its_own_certificates_alone(db: str) -> None:
    clerk, neighbour = await makers.a_clerk(), await makers.a_neighbour()
    await makers.a_draft(clerk)
    wanted = Wanted(shelf="general")
    assert (await certificates.page(clerk, wanted))[1] == 1
    assert await certificates.page(neighbour, wanted) == ([], 0)


async def test_pages_follow_each_other_newest_first(db: str) -> None:
    clerk = await makers.a_clerk()
    made = [(await makers.a_draft(clerk)).id for _ in range(5)]
    wanted = Wanted(shelf="general")
    pages = [await certificates.page(clerk, wanted, page, 2) for page in (1, 2, 3)]
    assert [item.document_id for items, _ in pages for item in items] == made[::-1]
    assert {total for _, total in pages} == {5}


async def test_a_list_says_its_length_as_it_is_after_every_change(db: str) -> None:
    """The kept totals equal a count, whatever was created, removed and voided."""
    clerk = await makers.a_clerk()
    for type_code in ("C", "C", "S", "E"):
        await makers.a_draft(clerk, type_code=type_code)
    await certificates.remove(clerk, (await makers.a_draft(clerk)).id)
    await certificates.void(clerk, (await makers.approved(clerk)).id, "订单取消")
    assert clerk.enterprise_id
    for shelf in ("general", "preferential", "voided", "removed"):
        (row,) = await database.fetch("select count(*) as n from certificates where shelf = $1", shelf)
        assert await shelves.total_of(clerk.enterprise_id, "ccpit", shelf) == row["n"] > 0


async def test_the_list_is_closed_to_whom_the_enterprise_was_taken_from(db: str) -> None:
    clerk = await makers.a_clerk()
    await makers.a_draft(clerk)
    await database.execute("update memberships set revoked_at = $1", now())
    assert await certificates.page(clerk, Wanted(shelf="general")) == ([], 0)


async def test_a_day_that_no_document_can_have_is_refused(client: httpx.AsyncClient) -> None:
    assert (await client.get(API, params={"created_to": "9999-12-31"})).status_code == 422


@pytest.mark.feature("CO-01", "CO-17")
async def test_the_chooser_has_the_fifteen_tiles_of_the_manual(client: httpx.AsyncClient) -> None:
    page = said(await client.get(f"{API}/types"))
    assert (page["title"], page["prompt"]) == ("创建原产地证", "请选择证书类型:")
    assert page["hint"] == "企业可申请各类证书, 包括一般原产地证和优惠原产地证"
    assert page["applications"] == ["新证申请", "改证重发申请"]
    assert {tile["label"] for tile in page["types"]} >= {f"{name} ({code})" for name, code in TILES}


TILES = [
    ("一般原产地证", "C"),
    ("亚太贸易协定", "B"),
    ("中国-新西兰自贸协定", "N"),
    ("中国-新加坡自贸协定", "X"),
    ("中国-秘鲁自贸协定", "R"),
    ("海峡两岸经济合作框架协议", "H"),
    ("中国-哥斯达黎加自贸协定", "L"),
    ("内地与香港、澳门紧密贸易关系安排", "HM"),
    ("中国-冰岛自贸协定", "I"),
    ("中国-瑞士自贸协定", "S"),
    ("中国-澳大利亚自贸协定", "A"),
    ("中国-韩国自贸协定", "K"),
    ("中国-东盟自贸协定", "E"),
    ("中国-格鲁吉亚自贸协定", "GE"),
    ("中国-智利自贸协定", "F"),
]


@pytest.mark.feature("CO-02", "CO-03", "CO-04", "CO-05", "CO-06", "CO-07", "CO-08", "CO-09")
@pytest.mark.feature("CO-10", "CO-11", "CO-12", "CO-13", "CO-14", "CO-15", "CO-16")
@pytest.mark.parametrize(("name", "code"), TILES)
@pytest.mark.parametrize("dialect", ["sqlite"], indirect=True)
async def test_every_type_of_the_manual_is_begun_and_stands_in_its_list(
    client: httpx.AsyncClient, name: str, code: str
) -> None:
    made = said(await client.post(API, json={"authority": "ccpit", "type_code": code}), 201)
    assert made["type_label"] == name
    which = "general" if code == "C" else "preferential"
    (row,) = said(await client.get(API, params={"list": which, "type_code": code}))["items"]
    assert row["type_label"] == name
    said(await client.get(f"{API}/{made['id']}/preview"))


async def test_a_type_that_nobody_issues_is_refused(client: httpx.AsyncClient) -> None:
    refused = said(await client.post(API, json={"authority": "ccpit", "type_code": "ZZ"}), 404)
    assert refused["detail"] == "没有这种产地证类型，或该类型在这一天尚未启用。"


async def test_a_machine_reads_the_list_and_writes_nothing(db: str, valkey: str) -> None:
    clerk = await makers.a_clerk()
    made = await makers.a_draft(clerk)
    _, token = await tokens.create(clerk, TokenWish(name="ERP", scopes=["read"]))
    async with people.a_client(token) as client:
        assert said(await client.get(API, params={"list": "general"}))["total"] == 1
        assert (await client.post(f"{API}/{made.id}/copy")).status_code == 403
