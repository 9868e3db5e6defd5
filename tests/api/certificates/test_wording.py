"""The editor speaks the manual's words: every label, hint, button and column of the inventory, verbatim."""

from typing import Any

import httpx
import pytest

from api.certificates import papers, voiding
from tests.api.certificates.walks import API, said


async def editor(client: httpx.AsyncClient, type_code: str) -> dict[str, Any]:
    found: dict[str, Any] = said(await client.get(f"{API}/editor", params={"type_code": type_code}))
    return found


def labels(found: list[dict[str, Any]]) -> set[str]:
    return {box["label"] for box in found}


@pytest.mark.feature("CO-18", "CO-19", "CO-20", "CO-57")
@pytest.mark.parametrize("type_code", ["C", "N"])
async def test_toolbar_tabs_and_buttons(client: httpx.AsyncClient, type_code: str) -> None:
    page = await editor(client, type_code)
    assert " ".join(page["toolbar"]) == "新建 保存 删除 预览 打印组件下载 打印 申报"
    assert page["tabs"] == ["基本信息", "商品信息"]
    assert " ".join(page["goods_buttons"]) == "新增 保存 删除 复制"


BASIC = (
    "企业编码 贸促会编码 公司中文名称 发票号 发票日期 申请地点 申请日期 签署地点 签署日期 出口商 进口商 生产商 "
    "起运地/港 目的地/港 运输方式 提单/运输日期 一程 二程 运输路线 毛净重标识 合同号 FOB值(以美元计) 发票金额 "
    "发票币种 价格条款 价格条款详情 贸易方式 信用证号 付款方式 L/C开证日期 手签员 出境海关 企业海关编码 报关单号 "
    "备注 特殊条款"
)


@pytest.mark.feature("CO-21", "CO-25", "CO-26", "CO-27", "CO-28", "CO-29", "CO-30", "CO-31", "CO-32", "CO-33")
@pytest.mark.feature("CO-35", "CO-39", "CO-40", "CO-41", "CO-42", "CO-44", "CO-45")
async def test_every_box_of_basic_information_is_called_as_in_the_manual(client: httpx.AsyncClient) -> None:
    assert set(BASIC.split()) <= labels((await editor(client, "N"))["basic"])


@pytest.mark.feature("CO-34", "CO-36", "CO-37", "CO-38", "CO-43", "CO-47", "CO-48", "CO-54", "CO-56", "CO-59")
@pytest.mark.feature("CO-68", "CO-92")
async def test_every_hint_stands_in_the_manuals_words(client: httpx.AsyncClient) -> None:
    hints = set((await editor(client, "C"))["hints"].values())
    assert hints == {
        "基本信息暂存成功后才允许录入商品信息，录入或修改商品信息后，必须点击商品信息页面的【保存】按钮",
        "增加或修改一条商品信息，必须点击【保存】按钮",
        "如需换行请按Ctrl+Enter",
        "6、8、10位纯数字",
        "请填写一程和二程运输工具编号 (运输工具可以包括船/飞机/火车/车轿等)",
        "请选择日期",
        "按起运地/港、目的地/港, 转运港, 运输方式生成返填的, 返填后修改",
        "运输细节录入规则 FROM[起运港]TO[卸货港]VIA[转运港]BY[运输方式]",
        "填制运输路线时，如果选择不到你所需要的港口名称，可以选择该国的任意一个港口，自动生成运输路线后，可以手动去更改港口名称",
        "优惠原产地证书, 录入的商品信息必须是已备案并审核通过的商品数据",
        "点击蓝色发票号，会跳转到证书详情页面",
        papers.MARK_HINT,  # ours: the manual has a 「?」 there and not what it says
        voiding.HINT,  # ours: the manual says nothing of what voiding tells whom
    }


@pytest.mark.feature("CO-48", "CO-50", "CO-51", "CO-52", "CO-53", "CO-55", "CO-58", "CO-60", "CO-61", "CO-62")
@pytest.mark.feature("CO-63", "CO-64", "CO-65", "CO-66")
async def test_goods_are_called_as_on_each_of_the_two_forms(client: httpx.AsyncClient) -> None:
    general, preferential = await editor(client, "C"), await editor(client, "N")
    both = {"货物描述", "数量", "单位", "单价", "金额", "净重", "净重单位", "文字唛头"}
    assert both | {"商品HS编码"} <= labels(general["goods"])
    assert both | {"税则号", "商品FOB价值 (美元)", "第一法定数量", "申请备案号"} <= labels(preferential["goods"])
    assert general["goods_columns"] == ["序号", "文字唛头", "货物描述"]
    assert preferential["goods_columns"] == ["序号", "税则"]
    assert preferential["product_columns"] == ["序号", "申请备案号", "税则号", "英文名称"]


