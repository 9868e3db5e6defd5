"""From an empty draft to the approved receipt, over HTTP, as the manual walks through it."""

import httpx
import pytest
from lxml import etree

from api.certificates.forms import GoodsForm
from kit import database
from tests.api.certificates import makers
from tests.api.certificates.walks import API, filled, heard, outgoing, pushed, said
from tests.api.filings import makers as filings


@pytest.mark.feature("CO-18", "CO-20", "CO-21", "CO-22", "CO-23", "CO-24", "CO-47", "CO-57", "CO-59", "CO-90")
async def test_goods_wait_until_basic_information_was_saved_once(client: httpx.AsyncClient) -> None:
    made = said(await client.post(API, json={"authority": "ccpit", "type_code": "C"}), 201)
    form = made["form"]
    assert (form["etps_name"], form["ccpit_code"]) == ("陕西示例贸易有限责任公司", "610000")
    assert form["ccpit_enterprise_code"] == "2102M9997"
    assert (made["status_label"], made["category_label"]) == ("暂存", "新建证书")
    own = f"{API}/{made['id']}"
    refused = said(await client.post(f"{own}/goods", json=GoodsForm().model_dump()), 409)
    assert refused["detail"] == (
        "基本信息暂存成功后才允许录入商品信息，录入或修改商品信息后，必须点击商品信息页面的【保存】按钮"
    )
    said(await client.put(f"{own}/basic", json={"form": form}))
    assert said(await client.post(f"{own}/goods", json=GoodsForm().model_dump()), 201)["no"] == 1


@pytest.mark.feature("CO-22", "CO-23", "CO-24")
@pytest.mark.parametrize("box", ["status", "number", "category", "declared_at", "enterprise_id", "shelf"])
async def test_status_number_and_category_are_nobodys_to_type(client: httpx.AsyncClient, box: str) -> None:
    """Assigned by the system and the authority: a form that brings one along is refused, and nothing is changed."""
    made = said(await client.post(API, json={"authority": "ccpit", "type_code": "C"}), 201)
    own = f"{API}/{made['id']}"
    refused = said(await client.put(f"{own}/basic", json={"form": {**made["form"], box: "approved"}}), 422)
    assert refused["errors"][0]["field"] == f"body/form/{box}"
    assert said(await client.get(own)) == made


@pytest.mark.feature("CO-02", "CO-18", "CO-93")
async def test_a_general_certificate_from_draft_to_the_approved_receipt(client: httpx.AsyncClient) -> None:
    """新建 → 保存 → 体检 → 申报 → 已接收 → 审核通过, and every step stands in 审核回执查询."""
    own = await filled(client)
    assert said(await client.get(f"{own}/check"))["sentence"] == "可以申报"
    declared = said(await client.post(f"{own}/declaration"))
    assert declared["status_label"] == "已申报"
    (message,) = await outgoing()
    assert (message["gateway"], message["kind"]) == ("ccpit", "certificate")
    await heard(own, "received")
    await heard(own, "approved", certificate_no="261102M99970001")
    found = said(await client.get(own))
    assert (found["status_label"], found["number"]) == ("审核通过", "261102M99970001")
    steps = [each["step_label"] for each in said(await client.get(f"{own}/receipts"))]
    assert steps == ["录入", "申报", "贸促会已接收", "取得正式编号", "审核通过"]


async def test_the_push_of_an_approval_says_the_number_that_came_with_it(client: httpx.AsyncClient) -> None:
    """CCPIT gives its number with the approval: nobody is told our working number any more."""
    own = await filled(client)
    working = said(await client.post(f"{own}/declaration"))["number"]
    await heard(own, "approved", certificate_no="261102M99970001")
    told = [(each["facts"]["审核结果"], each["facts"]["证书号"]) for each in await pushed()]
    assert told == [("已申报", working), ("审核通过", "261102M99970001")]


