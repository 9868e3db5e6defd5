"""From the empty form to 办结, through HTTP: attachments, 申报成功, 退回, 撤回, and files that stay downloadable."""

from dataclasses import asdict
from pathlib import Path

import httpx
import pytest

from api import coordination
from kit import database, settings
from tests.api.authorities import answer
from tests.api.coordination.makers import a_form, linked
from tests.api.files.papers import pdf
from tests.api.people.makers import CREDIT_CODE, a_client, a_token, at_work, founded

BASE = "/api/v1/coordinations"
NUMBER = "E26M000100Y40001"
FORM = asdict(a_form(certificate_no=NUMBER))
HINT = (
    "提示：每个pdf大小不超过300K，每个附件大小不能超过4M，若您上传的附件大小超过系统限制，"
    "可使用pdf压缩软件压缩pdf文件使其满足系统要求后再次上传。"
)
pytestmark = pytest.mark.usefixtures("valkey")


@pytest.fixture(autouse=True)
def _a_data_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HUIZHI_DATA_DIR", str(tmp_path))
    settings.forget()


async def uploaded(client: httpx.AsyncClient, content: bytes, name: str = "证书.pdf") -> httpx.Response:
    form = {"file": (name, content, "application/pdf")}
    return await client.post("/api/v1/files", params={"purpose": "coordination"}, files=form)


@pytest.mark.feature("COORD-11")
@pytest.mark.feature("COORD-12")
@pytest.mark.feature("COORD-31")
@pytest.mark.feature("COORD-32")
@pytest.mark.feature("COORD-43")
@pytest.mark.feature("COORD-22")
@pytest.mark.feature("COORD-26")
@pytest.mark.feature("COORD-28")
@pytest.mark.feature("COORD-37")
async def test_an_application_is_kept_submitted_returned_mended_and_completed(db: str) -> None:
    _, boss = await founded()
    await linked(await at_work(boss), NUMBER)
    async with a_client(await a_token(boss)) as client:
        failed = await client.post(BASE, json={"type": "customs"})
        assert (failed.status_code, failed.json()["code"]) == (422, "save_failed")
        kept = await client.post(BASE, json=FORM)
        made = kept.json()["coordination"]
        assert (kept.status_code, kept.json()["sentence"], made["status_label"]) == (201, "暂存成功", "暂存")
        assert (made["credit_code"], made["enterprise"]) == (CREDIT_CODE, "陕西示例贸易有限责任公司")
        one = f"{BASE}/{made['document_id']}"
        file = (await uploaded(client, pdf())).json()
        attached = await client.put(f"{one}/attachments/certificate", json={"file_id": file["id"]})
        assert attached.json()["coordination"]["attachments"][0]["slot_label"] == "原产地证明"
        sent = await client.post(f"{one}/submission")
        assert (sent.json()["sentence"], sent.json()["coordination"]["status_label"]) == ("申报成功", "待办")
        await answer("coordination", made["number"], "returned", "附件不清晰")
        back = (await client.get(one)).json()
        assert (back["status_label"], back["may_edit"], back["history"][-1]["note"]) == ("退回", True, "附件不清晰")
        assert (await client.put(one, json=FORM | {"reason": "已更换"})).status_code == 200
        await client.post(f"{one}/submission")
        await answer("coordination", made["number"], "accepted")
        late = await client.post(f"{one}/withdrawal")
        assert (late.status_code, late.json()["detail"]) == (409, "慢了一步：海关刚刚受理了这张协调单，已不能撤回。")
        await answer("coordination", made["number"], "completed")
        listed = (await client.get(BASE, params={"status": "completed", "certificate_no": NUMBER})).json()
        assert [each["status_label"] for each in listed["items"]] == ["办结"]


@pytest.mark.feature("COORD-39")
@pytest.mark.feature("COORD-21")
@pytest.mark.feature("COORD-23")
@pytest.mark.feature("COORD-24")
@pytest.mark.feature("COORD-25")
@pytest.mark.feature("COORD-27")
async def test_the_four_slots_hold_a_file_each_under_both_limits_and_give_it_back_in_every_state(db: str) -> None:
    _, boss = await founded()
    clerk = await at_work(boss)
    await linked(clerk, NUMBER)
    async with a_client(await a_token(boss)) as client:
        one = f"{BASE}/{(await client.post(BASE, json=FORM)).json()['coordination']['document_id']}"
        heavy = await uploaded(client, pdf(extra=b"%" + b"0" * 300 * 1024))
        assert (heavy.status_code, HINT in heavy.json()["detail"]) == (413, True)
        file = (await uploaded(client, pdf())).json()
        for slot in ("certificate", "import_declaration", "other_1", "other_2"):
            wish = {"file_id": file["id"]}
            assert (await client.put(f"{one}/attachments/{slot}", json=wish)).status_code == 200
        assert (await client.put(f"{one}/attachments/other_2", json=wish)).json()["code"] == "slot_taken"
        assert (await client.delete(f"{one}/attachments/other_2")).json()["sentence"] == "附件已删除"
        await client.post(f"{one}/submission")
        assert (await client.delete(f"{one}/attachments/other_1")).json()["code"] == "not_editable"
        (first, *_rest) = (await client.get(one)).json()["attachments"]
        assert (await client.get(first["link"])).content == pdf()
    (page, _total) = await coordination.page(clerk, coordination.Wanted(status="pending"))
    assert page[0].status_label == "待办"


async def test_no_authority_takes_our_own_steps(db: str) -> None:
    """A receipt that says 撤回 or 删除 is an unknown one: it is kept, and moves nothing."""
    _, boss = await founded()
    await linked(await at_work(boss), NUMBER)
    async with a_client(await a_token(boss)) as client:
        made = (await client.post(BASE, json=FORM)).json()["coordination"]
        await client.post(f"{BASE}/{made['document_id']}/submission")
        for step in ("withdraw", "remove"):
            await answer("coordination", made["number"], step)
        assert (await client.get(f"{BASE}/{made['document_id']}")).json()["status_label"] == "待办"
    rows = await database.fetch("select state from inbox where serial like $1", f"{made['number']} %")
    assert {row["state"] for row in rows} == {"unknown"}


async def test_attachments_leave_after_their_application_each_once(db: str) -> None:
    _, boss = await founded()
    await linked(await at_work(boss), NUMBER)
    async with a_client(await a_token(boss)) as client:
        one = f"{BASE}/{(await client.post(BASE, json=FORM)).json()['coordination']['document_id']}"
        file = (await uploaded(client, pdf())).json()
        await client.put(f"{one}/attachments/certificate", json={"file_id": file["id"]})
        await client.post(f"{one}/submission")
        await client.post(f"{one}/withdrawal")
    rows = await database.fetch("select kind, subject, failed_step from outgoing where kind <> 'backfill' order by id")
    assert [tuple(row.values()) for row in rows] == [
        ("coordination", "", "failed"),
        ("attachment", "证书.pdf", "attachment_refused"),
        ("coordination_withdrawal", "", "failed"),
    ]
