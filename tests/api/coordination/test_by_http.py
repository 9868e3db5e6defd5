"""享惠受阻协调 as a page meets it: each of the four types to its end, both refusals, what each state allows."""

from collections.abc import AsyncIterator
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

import httpx
import pytest

from api.coordination import COORDINATION
from api.declarations import backfill
from api.people import Actor
from kit import settings
from kit.clock import in_shanghai, now
from tests.api.authorities import answer, told
from tests.api.coordination.makers import EXPORT, a_form, linked
from tests.api.documents.makers import an_approved
from tests.api.files.papers import pdf
from tests.api.people.makers import a_client, a_token, at_work, founded, qualified

BASE = "/api/v1/coordinations"
CUSTOMS, CCPIT = "E26M000100Y40001", "26C2102M999700001"
SECOND = "900220260000000002"
NUMBERS = {
    "customs": (CUSTOMS, EXPORT),
    "ccpit": (CCPIT, SECOND),
    "approved_exporter": ("CN-AE-2026/0007", EXPORT),
    "ruling": ("RULING2026.1", EXPORT),
}
SLOTS = {"certificate": "原产地证明", "import_declaration": "进口报关单号", "other_1": "其他1", "other_2": "其他2"}
STATUSES = [status for status in COORDINATION.lifecycle.statuses if status != "removed"]


@dataclass(frozen=True)
class Page:
    """The pages of an enterprise that has a certificate of either authority, each linked with a declaration."""

    client: httpx.AsyncClient
    clerk: Actor

    async def kept(self, **other: str) -> Any:
        answered = await self.client.post(BASE, json=asdict(a_form(**({"certificate_no": CUSTOMS} | other))))
        assert (answered.status_code, answered.json()["sentence"]) == (201, "暂存成功"), answered.text
        return answered.json()["coordination"]

    async def at(self, made: Any, method: str = "GET", rest: str = "", **more: Any) -> httpx.Response:
        return await self.client.request(method, f"{BASE}/{made['document_id']}{rest}", **more)

    async def fills(self, made: Any) -> None:
        """Upload one file and put it into each of the four slots."""
        form = {"file": ("证书.pdf", pdf(), "application/pdf")}
        file = await self.client.post("/api/v1/files", params={"purpose": "coordination"}, files=form)
        for slot in SLOTS:
            put = await self.at(made, "PUT", f"/attachments/{slot}", json={"file_id": file.json()["id"]})
            assert put.json()["sentence"] == "上传成功"

    async def in_status(self, status: str) -> Any:
        made = await self.kept()
        if status != "draft":
            assert (await self.at(made, "POST", "/submission")).is_success
        if status == "withdrawn":
            assert (await self.at(made, "POST", "/withdrawal")).is_success
        elif status not in {"draft", "pending"}:
            await answer("coordination", made["number"], status)
        return (await self.at(made)).json()


