"""注册 as 企业用户: from the first code to the first sign-in, and everything that may be wrong with it."""

from collections.abc import AsyncIterator
from datetime import timedelta

import httpx
import pytest

from api import people
from api.exchange import alerts
from api.health import lookout
from api.people import mobiles, registering
from api.people.models import Enterprise, Person, Registration
from kit import database, settings
from kit.clock import now
from kit.ids import new_id
from tests.api.people import makers
from tests.api.people.makers import CREDIT_CODE, MOBILE, PASSWORD, a_client

API = "/api/v1"
HOUSE = "an-operators-token-of-32-characters!"
FORM = {
    "user_type": "企业用户",
    "login": "newcomer",
    "password": PASSWORD,
    "name": "高永欣",
    "id_card": "61999919900307451X",
    "mobile": MOBILE,
    "enterprise_name": "陕西示例贸易有限责任公司",
    "credit_code": CREDIT_CODE,
    "profile": {"customs_code": "6101960A12", "name_en": "SHAANXI EXAMPLE TRADING CO., LTD."},
}


@pytest.fixture
async def visitor(db: str, valkey: str, monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[httpx.AsyncClient]:
    """Somebody who is not signed in, at a site that somebody runs."""
    monkeypatch.setenv("HUIZHI_OPERATOR_TOKEN", HOUSE)
    settings.forget()
    async with a_client() as made:
        yield made


async def _registered(visitor: httpx.AsyncClient, **more: object) -> httpx.Response:
    await database.execute("delete from phone_code_events")
    sent = await visitor.post(f"{API}/registrations/code", json={"mobile": MOBILE})
    assert sent.json()["mobile"] == "138****8000"
    return await visitor.post(f"{API}/registrations", json={**FORM, "code": await makers.last_code(), **more})


async def _decided(which: str, **decision: object) -> httpx.Response:
    async with a_client(HOUSE) as house:
        return await house.post(f"{API}/registrations/{which}/decision", json=decision)


@pytest.mark.feature("USER-01", "USER-02")
async def test_an_enterprise_registers_is_checked_and_signs_in(visitor: httpx.AsyncClient) -> None:
    """Account, both profiles, proven mobile; nobody until checked; then 管理员 of their enterprise, and told by SMS."""
    made = await _registered(visitor)
    assert (made.status_code, made.json()["state_name"]) == (202, "待核验")
    which = made.json()["id"]
    sign_in = {"login": "newcomer", "password": PASSWORD, "keep": "token"}
    assert (await visitor.post(f"{API}/session", json=sign_in)).json()["code"] == "wrong_credentials"
    assert await lookout.watch_registrations() == 1
    (alert,) = await alerts.standing()
    assert (alert.kind, alert.key) == ("registration", which)
    assert alert.text.startswith("企业“陕西示例***责任公司”申请注册，待核验。")
    async with a_client(HOUSE) as house:
        waiting = (await house.get(f"{API}/registrations")).json()
    assert [(each["applicant"], each["mobile"]) for each in waiting["items"]] == [("高*", "138****8000")]
    assert (await _decided(which, approved=True)).json()["state_name"] == "已通过"
    assert await lookout.watch_registrations() == 0
    assert await alerts.standing() == []
    assert (await visitor.post(f"{API}/session", json=sign_in)).json()["me"]["role_name"] == "管理员"
    enterprise, person = await Enterprise.get(credit_code=CREDIT_CODE), await Person.get(login="newcomer")
    assert (enterprise.customs_code, enterprise.profile["name_en"]) == ("6101960A12", FORM["profile"]["name_en"])  # type: ignore[index]
    assert (mobiles.of(person), person.password_at is not None) == (MOBILE, True)
    assert (await makers.outbox())[-1]["brief"].startswith("您的企业用户注册申请已通过")
    assert (await visitor.get(f"{API}/registrations/{which}")).json()["state_name"] == "已通过"
    kept = await Registration.get(id=which)
    assert (kept.form, kept.password_hash) == ({}, "")


async def test_a_refused_registration_says_why_and_may_be_tried_again(visitor: httpx.AsyncClient) -> None:
    which = (await _registered(visitor)).json()["id"]
    refused = await _decided(which, approved=False, note="名称与代码不符")
    assert refused.json()["note"] == "名称与代码不符"
    assert "未通过：名称与代码不符" in (await makers.outbox())[-1]["brief"]
    assert not await Enterprise.all().exists()
    again = await _decided(which, approved=True)
    assert (again.status_code, again.json()["detail"]) == (409, "这份注册申请已经核验过，结果是“未通过”。")
    assert (await _decided(str(new_id()), approved=True)).status_code == 404
    assert (await _registered(visitor)).status_code == 202


async def test_all_faults_are_told_at_once_and_the_code_is_not_used_up(visitor: httpx.AsyncClient) -> None:
    """Five boxes wrong: five faults; the same code serves when they are mended."""
    wrong = {"password": "short", "id_card": "61999919900307451", "credit_code": "x", "profile": {"customs_code": "1"}}
    told = await _registered(visitor, **wrong)
    faults = told.json()["facts"]["faults"]
    assert [each["field"] for each in faults] == ["password", "id_card", "credit_code", "customs_code"]
    mended = await visitor.post(f"{API}/registrations", json={**FORM, "code": await makers.last_code()})
    assert mended.status_code == 202


async def test_nothing_is_told_without_a_proven_mobile(visitor: httpx.AsyncClient) -> None:
    """A taken login, mobile or credit code shows only behind a right code; a wrong code tells the same for all."""
    await makers.founded("newcomer", mobile=makers.OTHER_MOBILE)
    wrong = await visitor.post(f"{API}/registrations", json={**FORM, "code": "000000"})
    assert wrong.json()["code"] == "no_code"
    assert (await _registered(visitor)).json()["code"] == "credit_code_taken"
    other = {"credit_code": makers.OTHER_CREDIT_CODE}
    assert (await _registered(visitor, **other)).json()["code"] == "login_taken"


async def test_a_login_taken_meanwhile_stops_the_approval_and_nothing_is_half_done(visitor: httpx.AsyncClient) -> None:
    which = (await _registered(visitor)).json()["id"]
    await makers.founded("newcomer", makers.OTHER_CREDIT_CODE)
    assert (await _decided(which, approved=True)).json()["code"] == "login_taken"
    assert (await Registration.get(id=which)).state == "pending"
    assert await Enterprise.all().count() == 1


async def test_only_who_runs_the_site_decides(visitor: httpx.AsyncClient) -> None:
    """Neither the applicant nor the 管理员 of another enterprise; a missing one is unknown."""
    which = (await _registered(visitor)).json()["id"]
    assert (await visitor.post(f"{API}/registrations/{which}/decision", json={"approved": True})).status_code == 401
    assert (await visitor.get(f"{API}/registrations/{new_id()}")).status_code == 404


async def test_registrations_are_forgotten(db: str) -> None:
    """A month after the decision, three months without one (P-3)."""
    for age, decided in ((29, True), (31, True), (89, False), (91, False)):
        moment = now() - timedelta(days=age)
        told = {"state": "refused", "decided_at": moment} if decided else {}
        await Registration.create(login="x", credit_code="x", password_hash="", form={}, created_at=moment, **told)
    assert await people.forget_old() == 2
    assert await registering.forget_old() == 0


@pytest.mark.parametrize("state", ["pending", "approved", "refused"])
@pytest.mark.parametrize("approved", [True, False])
async def test_each_pair_of_state_and_decision_is_taken_once_or_refused_in_a_sentence(
    visitor: httpx.AsyncClient, state: str, approved: bool
) -> None:
    """Only what waits is decided; a decision is never turned round, and founds nothing a second time."""
    which = (await _registered(visitor)).json()["id"]
    if state != "pending":
        await _decided(which, approved=state == "approved")
    before = await Enterprise.all().count()
    told = await _decided(which, approved=approved)
    if state == "pending":
        assert (told.status_code, told.json()["state"]) == (200, "approved" if approved else "refused")
        return
    assert (told.status_code, told.json()["detail"][-1]) == (409, "。")
    assert (await visitor.get(f"{API}/registrations/{which}")).json()["state"] == state
    assert await Enterprise.all().count() == before
