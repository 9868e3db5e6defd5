"""Which certificate serves for goods to a country, and what it will ask: as a clerk asks it."""

from collections.abc import AsyncIterator
from datetime import date
from typing import Any

import httpx
import pytest

from api import agreements
from api.agreements import Advice
from kit.refusals import Refusal
from tests.api.people.makers import a_client, a_token, founded

NOW = date(2026, 11, 21)


def advised(hs: str, to: str, on: date = NOW) -> dict[str, Advice]:
    return {each.code: each for each in agreements.advise(hs, to, on)}


def told(advice: Advice, about: str) -> list[str]:
    return [each.sentence for each in advice.asks if each.about == about]


def test_a_partner_of_several_agreements_may_choose_preferences_first_and_the_general_certificate_stays() -> None:
    assert list(advised("392690", "KR")) == ["B", "K", "RC", "BR", "C", "PR", "TR"]
    assert list(advised("392690", "BR")) == ["C", "PR", "TR"]


def test_a_preference_that_ended_is_no_longer_advised() -> None:
    assert "G" in advised("392690", "DE", date(2021, 11, 30))
    assert "G" not in advised("392690", "DE", date(2021, 12, 1))


def test_an_agreement_serves_from_the_day_it_came_into_force_for_that_country() -> None:
    assert "RC" not in advised("392690", "PH", date(2023, 6, 1))
    assert "RC" in advised("392690", "PH", date(2023, 6, 2))


def test_certificates_for_certain_goods_are_advised_for_these_alone() -> None:
    assert "AD" in advised("69072100", "MX")
    assert "AD" not in advised("392690", "MX")


def test_it_says_who_issues_it_how_many_lines_it_takes_and_what_ccpit_asks_first() -> None:
    swiss = advised("39269090", "ch")["S"]
    assert swiss.issuer_labels == ("海关", "贸促会")
    assert swiss.self_printable
    assert told(swiss, "商品项数") == ["每份证书最多50项商品。"]
    assert told(swiss, "商品备案") == ["向贸促会申请时，录入的商品信息必须是已备案并审核通过的商品数据。"]
    assert told(swiss, "补发注明") == ["补发证书须注明“ISSUED RETROSPECTIVELY”（第4栏）。"]
    assert told(swiss, "有效期") == ["自签发之日起12个月内有效。"]


def test_a_code_with_too_few_digits_is_said() -> None:
    assert told(advised("3926", "CH")["S"], "税则号") == ["证书上显示6位税则号。现有编码只有4位，需补足。"]
    assert told(advised("3926", "PK")["P"], "税则号") == ["证书上显示进口方的6位税则号。现有编码只有4位，需补足。"]


def test_criteria_say_what_one_must_have_at_hand() -> None:
    sentences = told(advised("392690", "VN")["RC"], "原产地标准")
    assert "WO：完全获得或生产。" in sentences
    assert "CTC：税则归类改变。需备：非原产材料清单及其税则号。" in sentences


def test_what_is_not_confirmed_is_a_warning_and_never_left_out() -> None:
    maldives = advised("392690", "MV")["MV"]
    assert maldives.warnings[0].startswith("证书类型 MV 的代码未经公开文件核实")
    assert "该国家（地区）是否适用、从何时适用未经公开文件核实，请向签证机构确认。" in maldives.warnings
    assert "补发" in maldives.warnings[-1]


def test_late_issue_that_is_not_allowed_and_third_party_invoices_are_said() -> None:
    assert told(advised("392690", "IN")["B"], "补发") == ["逾期不予补发。"]
    assert told(advised("392690", "IN")["B"], "申请时间") == ["出运后3个工作日内申请，按正常签发。"]
    assert told(advised("392690", "TW")["H"], "第三方发票") == ["不接受第三方发票。"]
    assert told(advised("392690", "TW")["H"], "补发") == ["自出口申报日起90天内可补发。"]


@pytest.mark.parametrize(
    ("hs", "to", "code"),
    [("39x690", "CH", "hs_invalid"), ("39269", "CH", "hs_invalid"), ("392690", "XX", "country_unknown")],
)
def test_what_is_no_hs_code_or_no_country_is_refused(hs: str, to: str, code: str) -> None:
    with pytest.raises(Refusal) as refused:
        agreements.advise(hs, to, NOW)
    assert refused.value.code == code


@pytest.fixture
async def clerk(db: str, valkey: str) -> AsyncIterator[httpx.AsyncClient]:
    _, boss = await founded()
    async with a_client(await a_token(boss)) as client:
        yield client


async def asked(client: httpx.AsyncClient, path: str) -> Any:
    answer = await client.get(f"/api/v1/agreements{path}")
    assert answer.status_code == 200, answer.text
    return answer.json()


async def test_types_rules_and_advice_over_http(clerk: httpx.AsyncClient) -> None:
    types = await asked(clerk, "/types?authority=ccpit&on=2019-09-01")
    assert (len(types), types[0]["label"], types[0]["preferential"]) == (15, "一般原产地证 (C)", False)
    rule = await asked(clerk, "/rules/customs/K?on=2026-11-21")
    assert rule["facts"]["max_lines"] == {
        "value": "none",
        "verified": True,
        "source": "GACC announcement 2022/33",
    }
    assert rule["partners"][0]["name"] == "韩国"
    assert [box["content"] for box in rule["boxes"]][9] == "原产地标准"
    advice = await asked(clerk, "/advice?hs=392690&country=ch")
    assert [each["code"] for each in advice] == ["S", "C", "PR", "TR"]
    assert advice[0]["warnings"]


async def test_wrong_questions_over_http_are_problems(clerk: httpx.AsyncClient) -> None:
    unknown = await clerk.get("/api/v1/agreements/rules/customs/HM")
    assert (unknown.status_code, unknown.json()["code"]) == (404, "type_unknown")
    nowhere = await clerk.get("/api/v1/agreements/advice?hs=392690&country=XX")
    assert (nowhere.status_code, nowhere.json()["code"]) == (422, "country_unknown")
    assert (await clerk.get("/api/v1/agreements/advice?hs=39x6&country=CH")).status_code == 422
