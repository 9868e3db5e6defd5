"""An enterprise from 注册 to work, through HTTP alone: checked, qualified, its operators, and an agent let go."""

import time
from collections.abc import AsyncIterator
from typing import Any

import httpx
import pytest

from api.people import totp
from kit import database, settings
from kit.clock import now
from tests.api.people import makers
from tests.api.people.makers import CREDIT_CODE, MOBILE, OTHER_CREDIT_CODE, OTHER_PASSWORD, PASSWORD, a_client

API = "/api/v1"
HOUSE = "an-operators-token-of-32-characters!"
GATE = "使用系统前必须完善贸促会原产地证资质，否则系统不可用"
LOST = "您现在没有代表任何企业，请切换企业；还没有加入企业的，请联系企业管理员。"
FORM = {
    "user_type": "企业用户",
    "login": "newcomer",
    "password": PASSWORD,
    "name": "高永欣",
    "id_card": "61999919900307451X",
    "mobile": MOBILE,
    "enterprise_name": "陕西示例贸易有限责任公司",
    "credit_code": CREDIT_CODE,
}


@pytest.fixture
async def visitor(db: str, valkey: str, monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[httpx.AsyncClient]:
    """Somebody who is not signed in, at a site that somebody runs."""
    monkeypatch.setenv("HUIZHI_OPERATOR_TOKEN", HOUSE)
    settings.forget()
    async with a_client() as made:
        yield made


async def _done(work: Any, status: int = 200) -> Any:
    answer: httpx.Response = await work
    assert answer.status_code == status, answer.text
    return answer.json() if answer.content else None


async def _registered(visitor: httpx.AsyncClient) -> None:
    """注册, and whoever runs the site lets the enterprise in."""
    await _done(visitor.post(f"{API}/registrations/code", json={"mobile": MOBILE}), 202)
    form = {**FORM, "code": await makers.last_code()}
    made = await _done(visitor.post(f"{API}/registrations", json=form), 202)
    async with a_client(HOUSE) as house:
        await _done(house.post(f"{API}/registrations/{made['id']}/decision", json={"approved": True}))


async def _signs_in(client: httpx.AsyncClient, login: str, password: str, **more: str) -> None:
    wish = {"login": login, "password": password, "keep": "token", **more}
    told = await _done(client.post(f"{API}/session", json=wish), 201)
    client.headers["Authorization"] = f"Bearer {told['token']}"


async def _binds_an_authenticator(boss: httpx.AsyncClient) -> None:
    key = (await _done(boss.post(f"{API}/me/second-factor", json={"password": PASSWORD}), 201))["key"]
    code = totp.code_at(key, int(time.time()) // totp.STEP)
    assert len((await _done(boss.post(f"{API}/me/second-factor/confirmation", json={"code": code})))["recovery_codes"])


@pytest.mark.feature("USER-01", "USER-03", "USER-13", "USER-14", "USER-15", "USER-16", "USER-18")
async def test_from_registration_to_the_open_gate(visitor: httpx.AsyncClient) -> None:
    """A newcomer is shut out of CCPIT's system in the manual's sentence until the 备案 is whole."""
    await _registered(visitor)
    await _signs_in(visitor, "newcomer", PASSWORD)
    assert (await _done(visitor.get(f"{API}/me")))["role_name"] == "管理员"
    wish = {"authority": "ccpit", "type_code": "E"}
    shut = await _done(visitor.post(f"{API}/certificates", json=wish), 403)
    assert (shut["detail"], shut["facts"]["missing"]) == (GATE, ["贸促会编码", "企业编码", "手签员姓名"])
    assert (await _done(visitor.post(f"{API}/datasync/products"), 403))["detail"] == GATE
    unproven = await _done(visitor.put(f"{API}/enterprise", json={"name_en": "X"}), 403)
    assert unproven["detail"] == "办理管理员业务前，请先绑定身份验证器并输入动态码。"
    await _binds_an_authenticator(visitor)
    profile = {"customs_code": "6101960A12", "name_en": "SHAANXI EXAMPLE TRADING CO., LTD."}
    assert (await _done(visitor.put(f"{API}/enterprise", json=profile)))["profile"]["name_en"] == profile["name_en"]
    short = {"ccpit_office": "2261", "ccpit_code": "2102M99", "signatories": []}
    faults = (await _done(visitor.put(f"{API}/qualification", json=short), 422))["facts"]["faults"]
    assert [(each["label"], each["sentence"]) for each in faults] == [
        ("贸促会编码", "贸促会编码：填写6位贸促会机构编码。"),
        ("企业编码", "企业编码：填写9位贸促会企业编码。"),
        ("手签员姓名", "手签员姓名：填写在贸促会备案过的手签员姓名。"),
    ]
    whole = {"ccpit_office": "226100", "ccpit_code": "2102M9997", "signatories": ["高永欣"]}
    filed = await _done(visitor.put(f"{API}/qualification", json=whole))
    assert (filed["complete"], filed["signatories"][0]["state"]) == (True, "待核实")
    assert (await _done(visitor.post(f"{API}/certificates", json=wish), 201))["status_label"] == "暂存"
    assert (await _done(visitor.post(f"{API}/datasync/products"), 201))["message"] == "新增同步商品备案成功"


@pytest.mark.feature("USER-19", "USER-20", "USER-22")
async def test_an_agent_who_is_let_go_midway_loses_the_principal_at_once_and_keeps_the_own_enterprise(
    visitor: httpx.AsyncClient,
) -> None:
    """What the agent began stays with the principal; the next request is refused in a sentence that says what to do."""
    await _registered(visitor)
    await makers.founded("agent", OTHER_CREDIT_CODE, person_name="赵六", name="沈阳某报关行")
    await _signs_in(visitor, "newcomer", PASSWORD)
    await database.execute("update sessions set proven_at = $1", now())
    clerk = {"login": "clerk", "name": "李四", "password": OTHER_PASSWORD, "id_card": makers.an_id_card()}
    bad = await _done(visitor.post(f"{API}/persons", json=clerk | {"id_card": "619999199003074511"}), 422)
    assert bad["detail"] == "身份证号码不正确，请核对18位号码。"
    await _done(visitor.post(f"{API}/persons", json=clerk), 201)
    wish = {"login": "agent", "name": "赵六", "role": "agent"}
    granted = await _done(visitor.post(f"{API}/memberships", json=wish), 201)
    async with a_client() as agent:
        await _signs_in(agent, "agent", PASSWORD)
        listed = (await _done(agent.get(f"{API}/enterprises")))["items"]
        firms = {each["role_name"]: each["enterprise"] for each in listed}
        assert set(firms) == {"管理员", "代理"}
        await _done(agent.post(f"{API}/session/enterprise", json={"enterprise_id": firms["代理"]["id"]}))
        begun = await _done(agent.post(f"{API}/certificates", json={"authority": "customs", "type_code": "C"}), 201)
        assert (await agent.get(f"{API}/memberships")).json()["detail"] == "只有企业管理员可以办理。"
        assert (await visitor.delete(f"{API}/memberships/{granted['id']}")).status_code == 204
        for path in (f"certificates/{begun['id']}", "coordinations", "declarations/backfills"):
            assert (await _done(agent.get(f"{API}/{path}"), 403))["detail"] == LOST
        gone = await agent.post(f"{API}/session/enterprise", json={"enterprise_id": firms["代理"]["id"]})
        assert (gone.status_code, gone.json()["code"]) == (404, "enterprise_unknown")
        await _done(agent.post(f"{API}/session/enterprise", json={"enterprise_id": firms["管理员"]["id"]}))
        assert (await agent.get(f"{API}/certificates/{begun['id']}")).status_code == 404
    assert (await _done(visitor.get(f"{API}/certificates/{begun['id']}")))["status_label"] == "暂存"
