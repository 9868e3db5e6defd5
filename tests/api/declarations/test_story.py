"""From an approved certificate to 海关接收成功, through HTTP, with the customs' answer at the receipts' door."""

import orjson
import pytest

from api import documents
from api.exchange import receive_once, store
from api.people.actor import Actor
from kit.clock import in_shanghai, now
from tests.api.documents.makers import an_approved
from tests.api.people.makers import CREDIT_CODE, a_client, a_token, at_work, founded

EXPORT = "900220260000000001"
BASE = "/api/v1/declarations"


async def answer(kind: str, number: str, step: str, note: str = "") -> None:
    """The customs answer a message; the receipt goes the way of every receipt."""
    said = {"kind": kind, "number": number, "step": step, "note": note, "occurred_at": in_shanghai(now()).isoformat()}
    body = orjson.dumps(said | {"enterprise_credit_code": CREDIT_CODE})
    await store("gacc", f"{number} {step} {note}", body, "test")
    assert await receive_once() == 1


@pytest.mark.feature("SUPP-05")
@pytest.mark.feature("SUPP-09")
@pytest.mark.feature("SUPP-10")
@pytest.mark.feature("SUPP-16")
@pytest.mark.feature("SUPP-17")
async def test_an_approved_certificate_is_back_filled_returned_mended_and_taken(db: str, valkey: str) -> None:
    enterprise, boss = await founded()
    certificate = await an_approved(enterprise.id, "E26M000100Y40001")
    async with a_client(await a_token(boss)) as client:
        listed = (await client.get(f"{BASE}/backfills/candidates", params={"number": "E26"})).json()
        assert (listed["total"], listed["items"][0]["certificate_id"]) == (1, str(certificate))
        refused = await client.post(f"{BASE}/backfills/{certificate}", json={"exported": True})
        assert (refused.status_code, refused.json()["code"]) == (422, "numbers_missing")
        wish = {"exported": True, "numbers": f"{EXPORT}，900220260000000002"}
        sent = await client.post(f"{BASE}/backfills/{certificate}", json=wish)
        assert (sent.status_code, sent.json()["sentence"]) == (201, "已提交，等待海关接收。")
        made = sent.json()["backfill"]
        assert (made["numbers"], made["status_label"]) == (f"{EXPORT};900220260000000002", "已提交")
        await answer("backfill", made["number"], "failed", "报关单未结关")
        detail = (await client.get(f"{BASE}/backfills/{made['document_id']}")).json()
        assert (detail["status_label"], detail["history"][-1]["note"]) == ("海关接收失败", "报关单未结关")
        again = await client.post(f"{BASE}/backfills/{certificate}", json={"exported": True, "numbers": EXPORT})
        assert again.status_code == 201
        await answer("backfill", made["number"], "received")
        (final,) = (await client.get(f"{BASE}/backfills", params={"status": "received"})).json()["items"]
        assert (final["status_label"], final["certificate_no"]) == ("海关接收成功", "E26M000100Y40001")
        steps = (await client.get(f"{BASE}/backfills/{certificate}")).json()["history"]
        assert [each["step"] for each in steps] == ["录入", "提交", "海关接收失败", "提交", "海关接收成功"]
    assert (await documents.get(await at_work(boss), certificate)).status == "approved"


async def test_declarations_that_are_followed_are_listed(db: str, valkey: str) -> None:
    enterprise, boss = await founded()
    key = documents.Key("declaration", EXPORT)
    await documents.enter_many([documents.Entry(key=key, enterprise_id=enterprise.id)])
    found = (await documents.look_up([key]))[key]
    gateway = Actor.system("gateway:gacc")
    await documents.advance(documents.Move(found.id, "released", gateway, now()))
    async with a_client(await a_token(boss)) as client:
        (item,) = (await client.get(BASE, params={"number": "90022026", "status": "released"})).json()["items"]
        assert (item["number"], item["status_label"]) == (EXPORT, "已放行")
        assert (await client.get(BASE, params={"status": "closed"})).json()["total"] == 0
