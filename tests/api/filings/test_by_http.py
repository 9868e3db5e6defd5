"""商品备案 as a clerk meets it over HTTP: what is refused, in whose words, and what the list and the history say."""

from datetime import timedelta
from typing import Any

import httpx
import pytest

from api.filings import AreaForm, FilingForm
from kit.clock import in_shanghai, now
from tests.api.filings import makers

BASE = "/api/v1/filings"
ECFA = "《海峡两岸经济合作框架协议》商品信息需单独备案，不能与其它优惠区域合并。"
MAKER = "请用中文填写制造商的名称和地址，只做审批备注用，此信息并不会打印在证书中"
REFUSED: list[tuple[FilingForm, str, str]] = [
    (makers.a_form(areas=[]), "areas", "备案资料 至少应填写一条数据"),
    (makers.a_form(materials=[]), "materials", "原材料、零部件 至少应填写一条数据"),
    (makers.a_form("S", "H"), "areas", ECFA),
    (makers.a_form("H", "E", "A"), "areas", ECFA),
    (makers.a_form(hs_code="0204220"), "hs_code", "商品HS编码应为6、8、10位海关税则号。"),
    (makers.a_form(name_en=""), "name_en", "请填写商品名称(英文)。"),
    (makers.a_form(name_zh=""), "name_zh", "请填写商品名称(中文)。"),
    (makers.a_form(maker="DALIAN FOODS"), "maker", f"{MAKER}。"),
    (makers.a_form(areas=[AreaForm(area="S")]), "areas/0/type_code", "请填写优惠类型代码。"),
    (makers.a_form(areas=[AreaForm()]), "areas/0/area", "请选择优惠区域。"),
]


def said(answer: httpx.Response, status: int = 200) -> Any:
    assert answer.status_code == status, answer.text
    return answer.json()


async def drafted(client: httpx.AsyncClient, form: FilingForm) -> dict[str, Any]:
    made: dict[str, Any] = said(await client.post(BASE, json={"form": form.model_dump()}), 201)
    return made


@pytest.mark.feature("FILE-03", "FILE-08", "FILE-09", "FILE-10", "FILE-11", "FILE-13", "FILE-14", "FILE-16")
@pytest.mark.parametrize(("form", "field", "sentence"), REFUSED)
async def test_what_is_not_fit_is_saved_and_refused_at_the_declaration(
    client: httpx.AsyncClient, form: FilingForm, field: str, sentence: str
) -> None:
    """暂存 takes anything; 申报 refuses in the manual's words, and the draft stays as it was."""
    made = await drafted(client, form)
    own = f"{BASE}/{made['id']}"
    (found,) = [each for each in said(await client.get(f"{own}/check")) if each["severity"] == "error"]
    assert (found["field"], found["sentence"]) == (field, sentence)
    refused = said(await client.post(f"{own}/declaration"), 422)
    assert refused["detail"] == sentence
    assert said(await client.get(own)) == made


@pytest.mark.feature("FILE-07", "FILE-08")
@pytest.mark.parametrize("areas", [("H",), ("S", "A", "K", "E", "GE")])
async def test_ecfa_goes_alone_and_others_go_together(client: httpx.AsyncClient, areas: tuple[str, ...]) -> None:
    made = await drafted(client, makers.a_form(*areas))
    declared = said(await client.post(f"{BASE}/{made['id']}/declaration"))
    assert [each["status_label"] for each in declared["areas"]] == ["已申报"] * len(areas)


@pytest.mark.feature("FILE-04")
async def test_rows_are_added_and_taken_away_and_count_from_one(client: httpx.AsyncClient) -> None:
    """新增 and 删除 of 备案资料: what is saved is what there is."""
    made = await drafted(client, makers.a_form("S"))
    own = f"{BASE}/{made['id']}"
    for areas in (("S", "A", "K"), ("A", "K"), ()):
        form = makers.a_form("S").model_copy(update={"areas": [AreaForm(area=each, type_code="WO") for each in areas]})
        saved = said(await client.put(own, json={"form": form.model_dump()}))
        assert [(each["no"], each["area"]) for each in saved["areas"]] == list(enumerate(areas, 1))


