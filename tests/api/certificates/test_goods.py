"""商品信息, 佐证材料, 图片唛头, 选择, 运输路线 and 预览."""

from typing import Any

import httpx
import pytest

from api.certificates.forms import MaterialForm, ProcessForm
from tests.api.certificates import makers
from tests.api.certificates.walks import API, filled, outgoing, said
from tests.api.files.papers import pdf, png


async def lines(client: httpx.AsyncClient, own: str) -> list[tuple[int, str]]:
    return [(line["no"], line["form"]["hs_code"]) for line in said(await client.get(own))["lines"]]


@pytest.mark.feature("CO-57", "CO-58", "CO-59", "CO-65", "CO-20")
async def test_lines_are_added_saved_copied_and_deleted_and_count_from_one(client: httpx.AsyncClient) -> None:
    own = await filled(client)
    second = said(await client.post(f"{own}/goods", json=makers.goods(hs_code="940360").model_dump()), 201)
    said(await client.post(f"{own}/goods/{second['id']}/copy"), 201)
    assert await lines(client, own) == [(1, "392690"), (2, "940360"), (3, "940360")]
    said(await client.put(f"{own}/goods/{second['id']}", json=makers.goods(hs_code="940161").model_dump()))
    first = said(await client.get(own))["lines"][0]["id"]
    assert (await client.delete(f"{own}/goods/{first}")).status_code == 204
    assert await lines(client, own) == [(1, "940161"), (2, "940360")]
    assert said(await client.delete(f"{own}/goods/{first}"), 404)["code"] == "not_found"


async def test_the_whole_grid_is_saved_at_once_and_not_over_somebody_elses(client: httpx.AsyncClient) -> None:
    own = await filled(client)
    revision = said(await client.get(own))["revision"]
    grid = [makers.goods(hs_code=code).model_dump() for code in ("010121", "020110")]
    said(await client.put(f"{own}/goods", json={"lines": grid, "revision": revision}))
    assert await lines(client, own) == [(1, "010121"), (2, "020110")]
    assert said(await client.put(f"{own}/goods", json={"lines": [], "revision": revision}), 409)
    assert len(await lines(client, own)) == 2


@pytest.mark.feature("CO-50", "CO-54", "CO-55")
async def test_line_breaks_in_descriptions_and_marks_are_kept(client: httpx.AsyncClient) -> None:
    own = await filled(client)
    form = makers.goods(goods_desc="TWO (2) CTNS OF A\nAND B", mark="ABC\nNO.1-2").model_dump()
    assert said(await client.post(f"{own}/goods", json=form), 201)["form"]["mark"] == "ABC\nNO.1-2"
    assert said(await client.get(own))["lines"][1]["form"]["goods_desc"] == "TWO (2) CTNS OF A\nAND B"


@pytest.mark.feature("CO-40", "CO-52", "CO-61", "CO-63")
async def test_the_lines_are_held_against_the_invoice(client: httpx.AsyncClient) -> None:
    own = await filled(client)
    assert said(await client.get(own))["totals"]["sentence"] == "与发票金额 1200.00 一致"
    form = makers.goods(inv_value="830.00").model_dump()
    said(await client.post(f"{own}/goods", json=form), 201)
    assert said(await client.get(own))["totals"]["sentence"] == "与发票金额 1200.00 相差 830.00"


