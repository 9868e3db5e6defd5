"""What must be right before a filing is declared, in the manual's words (FILE-03…16)."""

from typing import Any

import httpx
import pytest

from api.filings import AreaForm, FilingForm, MaterialForm, checking, pages
from api.filings.schemas import Asked
from tests.api.filings.makers import MATERIAL, a_form


def _errors(form: FilingForm) -> list[tuple[str, str]]:
    return [(each.field, each.sentence) for each in checking.check(form) if each.severity == "error"]


async def _pages(client: httpx.AsyncClient) -> pages.Choices:
    """What the pages are told, over HTTP."""
    return pages.Choices.model_validate((await client.get("/api/v1/filings/choices")).json())


def _warnings(form: FilingForm) -> list[str]:
    return [each.field for each in checking.check(form) if each.severity == "warning"]


def test_a_complete_form_has_no_fault() -> None:
    assert _errors(a_form("S", "A", "K")) == []


@pytest.mark.feature("FILE-03", "FILE-16")
def test_at_least_one_row_of_each_table() -> None:
    empty = a_form(areas=[], materials=[])
    assert ("areas", "备案资料 至少应填写一条数据") in _errors(empty)
    assert ("materials", "原材料、零部件 至少应填写一条数据") in _errors(empty)


@pytest.mark.feature("FILE-08")
def test_ecfa_is_filed_alone() -> None:
    """H by itself passes; H with any other area is refused in the manual's words."""
    sentence = "《海峡两岸经济合作框架协议》商品信息需单独备案，不能与其它优惠区域合并。"
    assert _errors(a_form("H")) == []
    assert _errors(a_form("S", "H")) == [("areas", sentence)]


@pytest.mark.feature("FILE-09")
@pytest.mark.parametrize(
    ("code", "fits"),
    [("020422", True), ("02042200", True), ("0204220010", True), ("0204", False), ("0204220", False),
     ("0204220A", False), ("０２０４２２", False), ("", False)],
)  # fmt: skip
def test_a_product_has_6_8_or_10_digits(code: str, fits: bool) -> None:
    told = [sentence for field, sentence in _errors(a_form(hs_code=code)) if field == "hs_code"]
    assert told == ([] if fits else ["商品HS编码应为6、8、10位海关税则号。"])


@pytest.mark.feature("FILE-10", "FILE-11", "FILE-12", "FILE-13", "FILE-14")
@pytest.mark.parametrize(
    ("boxes", "field", "part"),
    [
        ({"name_en": ""}, "name_en", "请填写商品名称(英文)"),
        ({"name_en": "羊肉"}, "name_en", "请用英文填写"),
        ({"name_zh": ""}, "name_zh", "请填写商品名称(中文)"),
        (
            {"maker": "DALIAN FOODS"},
            "maker",
            "请用中文填写制造商的名称和地址，只做审批备注用，此信息并不会打印在证书中",
        ),
        ({"areas": [AreaForm(area="S")]}, "areas/0/type_code", "请填写优惠类型代码"),
        ({"areas": [AreaForm()]}, "areas/0/area", "请选择优惠区域"),
        ({"areas": [AreaForm(area="C", type_code="P")]}, "areas/0/area", "没有代码为“C”的优惠区域"),
        ({"areas": [AreaForm(area="S", type_code="WO")] * 2}, "areas", "填写了2次"),
    ],
)
def test_each_box_says_what_is_wrong_with_it(boxes: dict[str, Any], field: str, part: str) -> None:
    ((where, sentence),) = _errors(a_form(**boxes))
    assert where == field
    assert part in sentence


@pytest.mark.parametrize(
    ("boxes", "name"),
    [({"hs_code": "1"}, "hs_code"), ({"name_zh": ""}, "name_zh"), ({"origin": ""}, "origin"),
     ({"quantity": "many"}, "quantity"), ({"unit_price": "-1"}, "unit_price"), ({"value": "NaN"}, "value")],
)  # fmt: skip
def test_each_material_says_what_is_wrong_with_it(boxes: dict[str, str], name: str) -> None:
    form = a_form(materials=[MATERIAL, MaterialForm(**(MATERIAL.model_dump() | boxes))])
    assert [field for field, _ in _errors(form)] == [f"materials/1/{name}"]


def test_what_no_table_confirms_warns_and_stops_nothing() -> None:
    """A heading, a criterion and a country in no table may still be right: tables are not the law."""
    doubtful = a_form(
        hs_code="980099",
        areas=[AreaForm(area="S", type_code="ZZZ")],
        materials=[MaterialForm(**(MATERIAL.model_dump() | {"origin": "998"}))],
    )
    assert _errors(doubtful) == []
    assert _warnings(doubtful) == ["hs_code", "areas/0/type_code", "materials/0/origin"]


