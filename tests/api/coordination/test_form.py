"""The pages of 享惠受阻协调 say word for word what the manual says."""

from collections.abc import AsyncIterator
from typing import Any

import httpx
import pytest

from kit import settings
from tests.api.people.makers import CREDIT_CODE, a_client, a_token, founded

HINT = (
    "提示：每个pdf大小不超过300K，每个附件大小不能超过4M，若您上传的附件大小超过系统限制，"
    "可使用pdf压缩软件压缩pdf文件使其满足系统要求后再次上传。"
)
TYPES = {
    "customs": "海关原产地证书享惠受阻协调申请",
    "approved_exporter": "经核准出口商原产地声明享惠受阻协调申请",
    "ruling": "基于海关行政裁定或预裁定的原产地声明享惠受阻协调申请",
    "ccpit": "贸促会原产地证书享惠受阻协调申请",
}
BOXES = [
    ("原产地证书号", "原产地证书号必填"),
    ("优惠贸易协定代码", "优惠贸易协定代码必填"),
    ("出口报关单号", "出口报关单号必填"),
    ("进口报关单号", "进口报关单号必填"),
    ("联系人", "联系人姓名必填"),
    ("联系电话", "联系电话必填"),
    ("申请事由", "申请事由必填"),
]


@pytest.fixture
async def client(db: str) -> AsyncIterator[httpx.AsyncClient]:
    _, boss = await founded()
    async with a_client(await a_token(boss)) as client:
        yield client


@pytest.fixture
async def form(client: httpx.AsyncClient) -> Any:
    return (await client.get("/api/v1/coordinations/form")).json()


@pytest.mark.feature("COORD-01", "COORD-02", "COORD-03", "COORD-45")
async def test_where_it_stands_in_the_menus_and_what_it_is_for(form: Any) -> None:
    assert form["path"] == ["中央标准应用", "原产地", "享惠受阻协调申请"]
    assert form["menus"] == ["享惠受阻协调申请", "享惠受阻协调查询"]
    for words in (
        "适用于海关对从事原产地证业务的企业进行享惠受阻协调方面的管理",
        "包括享惠受阻协调申请、享惠受阻协调查询功能模块",
        "向海关申请通关协调",
    ):
        assert words in form["purpose"]


@pytest.mark.feature("COORD-04", "COORD-05", "COORD-06", "COORD-07", "COORD-44")
async def test_the_four_types_with_their_scopes(form: Any) -> None:
    assert {each["type"]: each["label"] for each in form["types"]} == TYPES
    assert {each["type"]: each["scope"] for each in form["types"]} == {
        kind: f"适用于需要进行{label}的陕西“单一窗口”用户。" for kind, label in TYPES.items()
    }


@pytest.mark.feature("COORD-44")
async def test_another_provinces_window_is_called_by_its_name(
    client: httpx.AsyncClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("HUIZHI_REGION", "liaoning")
    settings.forget()
    form = (await client.get("/api/v1/coordinations/form")).json()
    assert form["types"][0]["scope"].endswith("的辽宁“单一窗口”用户。")


@pytest.mark.feature("COORD-08", "COORD-09", "COORD-13", "COORD-14", "COORD-15", "COORD-16", "COORD-17")
@pytest.mark.feature("COORD-18", "COORD-19", "COORD-20")
async def test_the_sections_and_their_required_boxes(form: Any) -> None:
    assert form["sections"] == ["基本信息", "附件信息"]
    assert [(each["label"], each["placeholder"]) for each in form["boxes"]] == BOXES
    assert all(each["required"] for each in form["boxes"])
    assert form["required_hint"] == "输入框左侧带有*号以及底部为黄色的字段为必填项"


@pytest.mark.feature("COORD-10", "COORD-11", "COORD-12")
async def test_what_the_system_fills_in(form: Any) -> None:
    assert [tuple(each.values()) for each in form["filled_in"]] == [
        ("协调单号", ""),
        ("社会信用代码", CREDIT_CODE),
        ("企业中文名称", "陕西示例贸易有限责任公司"),
    ]


@pytest.mark.feature("COORD-21", "COORD-22", "COORD-23", "COORD-24", "COORD-25", "COORD-26", "COORD-27")
async def test_the_four_slots_their_buttons_and_both_limits(form: Any) -> None:
    assert [each["label"] for each in form["slots"]] == ["原产地证明", "进口报关单号", "其他1", "其他2"]
    assert (form["slot_placeholder"], form["slot_buttons"]) == ("点击上传文件", ["上传", "删除"])
    assert form["attachment_hint"] == HINT
    assert form["max_bytes"] == {"pdf": 300 * 1024, "jpg": 4194304, "jpeg": 4194304, "png": 4194304}


@pytest.mark.feature("COORD-27", "COORD-28", "COORD-29", "COORD-30", "COORD-31", "COORD-35")
async def test_the_buttons_and_the_notes_beside_them(form: Any) -> None:
    assert form["buttons"] == ["暂存", "提交"]
    told = "".join(form["notes"])
    for words in (
        "若必填项未填写，点击暂存按钮，则暂存失败",
        "当输入框内容不符合校验规则，点击暂存按钮，系统给出相关错误提示信息",
        "点击文件上传输入框区域，选择相应文件后，系统自动校验文件大小是否超过 4M，点击【上传】",
        "当上述基本信息和附件信息全部录入完成后，点击【提交】，系统提示“申报成功”",
        "若原产地证书号和出口报关单号未完成绑定关联操作",
        "需要完成关联操作后再进行享惠受阻申请",
        "若证书号不是当前申请企业签发的证书",
        "需要联系签发企业进行相关的享惠受阻申请的操作",
    ):
        assert words in told


@pytest.mark.feature("COORD-36", "COORD-39", "COORD-40", "COORD-41", "COORD-42")
async def test_the_query_page(form: Any) -> None:
    assert "、".join(form["conditions"]) == (
        "协调单号、原产地证明号、出口报关单编号、处理状态、协调单类型、优惠贸易协定代码、提交起止日期"
    )
    assert form["query_buttons"] == ["查询", "删除", "撤回"]
    assert form["query_notes"] == [
        (
            "数据为暂存、已撤回、海关接收失败以及退回状态时，详情界面数据可以修改编辑，其他状态只允许查看，"
            "附件信息所有状态都可以下载查看。"
        ),
        "仅暂存、已撤回以及退回的状态可以删除。",
        "如需撤回，选中一条待办状态下的数据，点击【撤回】。",
    ]