@pytest.mark.feature("FILE-05", "FILE-12", "FILE-15", "FILE-21", "FILE-22")
async def test_the_list_and_the_history_say_why_and_of_which_area(client: httpx.AsyncClient) -> None:
    """详细信息 has the reason with its area; 审核详情 tells the areas apart; an approval takes the old reason away."""
    made = await drafted(client, makers.a_form("S", "A"))
    own = f"{BASE}/{made['id']}"
    said(await client.post(f"{own}/declaration"))
    await makers.ccpit_says(made, "approved", data={"areas": ["S"]})
    await makers.ccpit_says(made, "returned", seconds=2, note="工序说明不完整", data={"areas": ["A"]})
    (line,) = said(await client.get(BASE))["items"]
    assert (line["detail"], line["status_label"]) == ("中国-澳大利亚自贸协定：工序说明不完整", "部分区域审核通过")
    steps = said(await client.get(f"{own}/history"))
    assert [(each["area_name"], each["step"]) for each in steps if each["note"]] == [
        ("中国-澳大利亚自贸协定", "审核不通过"),
        ("", "部分区域审核通过"),
    ]
    assert {each["area"] for each in steps} == {"", "S", "A"}
    await makers.ccpit_says(made, "approved", seconds=3, data={"areas": ["A"]})
    after = said(await client.get(own))
    assert (after["detail"], [each["detail"] for each in after["areas"]]) == ("", ["", ""])
    assert said(await client.get(BASE))["items"][0]["detail"] == ""


@pytest.mark.feature("FILE-21", "FILE-23")
async def test_the_list_deletes_drafts_copies_anything_and_says_when_nothing_is_there(
    client: httpx.AsyncClient,
) -> None:
    draft = await drafted(client, makers.a_form("S"))
    declared = await drafted(client, makers.a_form("A"))
    said(await client.post(f"{BASE}/{declared['id']}/declaration"))
    copy = said(await client.post(f"{BASE}/{declared['id']}/copy"), 201)
    assert (copy["status_label"], copy["form"], copy["number"] == declared["number"]) == (
        "暂存", declared["form"], False,
    )  # fmt: skip
    refused = said(await client.delete(f"{BASE}/{declared['id']}"), 409)
    assert refused["detail"] == "该商品备案当前状态为“已申报”，不能办理“删除”。"
    for each in (draft, copy):
        assert (await client.delete(f"{BASE}/{each['id']}")).status_code == 204
    assert said(await client.get(BASE))["total"] == 1
    assert said(await client.get(f"{BASE}/{draft['id']}"), 404)["detail"] == "未查询到相关信息!"


async def test_an_area_that_is_none_is_refused_with_what_to_do(client: httpx.AsyncClient) -> None:
    refused = said(await client.get(f"{BASE}/goods", params={"area": "C"}), 422)
    assert refused["detail"] == "没有代码为“C”的优惠区域，请从优惠区域中选择。"


@pytest.mark.feature("FILE-18", "FILE-19", "FILE-20")
async def test_every_condition_of_the_page_narrows_the_list_and_none_shows_all(client: httpx.AsyncClient) -> None:
    """商品HS编码, 商品名称(中文), 商品名称(英文), 单据状态, 申请时间 from and to, both days included."""
    await drafted(client, makers.a_form("A", hs_code="850440", name_en="CHARGER", name_zh="充电器"))
    declared = await drafted(client, makers.a_form("S"))
    said(await client.post(f"{BASE}/{declared['id']}/declaration"))
    day = in_shanghai(now()).date()
    today, tomorrow = day.isoformat(), (day + timedelta(days=1)).isoformat()

    async def count(**asked: str) -> int:
        return int(said(await client.get(BASE, params=asked))["total"])

    assert await count() == 2
    for asked in (
        {"hs_code": "0204"}, {"name_zh": "绵羊"}, {"name_en": "mutton"}, {"status": "declared"},
        {"since": today}, {"until": today}, {"since": today, "until": today},
    ):  # fmt: skip
        assert await count(**asked) == 1, asked
    assert (await count(since=tomorrow), await count(hs_code="99"), await count(status="approved")) == (0, 0, 0)