async def test_a_number_in_an_answer_that_is_refused_is_not_taken(client: httpx.AsyncClient) -> None:
    """What was approved is not returned any more, and keeps its number."""
    own = await filled(client)
    said(await client.post(f"{own}/declaration"))
    await heard(own, "approved", certificate_no="261102M99970001")
    await heard(own, "returned", certificate_no="261102M99970002")
    found = said(await client.get(own))
    assert (found["number"], found["status"]) == ("261102M99970001", "approved")


async def test_a_customs_certificate_leaves_as_the_published_message_under_its_own_number(
    client: httpx.AsyncClient,
) -> None:
    own = await filled(client, "customs", "C")
    declared = said(await client.post(f"{own}/declaration"))
    number = declared["number"]
    assert number.startswith("C")
    assert number.endswith("M000100Y40001")
    (message,) = await outgoing()
    root = etree.fromstring(bytes(message["body"]))
    told = {etree.QName(each).localname: each.text for each in root.iter()}
    assert message["gateway"] == "gacc"
    assert (told["CertNo"], told["ApplyType"], told["InvNo"]) == (number, "1", "XA261101")


async def test_what_was_returned_is_mended_and_goes_out_again_under_the_same_number(client: httpx.AsyncClient) -> None:
    own = await filled(client, "customs", "C")
    number = said(await client.post(f"{own}/declaration"))["number"]
    said(await client.put(f"{own}/basic", json={"form": makers.basic("customs").model_dump()}), 409)
    await heard(own, "returned", "发票号有误。")
    found = said(await client.get(own))
    assert found["status_label"] == "审核不通过"
    mended = makers.basic("customs", inv_no="XA261102").model_dump()
    said(await client.put(f"{own}/basic", json={"form": mended, "revision": found["revision"]}))
    assert said(await client.post(f"{own}/declaration"))["number"] == number
    assert len(await outgoing()) == 2


async def test_a_second_click_sends_nothing_twice(client: httpx.AsyncClient) -> None:
    own = await filled(client)
    for _ in range(2):
        assert said(await client.post(f"{own}/declaration"))["status"] == "declared"
    assert len(await outgoing()) == 1


async def test_what_the_check_refuses_stays_a_draft_and_tells_every_fault(client: httpx.AsyncClient) -> None:
    made = said(await client.post(API, json={"authority": "customs", "type_code": "C"}), 201)
    own = f"{API}/{made['id']}"
    form = {"inv_no": "INV－1", "consignee": "X"}
    said(await client.put(f"{own}/basic", json={"form": form}))
    refused = said(await client.post(f"{own}/declaration"), 422)
    faults = {fault["field"] for fault in refused["facts"]["faults"]}
    assert {"exporter", "inv_date", "inv_no"} <= faults
    kept = said(await client.get(own))
    assert (kept["status"], kept["form"]["inv_no"]) == ("draft", "INV－1")
    assert not await outgoing()


async def test_a_save_that_would_undo_somebody_elses_is_refused(client: httpx.AsyncClient) -> None:
    own = await filled(client)
    revision = said(await client.get(own))["revision"]
    said(await client.put(f"{own}/basic", json={"form": makers.basic(remark="A").model_dump(), "revision": revision}))
    answer = await client.put(
        f"{own}/basic", json={"form": makers.basic(remark="B").model_dump(), "revision": revision}
    )
    assert said(answer, 409)["code"] == "changed_meanwhile"
    assert said(await client.get(own))["form"]["remark"] == "A"