@pytest.mark.feature("FILE-04", "FILE-05", "FILE-06", "FILE-07", "FILE-18", "FILE-20", "FILE-21", "FILE-22", "FILE-23")
@pytest.mark.feature("FILE-02", "FILE-17", "FILE-24", "FILE-25")
async def test_the_pages_are_told_in_the_manuals_words(client: httpx.AsyncClient) -> None:
    told = await _pages(client)
    assert told.area_columns == [
        "序号",
        "备案申请号",
        "优惠区域",
        "优惠类型代码",
        "优惠类型描述",
        "优惠区域备案状态",
        "详细信息",
        "操作",
    ]
    assert told.columns == [
        "序号",
        "商品HS编码",
        "商品名称(英)",
        "商品名称(中)",
        "优惠区域",
        "状态",
        "详细信息",
        "申报时间",
    ]
    assert told.buttons == ["保存", "申报", "删除"]
    assert told.list_buttons == ["删除", "复制", "申报", "刷新", "收起搜索框"]
    assert "申请优惠原产地证书前，需要先申报商品备案并提交贸促会机构审核。" in told.hints
    assert "（对同一种商品，可一次申请多个优惠区域）。" in told.hints[1]
    assert told.empty == "未查询到相关信息!"
    assert told.hints[1:] == [
        "商品备案信息，包括备案资料、商品信息、原材料和零部件信息（对同一种商品，可一次申请多个优惠区域）。",
        "《海峡两岸经济合作框架协议》商品信息需单独备案，不能与其它优惠区域合并。",
        "在商品备案查询页面，可查询商品备案的申请状态，也可对申请信息进行复制操作",
    ]
    assert (told.menu, told.title, told.query_title) == ("商品备案", "商品备案信息", "商品备案查询")
    assert (told.area_section, told.area_buttons) == ("备案资料 至少应填写一条数据", ["新增", "删除"])
    assert told.material_section == "原材料、零部件 至少应填写一条数据"
    assert " ".join(told.material_columns) == (
        "序号 HS编码 名称(中) 名称(英) 原产国 数量 单位 单价(USD) 价值(USD) 供应商"
    )
    assert [each.code for each in told.areas if each.alone] == ["H"]


@pytest.mark.feature("FILE-09", "FILE-10", "FILE-11", "FILE-12", "FILE-13", "FILE-14", "FILE-15")
async def test_every_box_is_called_as_in_the_manual_and_what_is_the_authoritys_is_only_shown(
    client: httpx.AsyncClient,
) -> None:
    told = (await _pages(client)).boxes
    boxes = [(box.label, box.hint) for box in told if not box.read_only]
    assert boxes == [
        ("商品HS编码", "6、8、10位海关税则号"),
        ("商品名称(英文)", ""),
        ("商品名称(中文)", ""),
        ("工序说明", ""),
        ("生产厂商", "请用中文填写制造商的名称和地址，只做审批备注用，此信息并不会打印在证书中"),
    ]
    assert [box.label for box in told if box.read_only] == ["申报日期", "审核状态", "审核详情"]
    asked = {each.field for each in checking.check(FilingForm()) if "/" not in each.field}
    assert {box.name for box in told if box.required} == asked - {"areas", "materials"}


@pytest.mark.feature("FILE-17", "FILE-18", "FILE-19", "FILE-20")
async def test_the_search_area_has_the_manuals_conditions_placeholders_and_buttons(client: httpx.AsyncClient) -> None:
    search = (await _pages(client)).search
    labels = " ".join(" ".join(filter(None, (each.label, each.placeholder))) for each in search.conditions)
    assert labels == ("商品HS编码 商品名称(中文) 商品名称(英文) 单据状态 申请时间 请选择开始日期 至 请选择结束日期")
    assert (search.buttons, search.folding) == (["查询", "重置"], ["展开搜索框", "收起搜索框"])
    assert {each.name for each in search.conditions} <= set(Asked.model_fields)
    (status,) = [each for each in search.conditions if each.name == "status"]
    assert list(status.options.values()) == [
        "暂存", "已申报", "贸促会接收失败", "贸促会已接收", "审核中", "审核不通过", "部分区域审核通过", "审核通过",
    ]  # fmt: skip
    for each in status.options:
        assert (await client.get("/api/v1/filings", params={"status": each})).status_code == 200