@pytest.mark.feature("CO-49", "CO-70", "CO-71", "CO-75", "CO-76", "CO-77", "CO-80")
async def test_the_processing_dialog_is_kept_and_offered_again_for_the_same_heading(client: httpx.AsyncClient) -> None:
    own = await filled(client)
    dialog = ProcessForm(
        choice="anew", hs_code="3926", unit_price="1.00", product="ARTICLES", process="INJECTION", unit="PCS",
        materials=[MaterialForm(hs_code="3901", cif_price="0.35")], ad_valorem="35%",
    )  # fmt: skip
    first = said(await client.get(own))["lines"][0]["id"]
    saved = said(await client.put(f"{own}/goods/{first}", json=makers.goods(processing=dialog).model_dump()))
    assert saved["value_added"] == "65.00"
    assert said(await client.get(f"{own}/processing", params={"hs_code": "3926"}))["found"] is False
    said(await client.post(f"{own}/declaration"))
    another = await filled(client)
    found = said(await client.get(f"{another}/processing", params={"hs_code": "39269097"}))
    assert (found["found"], found["processing"]["choice"]) == (True, "as_before")
    assert found["processing"]["process"] == "INJECTION"


async def upload(client: httpx.AsyncClient, name: str, content: bytes, purpose: str) -> str:
    files = {"file": (name, content, "application/octet-stream")}
    return str(said(await client.post("/api/v1/files", params={"purpose": purpose}, files=files), 201)["id"])


@pytest.mark.feature("CO-46", "CO-56")
async def test_papers_and_the_picture_mark_stand_in_their_slots(
    client: httpx.AsyncClient, monkeypatch: pytest.MonkeyPatch, tmp_path: Any
) -> None:
    monkeypatch.setenv("HUIZHI_DATA_DIR", str(tmp_path))
    own = await filled(client, "customs")
    paper = await upload(client, "invoice.pdf", pdf(), "certificate")
    picture, another = [await upload(client, f"{n}.png", png(), "mark") for n in "ab"]
    refused = await client.post(f"{own}/papers", json={"slot": "mark", "file_id": paper})
    assert said(refused, 422)["detail"] == "图片唛头只能上传 PNG 或 JPG 图片。"
    for slot, file in (("1", paper), ("mark", picture), ("mark", another)):
        there = said(await client.post(f"{own}/papers", json={"slot": slot, "file_id": file}), 201)
    assert [(each["slot_label"], each["file_id"]) for each in there] == [("发票", paper), ("图片唛头", another)]
    assert (await client.delete(f"{own}/papers/mark/{another}")).status_code == 204
    said(await client.post(f"{own}/declaration"))
    sent = await outgoing()
    assert [each["kind"] for each in sent] == ["certificate", "attachment"]
    assert b"<FileType>1</FileType>" in bytes(sent[1]["body"])
    assert b"<IsDelay>0</IsDelay>" in bytes(sent[1]["body"])
    later = await upload(client, "bill.pdf", pdf(), "certificate")
    said(await client.post(f"{own}/papers", json={"slot": "3", "file_id": later}), 201)
    assert b"<IsDelay>1</IsDelay>" in bytes((await outgoing())[2]["body"])
    assert said(await client.post(f"{own}/papers", json={"slot": "mark", "file_id": picture}), 409)["code"] == (
        "not_editable"
    )


@pytest.mark.feature("CO-27", "CO-28", "CO-29")
@pytest.mark.parametrize(
    ("kind", "box"), [("exporter", "exporter"), ("importer", "consignee"), ("producer", "producer")]
)
async def test_a_partner_fills_its_box(client: httpx.AsyncClient, kind: Any, box: str) -> None:
    own = await filled(client)
    party = {"code": "ABC1", "name_en": "TLE CO", "address_en": "1 QUAY ROAD"}
    made = said(await client.post(f"/api/v1/masterdata/parties/{kind}", json={"form": party}), 201)
    form = said(await client.post(f"{own}/pick", json={"kind": kind, "party_id": made["id"]}))["form"]
    assert form[box] == "TLE CO\n1 QUAY ROAD"


@pytest.mark.feature("BASE-05", "BASE-38", "BASE-41")
async def test_a_special_clause_is_picked_into_the_certificate(client: httpx.AsyncClient) -> None:
    own = await filled(client)
    clause = {"code": "0111", "content": "WE HEREBY CERTIFY …"}
    made = said(await client.post("/api/v1/masterdata/parties/clause", json={"form": clause}), 201)
    picked = said(await client.post(f"{own}/pick", json={"kind": "clause", "party_id": made["id"]}))
    assert picked["form"]["goods_spec_clause"] == "WE HEREBY CERTIFY …"