@pytest.fixture
async def page(db: str, valkey: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[Page]:
    monkeypatch.setenv("HUIZHI_DATA_DIR", str(tmp_path))
    settings.forget()
    enterprise, boss = await founded()
    clerk = await at_work(boss)
    await qualified(clerk)
    await linked(clerk, CUSTOMS)
    certificate = await an_approved(enterprise.id, CCPIT, "ccpit_certificate")
    await told((await backfill.submit(clerk, certificate, backfill.Wish(exported=True, numbers=SECOND))).id, "received")
    async with a_client(await a_token(boss)) as client:
        yield Page(client, clerk)


@pytest.mark.feature("COORD-04", "COORD-05", "COORD-06", "COORD-07", "COORD-10", "COORD-22", "COORD-23", "COORD-24")
@pytest.mark.feature("COORD-25", "COORD-28", "COORD-32", "COORD-43")
@pytest.mark.parametrize("kind", NUMBERS)
async def test_each_of_the_four_types_goes_from_the_form_with_four_papers_to_its_end(page: Page, kind: str) -> None:
    certificate, export = NUMBERS[kind]
    made = await page.kept(type=kind, certificate_no=certificate, export_no=export)
    assert (made["status_label"], made["type"], made["certificate_no"]) == ("暂存", kind, certificate)
    assert made["number"].startswith(f"XT{in_shanghai(now()):%Y%m}")
    await page.fills(made)
    sent = (await page.at(made, "POST", "/submission")).json()
    assert (sent["sentence"], sent["coordination"]["status_label"]) == ("申报成功", "待办")
    assert {each["slot"]: each["slot_label"] for each in sent["coordination"]["attachments"]} == SLOTS
    for step, label in (("accepted", "处理中"), ("completed", "办结")):
        await answer("coordination", made["number"], step)
        shown = (await page.at(made)).json()
        assert shown["status_label"] == label
    asked = {"type": kind, "certificate_no": certificate[:7].lower()}
    (row,) = (await page.client.get(BASE, params=asked)).json()["items"]
    assert row == {name: shown[name] for name in row}
    found = (await page.client.get("/api/v1/documents/search", params={"text": certificate})).json()
    assert made["number"] in {each["document"]["number"] for each in found}
    assert row["updated_at"] >= row["status_at"] >= row["submitted_at"]


@pytest.mark.feature("COORD-13", "COORD-14", "COORD-15", "COORD-16", "COORD-17", "COORD-18", "COORD-19", "COORD-29")
@pytest.mark.feature("COORD-30")
async def test_keeping_fails_with_every_wrong_box_named_at_once(page: Page) -> None:
    empty = await page.client.post(BASE, json={"type": "customs"})
    wrong = asdict(a_form(agreement_code="99", phone="123", certificate_no="证书"))
    unfit = await page.client.post(BASE, json=wrong)
    for refused in (empty, unfit):
        assert (refused.status_code, refused.json()["detail"][:5]) == (422, "暂存失败：")
    assert [each["sentence"] for each in empty.json()["facts"]["faults"]] == [
        "原产地证书号必填", "优惠贸易协定代码必填", "出口报关单号必填", "进口报关单号必填", "联系人姓名必填",
        "联系电话必填", "申请事由必填",
    ]  # fmt: skip
    assert [each["field"] for each in unfit.json()["facts"]["faults"]] == ["certificate_no", "agreement_code", "phone"]
    assert (await page.client.get(BASE)).json()["total"] == 0


@pytest.mark.feature("COORD-33", "COORD-34", "COORD-35")
@pytest.mark.parametrize("kind", ["customs", "ccpit"])
async def test_both_refusals_come_in_the_manuals_words_and_the_way_out_leads_to_success(page: Page, kind: str) -> None:
    """Not linked: back-fill it, and the same application is taken. Not ours: nothing but another number helps."""
    foreign = await page.kept(type=kind, certificate_no="E266000373419999", export_no=SECOND)
    wrong = (await page.at(foreign, "POST", "/submission")).json()
    assert (wrong["status"], wrong["detail"]) == (409, "企业填写证书有误")
    assert wrong["facts"]["next_step"] == "需要联系签发企业进行相关的享惠受阻申请的操作"
    number = {"customs": "E26M000100Y40002", "ccpit": "26C2102M999700002"}[kind]
    firm = page.clerk.enterprise_id
    assert firm
    certificate = await an_approved(firm, number, f"{kind}_certificate")
    made = await page.kept(type=kind, certificate_no=number, export_no=EXPORT)
    refused = (await page.at(made, "POST", "/submission")).json()
    assert (refused["status"], refused["detail"]) == (409, "提交失败，请进入证书申请系统进行关联操作")
    assert refused["facts"]["why"] == "原产地证书号和出口报关单号未完成绑定关联操作"
    assert refused["facts"]["next_step"] == "需要完成关联操作后再进行享惠受阻申请"
    wish = {"exported": True, "numbers": EXPORT}
    sent = await page.client.post(f"/api/v1{refused['facts']['link']}/{certificate}", json=wish)
    assert (await page.at(made, "POST", "/submission")).json()["facts"]["why"] == "报关单号已补录，海关尚未接收"
    await answer("backfill", sent.json()["backfill"]["number"], "received")
    assert (await page.at(made, "POST", "/submission")).json()["sentence"] == "申报成功"


@pytest.mark.feature("COORD-38", "COORD-39", "COORD-40", "COORD-41", "COORD-42")
@pytest.mark.parametrize("status", STATUSES)
async def test_each_state_lets_the_page_do_what_the_manual_says(page: Page, status: str) -> None:
    """Edit, withdraw and delete by HTTP: 200 where it is allowed, else 409 with a sentence that names the state."""
    made = await page.in_status(status)
    allowed = {
        "may_edit": status in {"draft", "withdrawn", "failed", "returned"},
        "may_withdraw": status == "pending",
        "may_remove": status in {"draft", "withdrawn", "returned"},
    }
    assert {name: made[name] for name in allowed} == allowed
    form = asdict(a_form(certificate_no=CUSTOMS, reason="改"))
    wishes = {
        "may_edit": ("PUT", "", {"json": form}),
        "may_withdraw": ("POST", "/withdrawal", {}),
        "may_remove": ("DELETE", "", {}),
    }
    for name in sorted(wishes, key=lambda each: allowed[each]):  # what is refused first, then what changes it
        method, rest, body = wishes[name]
        answered = await page.at(made, method, rest, **body)
        assert answered.status_code == (200 if allowed[name] else 409), (name, answered.text)
        if not allowed[name]:
            assert made["status_label"] in answered.json()["detail"] or "慢了一步" in answered.json()["detail"]
    assert (await page.at(made)).status_code == (404 if allowed["may_remove"] else 200)


@pytest.mark.feature("COORD-36", "COORD-37")
async def test_each_of_the_seven_conditions_narrows_the_query_and_its_number_leads_to_the_detail(page: Page) -> None:
    await page.kept(type="ruling", certificate_no="RULING2026.1", agreement_code="22", export_no="X1")
    made = await page.in_status("pending")
    today = f"{in_shanghai(now()):%Y-%m-%d}"
    for asked in (
        {"number": made["number"]},
        {"certificate_no": CUSTOMS.lower()},
        {"export_no": EXPORT[:6]},
        {"status": "pending"},
        {"type": "customs"},
        {"agreement_code": "02"},
        {"submitted_from": today, "submitted_until": today},
    ):
        found = (await page.client.get(BASE, params=asked)).json()
        assert [each["number"] for each in found["items"]] == [made["number"]], asked
    assert (await page.client.get(BASE)).json()["total"] == 2
    assert (await page.client.get(BASE, params={"submitted_until": "2026-01-01"})).json()["total"] == 0
    assert (await page.at(made)).json()["reason"] == a_form().reason
