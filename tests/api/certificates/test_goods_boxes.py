"""商品信息 box by box over HTTP: what is kept, what 申报 refuses, and what 加工工序编辑 asks."""

from typing import Any

import httpx
import pytest

from tests.api.certificates import makers
from tests.api.certificates.walks import API, filled, outgoing, said

DIALOG: dict[str, Any] = {
    "choice": "anew",
    "hs_code": "3926",
    "unit_price": "1.00",
    "product": "PLASTIC ARTICLES",
    "process": "INJECTION MOULDING",
    "unit": "PCS",
    "materials": [{"hs_code": "3901", "cif_price": "0.35"}],
    "ad_valorem": "35%",
}


async def told(client: httpx.AsyncClient, own: str, **boxes: Any) -> list[str]:
    """What 申报 says of the only line with these boxes changed; it stays a draft whatever is said."""
    (line,) = said(await client.get(own))["lines"]
    form = makers.goods().model_dump() | boxes
    saved = said(await client.put(f"{own}/goods/{line['id']}", json=form))
    assert {name: saved["form"][name] for name in boxes if name != "processing"} == {
        name: value for name, value in boxes.items() if name != "processing"
    }
    found = said(await client.get(f"{own}/check"))["findings"]
    grave = [each["sentence"] for each in found if each["severity"] == "error"]
    if grave:
        refused = said(await client.post(f"{own}/declaration"), 422)
        assert [each["sentence"] for each in refused["facts"]["faults"]] == grave
        assert said(await client.get(own))["status_label"] == "暂存"
    return grave


@pytest.mark.feature("CO-48")
async def test_a_general_certificate_takes_codes_of_6_8_and_10_digits_alone(client: httpx.AsyncClient) -> None:
    """What is neither is kept in the draft, and nothing goes out with it."""
    own = await filled(client)
    for code in ("3926", "39269", "3926909", "392690909", "39269O", "３９２６９０", "39 26 90", "39269090901"):
        assert "第1项商品HS编码：须为6、8、10位纯数字。" in await told(client, own, hs_code=code), code
    for code in ("392690", "39269090", "3926909090"):
        assert await told(client, own, hs_code=code) == [], code
    assert await outgoing() == []


@pytest.mark.feature("CO-50", "CO-51", "CO-52", "CO-53", "CO-54", "CO-55", "CO-61", "CO-62", "CO-63", "CO-64")
@pytest.mark.parametrize("type_code", ["C", "S"])
async def test_every_box_of_a_line_is_kept_as_it_was_typed(client: httpx.AsyncClient, type_code: str) -> None:
    """数量, 金额, 净重, FOB价值, 第一法定数量, 唛头 and 描述 with their line breaks; the paper has them."""
    own = f"{API}/{said(await client.post(API, json={'authority': 'ccpit', 'type_code': type_code}), 201)['id']}"
    said(await client.put(f"{own}/basic", json={"form": makers.basic().model_dump()}))
    boxes = {
        "goods_desc": "TWO HUNDRED(200) CTNS OF\nPLASTIC ARTICLES",
        "goods_qty": "1000", "goods_unit": "个", "goods_unit_e": "PCS", "inv_price": "1.20", "inv_value": "1200.00",
        "net_wt": "880.5", "wt_unit": "KGS", "mark": "TLE\nNO.1-200", "fob_value": "1188.00",
        "goods_qty_ref": "880.5", "goods_unit_ref": "千克", "hs_code": "39269090",
    }  # fmt: skip
    made = said(await client.post(f"{own}/goods", json=boxes), 201)
    assert {name: made["form"][name] for name in boxes} == boxes
    (kept,) = said(await client.get(own))["lines"]
    assert kept["form"] == made["form"]
    paper = str(said(await client.get(f"{own}/preview")))
    assert all(part in paper for part in ("TWO HUNDRED(200) CTNS OF", "NO.1-200", "1000 PCS"))


@pytest.mark.feature("CO-72", "CO-73", "CO-74", "CO-78", "CO-79")
@pytest.mark.parametrize(
    ("box", "label"),
    [("hs_code", "H.S.Code"), ("unit_price", "交货单价"), ("product", "产品名称"), ("process", "加工工序"),
     ("ad_valorem", "从价百分比")],
)  # fmt: skip
async def test_a_dialog_that_lacks_what_has_an_asterisk_goes_nowhere(
    client: httpx.AsyncClient, box: str, label: str
) -> None:
    own = await filled(client)
    assert await told(client, own, processing=DIALOG) == []
    assert await told(client, own, processing=DIALOG | {box: ""}) == [f"第1项加工工序：加工工序编辑中{label}为必填项。"]
    none = {name: "" for name in DIALOG if name not in {"choice", "materials"}}
    assert await told(client, own, processing={"choice": "none", **none}) == []


@pytest.mark.feature("CO-77", "CO-78", "CO-79")
async def test_the_dialog_has_five_materials_of_four_digits_and_a_percentage(client: httpx.AsyncClient) -> None:
    own = await filled(client)
    rows = [{"hs_code": f"390{n}", "cif_price": "0.07"} for n in range(1, 6)]
    assert await told(client, own, processing=DIALOG | {"materials": rows}) == []
    assert await told(client, own, processing=DIALOG | {"materials": [{"hs_code": "39", "cif_price": "0.35"}]}) == [
        "第1项加工工序：进口原材料的海关税则号须为4位数字。"
    ]
    for wrong in ("abc", "101%", "-1"):
        assert await told(client, own, processing=DIALOG | {"ad_valorem": wrong}) == [
            "第1项加工工序：从价百分比须为0%至100%，例如17%。"
        ]
    six = makers.goods().model_dump() | {"processing": DIALOG | {"materials": [*rows, rows[0]]}}
    refused = said(await client.post(f"{own}/goods", json=six), 422)
    assert refused["errors"] == [{"field": "body/processing/materials", "fault": "最多5项"}]