@pytest.mark.feature("CO-30", "CO-31", "CO-33", "CO-34", "CO-35", "CO-36", "CO-37", "CO-38")
@pytest.mark.parametrize(
    ("asked", "text"),
    [
        (
            {"load_port": "Shanghai", "unload_port": "Rotterdam", "trans_port": "Hongkong", "trans_means": "海运"},
            "FROM SHANGHAI TO ROTTERDAM VIA HONGKONG BY SEA",
        ),
        ({"load_port": "SHANGHAI", "unload_port": "BUSAN", "trans_means": "AIR"}, "FROM SHANGHAI TO BUSAN BY AIR"),
        ({"load_port": "SHANGHAI", "unload_port": "BUSAN"}, "FROM SHANGHAI TO BUSAN"),
    ],
)
async def test_the_route_is_made_from_its_parts(client: httpx.AsyncClient, asked: dict[str, str], text: str) -> None:
    made = said(await client.post(f"{API}/route", json=asked))
    assert made["text"] == text
    assert made["rule"] == "FROM[起运港]TO[卸货港]VIA[转运港]BY[运输方式]"
    assert "按起运地/港、目的地/港, 转运港, 运输方式生成返填的, 返填后修改" in made["hint"]
    assert "如果选择不到你所需要的港口名称，可以选择该国的任意一个港口" in made["hint"]


async def test_a_route_from_nowhere_is_refused(client: httpx.AsyncClient) -> None:
    assert said(await client.post(f"{API}/route", json={"load_port": "SHANGHAI"}), 422)["facts"]["missing"]


@pytest.mark.feature("CO-18", "CO-19")
async def test_the_preview_says_what_stands_in_which_box(client: httpx.AsyncClient) -> None:
    own = await filled(client)
    shown = {box["content"]: box for box in said(await client.get(f"{own}/preview"))}
    assert shown["出口商名称、地址、国家"]["text"].startswith("SHAANXI EXAMPLE TRADING")
    assert shown["HS编码"]["lines"] == ["392690"]
    assert shown["包装数量及种类；商品描述"]["lines"] == ["TWO HUNDRED(200) CTNS OF PLASTIC ARTICLES\n***"]
    assert shown["发票号码和日期"]["text"].startswith("XA261101\n")
    assert shown["目的国（地区）"]["text"] == "VIET NAM"


DEFAULTS = {
    "load_country_code": "142", "fob_value": "0", "total_amt": "0", "curr": "502", "price_terms": "FOB",
    "trade_mode_code": "0110", "payment": "M/T", "weight_mark": "数量",
}  # fmt: skip


@pytest.mark.feature("CO-26", "CO-30", "CO-32", "CO-39", "CO-40", "CO-41", "CO-42", "CO-43", "CO-44", "CO-45")
async def test_a_new_certificate_begins_with_the_manuals_defaults(client: httpx.AsyncClient) -> None:
    form = said(await client.post(API, json={"authority": "ccpit", "type_code": "N"}), 201)["form"]
    assert {name: form[name] for name in DEFAULTS} == DEFAULTS
    assert len({form[name] for name in ("inv_date", "apl_date", "sign_date", "intend_exp_date")}) == 1
    told = dict.fromkeys(
        ("payment_date", "lc_date", "signer", "exit_customs", "etps_customs_code", "entry_id", "remark"), "x"
    )
    told |= dict.fromkeys(("first_leg", "second_leg", "sign_place", "apl_add", "contract_no", "lc_no"), "y")
    made = said(await client.post(API, json={"authority": "ccpit", "type_code": "N"}), 201)
    kept = said(await client.put(f"{API}/{made['id']}/basic", json={"form": form | told}))["form"]
    assert {name: kept[name] for name in told} == told