@pytest.mark.feature("USER-18")
async def test_to_an_unqualified_enterprise_the_ccpit_system_is_shut_and_the_customs_is_not(
    client: httpx.AsyncClient,
) -> None:
    """The manual's sentence, whatever is begun, copied or declared; what is there is still saved and not lost."""
    own = await filled(client)
    await database.execute("update enterprises set ccpit_code = ''")
    begin = {"authority": "ccpit", "type_code": "C"}
    for refused in (
        await client.post(API, json=begin),
        await client.post(f"{own}/copy"),
        await client.post(f"{own}/declaration"),
    ):
        told = said(refused, 403)
        assert told["code"] == "not_qualified"
        assert told["detail"].startswith("使用系统前必须完善贸促会原产地证资质，否则系统不可用")
        assert told["facts"]["missing"] == ["企业编码"]
    said(await client.put(f"{own}/basic", json={"form": makers.basic(inv_no="KEPT").model_dump()}))
    assert said(await client.get(own))["form"]["inv_no"] == "KEPT"
    said(await client.post(API, json=begin | {"authority": "customs"}), 201)


@pytest.mark.feature("CO-60", "CO-66", "CO-67", "CO-68")
async def test_a_preferential_certificate_takes_filed_and_approved_products_alone(client: httpx.AsyncClient) -> None:
    """The product is filed, approved for Switzerland, chosen from the list; then the certificate goes out."""
    filing = said(await client.post("/api/v1/filings", json={"form": filings.a_form("S").model_dump()}), 201)
    said(await client.post(f"/api/v1/filings/{filing['id']}/declaration"))
    own = await filled(client, "ccpit", "S")
    form = makers.basic(
        dest_country="SWITZERLAND",
        dest_country_code="331",
        consignee="ZURICH FOODS AG\nZURICH, SWITZERLAND",
        unload_port="BASEL",
        trans_details="FROM SHANGHAI, CHINA TO BASEL BY AIR",
    )
    said(await client.put(f"{own}/basic", json={"form": form.model_dump()}))
    refused = said(await client.post(f"{own}/declaration"), 422)
    assert "优惠原产地证书, 录入的商品信息必须是已备案并审核通过的商品数据。" in str(refused["facts"]["faults"])
    number = "18S2102M9997/00054"
    await filings.ccpit_says(filing, "approved", data={"areas": ["S"], "filing_numbers": {"S": number}})
    (product,) = said(await client.get("/api/v1/filings/goods", params={"area": "S"}))["items"]
    assert (product["filing_no"], product["hs_code"]) == (number, "02042200")
    line = makers.goods(
        filing_no=number, hs_code=product["hs_code"], goods_name_e=product["name_en"], ori_criteria="WO"
    )
    said(await client.put(f"{own}/goods", json={"lines": [line.model_dump()]}))
    assert said(await client.post(f"{own}/declaration"))["status"] == "declared"
    await heard(own, "approved", certificate_no="261102M99970007")
    (row,) = said(await client.get(API, params={"list": "preferential"}))["items"]
    assert (row["number"], row["status_label"]) == ("261102M99970007", "审核通过")


async def test_what_ccpit_says_under_our_working_number_arrives_after_it_gave_its_own(
    client: httpx.AsyncClient,
) -> None:
    own = await filled(client)
    working = said(await client.post(f"{own}/declaration"))["number"]
    await heard(own, "received", certificate_no="261102M99970001")
    await heard(own, "returned", number=working)
    found = said(await client.get(own))
    assert (found["number"], found["status_label"]) == ("261102M99970001", "审核不通过")
    (row,) = await database.fetch("select count(*) as n from documents")
    assert row["n"] == 1


async def test_a_number_that_another_certificate_has_is_told_and_the_receipt_stands(client: httpx.AsyncClient) -> None:
    first, second = await filled(client), await filled(client)
    for own in (first, second):
        said(await client.post(f"{own}/declaration"))
        await heard(own, "received", certificate_no="261102M99970001")
    assert said(await client.get(first))["number"] == "261102M99970001"
    found = said(await client.get(second))
    assert (found["number"] != "261102M99970001", found["status_label"]) == (True, "贸促会已接收")
    (alert,) = await database.fetch("select text from alerts where kind = 'certificate_number'")
    assert "261102M99970001" in alert["text"]
