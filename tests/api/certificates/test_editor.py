"""The editor says before anything is typed what 申报 will ask for: which boxes, which values, who may sign."""

from typing import Any

import httpx
import pytest

from api import agreements
from api.certificates.checking.filled import needed
from api.certificates.forms import BasicForm, GoodsForm
from api.masterdata import today
from tests.api.certificates import makers
from tests.api.certificates.cases import a_certificate, found
from tests.api.certificates.walks import API, filled, heard, said

TYPES = [
    (authority, kind.code) for authority in agreements.AUTHORITIES for kind in agreements.types(authority, today())
]


async def editor(client: httpx.AsyncClient, authority: str, type_code: str) -> dict[str, Any]:
    asked = {"authority": authority, "type_code": type_code}
    page: dict[str, Any] = said(await client.get(f"{API}/editor", params=asked))
    return page


@pytest.mark.feature("CO-22", "CO-23", "CO-24")
async def test_what_the_system_and_the_authority_give_is_shown_and_never_typed(client: httpx.AsyncClient) -> None:
    """Each box that is only shown has its value in the certificate's detail."""
    boxes = (await editor(client, "ccpit", "C"))["shown"]
    assert [box["label"] for box in boxes] == ["证书状态", "统一编号", "证书号", "证书类别"]
    assert all(box["read_only"] for box in boxes)
    made = said(await client.get(await filled(client)))
    assert {box["name"] for box in boxes} <= set(made)
    assert not {box["name"] for box in boxes} & set(BasicForm.model_fields)


@pytest.mark.feature("CO-22", "CO-23")
@pytest.mark.parametrize("authority", ["ccpit", "customs"])
async def test_the_two_numbers_and_the_status_of_a_certificate_stand_in_its_detail(
    client: httpx.AsyncClient, authority: str
) -> None:
    """统一编号 from the first save on and for good; 证书号 once there is one; 证书状态 as it moves."""
    own = await filled(client, authority)

    async def told() -> tuple[str, str, str]:
        now = said(await client.get(own))
        assert now["number"] == now["certificate_no"] or now["unified_no"]
        return now["unified_no"], now["certificate_no"], now["status_label"]

    unified, none, status = await told()
    assert (bool(unified), none, status) == (True, "", "暂存")
    declared = said(await client.post(f"{own}/declaration"))
    assert await told() == (unified, declared["number"] if authority == "customs" else "", "已申报")
    number = declared["number"] if authority == "customs" else "261102M99970001"
    await heard(own, "approved", **({} if authority == "customs" else {"certificate_no": number}))
    assert await told() == (unified, number, "审核通过")


@pytest.mark.feature("CO-72", "CO-73", "CO-74", "CO-78")
@pytest.mark.parametrize(("authority", "code"), TYPES)
def test_the_asterisks_of_the_editor_are_what_the_check_refuses_when_empty(authority: Any, code: str) -> None:
    """Of every type: no box is marked without being asked, and none is asked without being marked."""
    texts = {name: "" for name, value in BasicForm() if isinstance(value, str)}
    asked = {
        ("goods" if each.line else "head", each.box)
        for each in found(a_certificate(authority, code, [GoodsForm(pack_type="")], **texts))
        if each.severity == "error" and each.code in {"required", "asked_by_type"}
    }
    assert asked == needed(agreements.rule(authority, code, today()))


@pytest.mark.feature("CO-42")
async def test_the_signatory_is_chosen_from_those_on_file(client: httpx.AsyncClient) -> None:
    """手签员 from 用户备案: offered in the editor and on the query page, and named by who types another."""
    boxes = {box["name"]: box for box in (await editor(client, "ccpit", "C"))["basic"]}
    assert boxes["signer"]["options"] == [makers.SIGNER]
    assert boxes["signer"]["required"]
    search = said(await client.get(f"{API}/lists/general"))["search"]
    (signer,) = [each for each in search["conditions"] if each["name"] == "signer"]
    assert signer["options"] == {makers.SIGNER: makers.SIGNER}
    own = await filled(client)
    said(await client.put(f"{own}/basic", json={"form": makers.basic(signer="李四").model_dump()}))
    (finding,) = said(await client.get(f"{own}/check"))["findings"]
    assert finding["sentence"] == "手签员：“李四”不是在贸促会备案的手签员。"
    assert finding["fix"] == f"请选择已备案的手签员：{makers.SIGNER}。"


@pytest.mark.feature("CO-39", "CO-40", "CO-41", "CO-42")
async def test_what_is_chosen_has_its_choices(client: httpx.AsyncClient) -> None:
    """Flags and marks list their values; the criteria of the type stand beside their box."""
    page = await editor(client, "customs", "E")
    boxes = {box["name"]: box for box in [*page["basic"], *page["goods"]]}
    assert boxes["third_party_inv_flag"]["options"] == ["0", "1"]
    assert boxes["third_party_inv_flag"]["hint"] == "0 否，1 是"
    assert boxes["ori_criteria"]["hint"].startswith("可填WO、")
    assert boxes["ori_criteria"]["required"]
    general = {box["name"]: box for box in (await editor(client, "ccpit", "C"))["goods"]}
    assert (general["ori_criteria"]["hint"], general["ori_criteria"]["required"]) == ("", False)


async def test_a_certificate_without_goods_is_told_to_add_some(client: httpx.AsyncClient) -> None:
    made = said(await client.post(API, json={"authority": "ccpit", "type_code": "C"}), 201)
    found_ = said(await client.get(f"{API}/{made['id']}/check"))["findings"]
    (finding,) = [each for each in found_ if each["code"] == "no_goods"]
    assert (finding["field"], finding["label"]) == ("goods", "商品信息")
    assert finding["sentence"] == "商品信息：至少应填写一条数据。"
    assert "【新增】" in finding["fix"]


@pytest.mark.parametrize(("authority", "code"), TYPES)
def test_no_finding_refers_to_what_its_reader_cannot_look_up(authority: Any, code: str) -> None:
    """依据 names a regulation, a manual or a published program, and no page of ours."""
    changes = {"predict_flag": "1", "mark": "AS ADDRESS", "consignee": "X", "entry_id": "1", "etps_customs_code": "1"}
    lines = [makers.goods(hs_code="1", ori_criteria="?", goods_desc="X")]
    odd = a_certificate(authority, code, lines, remark="X", **changes)
    sources = {each.source for each in [*found(odd), *found(a_certificate(authority, code, [GoodsForm()]))]}
    assert not {each for each in sources if ".md" in each or "§" in each or each.startswith("CO-")}