@pytest.mark.feature("CO-49", "CO-70", "CO-71", "CO-72", "CO-73", "CO-74", "CO-75", "CO-76", "CO-77", "CO-78", "CO-79")
@pytest.mark.feature("CO-80")
async def test_the_processing_dialog_is_that_of_the_manual(client: httpx.AsyncClient) -> None:
    dialog = (await editor(client, "C"))["processing"]
    assert (dialog["button"], dialog["title"]) == ("编辑加工工序", "加工工序编辑")
    assert list(dialog["choices"].values()) == [
        "需要申报, 重新填写",
        "需要申报, 内容和上次一样",
        "不需要申报",
    ]
    assert {box["label"] for box in dialog["boxes"] if box["required"]} == {
        "H.S.Code",
        "交货单价",
        "产品名称",
        "加工工序",
        "从价百分比",
    }
    assert "单位" in labels(dialog["boxes"])
    assert dialog["material_hint"] == "以下请填写产品(每单位), 加工所需的进口原材料的商品税则号及CIF单价信息"
    assert dialog["material_columns"] == ["序号", "海关税则号(4位)", "CIF单价(USD)"]
    assert dialog["material_rows"] == 5
    assert dialog["percent_hint"] == "请填写原材料进出口的从价百分比(例如: 17%)"
    assert dialog["buttons"] == ["确定", "取消"]


def by_name(found: list[dict[str, Any]]) -> dict[str, dict[str, Any]]:
    return {box["name"]: box for box in found}


@pytest.mark.feature("CO-21", "CO-27", "CO-28", "CO-29", "CO-30", "CO-34", "CO-36", "CO-39", "CO-42", "CO-43", "CO-54")
async def test_each_box_says_where_its_value_comes_from(client: httpx.AsyncClient) -> None:
    """What is on file is only shown; what is chosen names its code table, its choices or its picker."""
    page = await editor(client, "N")
    basic, goods = by_name(page["basic"]), by_name(page["goods"])
    assert {box["label"] for box in page["basic"] if box["read_only"]} == {"企业编码", "贸促会编码", "公司中文名称"}
    pickers = {name: box["picker"] for name, box in basic.items() if box["picker"]}
    assert pickers == {
        "exporter": "exporter", "consignee": "importer", "producer": "producer", "goods_spec_clause": "clause",
    }  # fmt: skip
    dates = ("inv_date", "apl_date", "sign_date", "intend_exp_date", "payment_date", "lc_date")
    assert {basic[name]["placeholder"] for name in dates} == {"请选择日期"}
    assert basic["weight_mark"]["options"] == ["数量", "毛重", "净重"]
    assert basic["trans_details"]["hint"].startswith("按起运地/港、目的地/港, 转运港, 运输方式生成返填的")
    assert basic["first_leg"]["hint"].startswith("请填写一程和二程运输工具编号")
    assert goods["goods_desc"]["hint"] == "如需换行请按Ctrl+Enter"


async def test_no_code_table_is_shared_between_the_authorities_systems(client: httpx.AsyncClient) -> None:
    """China is 142 at CCPIT and 156 at the customs: each editor names the tables of its own system."""
    tables = {}
    for authority in ("ccpit", "customs"):
        page = said(await client.get(f"{API}/editor", params={"authority": authority, "type_code": "C"}))
        tables[authority] = {name: box["table"] for name, box in by_name(page["basic"]).items() if box["table"]}
    for box in ("dest_country_code", "load_country_code", "trans_country_code", "curr", "trade_mode_code"):
        assert tables["ccpit"][box].endswith("_ccpit")
        assert tables["customs"][box].endswith("_customs")
    known = {each["table"] for each in said(await client.get("/api/v1/masterdata/codes"))}
    assert set(tables["ccpit"].values()) | set(tables["customs"].values()) <= known


@pytest.mark.feature("CO-46", "CO-56")
async def test_supporting_files_and_the_picture_mark_have_their_slots(client: httpx.AsyncClient) -> None:
    page = await editor(client, "C")
    assert page["papers_title"] == "佐证材料"
    assert (page["papers"]["1"], page["papers"]["15"], page["papers"]["mark"]) == ("发票", "原证书", "图片唛头")


@pytest.mark.feature("CO-21")
async def test_what_is_on_file_cannot_be_typed_over(client: httpx.AsyncClient) -> None:
    made = said(await client.post(API, json={"authority": "ccpit", "type_code": "C"}), 201)
    form = made["form"] | {"ccpit_code": "999999", "ccpit_enterprise_code": "2102M0000", "etps_name": "别家公司"}
    kept = said(await client.put(f"{API}/{made['id']}/basic", json={"form": form}))["form"]
    told = (kept["ccpit_code"], kept["ccpit_enterprise_code"], kept["etps_name"])
    assert told == ("610000", "2102M9997", "陕西示例贸易有限责任公司")
