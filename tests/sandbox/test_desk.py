"""The authorities' desk: what we send is taken once, judged by words and amounts, and answered through its own door."""

import asyncio
import hashlib
import hmac
import json
import time
from pathlib import Path
from typing import Any

import pytest
from lxml import etree
from starlette.responses import Response

from tests.sandbox.conftest import App, Sandbox

NUMBER = "E261026902330183"


@pytest.fixture(autouse=True)
async def _quick(sandbox: Sandbox) -> None:
    await sandbox.turn("authority", pace=0.01)


def certificate(remark: str = "", amount: str = "100", number: str = NUMBER) -> bytes:
    head = f"<CertNo>{number}</CertNo><TotalAmt>{amount}</TotalAmt><Remark>{remark}</Remark>"
    return f'<Certificate xmlns="http://www.w3.org/2000/09/xmldsig#"><CertificateHead>{head}</CertificateHead></Certificate>'.encode()


def lay(sandbox: Sandbox, body: bytes, name: str = "a.xml") -> Path:
    box = sandbox.gacc / "Cooimp" / "OutBox"
    box.mkdir(parents=True, exist_ok=True)
    (box / f".{name}").write_bytes(body)
    return (box / f".{name}").rename(box / name)


async def receipts(sandbox: Sandbox, count: int) -> list[dict[str, str]]:
    """So many receipts as they were laid into InBox, in their order."""
    found: list[Path] = []
    for _ in range(400):
        found = sorted((sandbox.gacc / "Cooimp").glob("InBox/*ml"), key=lambda path: int(path.stem.split("_")[-1]))
        if len(found) >= count:
            break
        await _moment()
    return [{etree.QName(each).localname: each.text or "" for each in etree.parse(path).iter()} for path in found]


async def _moment() -> None:
    await asyncio.sleep(0.02)


def told(receipt: dict[str, str]) -> str:
    return receipt.get("RepType") or receipt.get("RetType") or f"channel {receipt['Channel']}"


@pytest.mark.parametrize(
    ("remark", "amount", "answers"),
    [
        ("", "100", ["channel 1", "2", "5"]),
        ("请退回", "100", ["channel 1", "2", "3"]),
        ("失败", "100", ["channel 2"]),
        ("待审", "100", ["channel 1", "2"]),
        ("重复", "100", ["channel 1", "channel 1", "2", "2", "5", "5"]),
        ("乱序", "100", ["5", "2", "channel 1"]),
        ("", "2000000", ["channel 1", "2"]),
        ("", "1234.99", ["channel 1", "2", "3"]),
    ],
)
async def test_the_customs_answer_by_rule(sandbox: Sandbox, remark: str, amount: str, answers: list[str]) -> None:
    lay(sandbox, certificate(remark, amount))
    assert [told(each) for each in await receipts(sandbox, len(answers))] == answers
    assert (sandbox.gacc / "Cooimp" / "SentBox" / "a.xml").is_file()


async def test_out_of_order_answers_still_tell_the_order_in_which_things_happened(sandbox: Sandbox) -> None:
    lay(sandbox, certificate("乱序"))
    found = await receipts(sandbox, 3)
    moments = [each.get("RspGenTime") or each["SendTime"] for each in found]
    assert moments == sorted(moments, reverse=True)
    assert len(set(moments)) == 3


async def test_the_silent_customs_take_and_say_nothing(sandbox: Sandbox) -> None:
    lay(sandbox, certificate("沉默"))
    lay(sandbox, certificate("", number=f"{NUMBER[:-1]}4"), "b.xml")
    found = await receipts(sandbox, 3)
    assert {each["CertNo"] for each in found} == {f"{NUMBER[:-1]}4"}


@pytest.mark.parametrize("body", [certificate("拒收"), b"<Certificate>", b"<Certificate/>", b"{}", b""])
async def test_what_cannot_be_sent_falls_with_its_reason(sandbox: Sandbox, body: bytes) -> None:
    lay(sandbox, body)
    box = sandbox.gacc / "Cooimp" / "FailBox"
    for _ in range(200):
        if (box / "a.xml").is_file():
            break
        await _moment()
    assert (box / "a.xml").read_bytes() == body
    assert (box / "a.xml.txt").read_text("utf-8")


async def test_a_client_that_does_not_run_leaves_files_lying(sandbox: Sandbox) -> None:
    await sandbox.turn("authority", client_runs=False)
    path = lay(sandbox, certificate())
    await _moment()
    assert path.is_file()


async def test_attachments_are_answered_by_name(sandbox: Sandbox) -> None:
    lay(sandbox, f"<File><CertNo>{NUMBER}</CertNo><FileName>发票.pdf</FileName></File>".encode())
    (found,) = await receipts(sandbox, 1)
    assert (found["RetType"], found["FileName"]) == ("1", "发票.pdf")


def message(**changes: Any) -> dict[str, Any]:
    whole = {
        "id": "0199a0f0-c3f2-7d8e-9b1c-2d3e4f506172",
        "kind": "certificate",
        "number": "26C2102M9997/00001",
        "enterprise": "91610000102690233L",
        "sent_at": "2026-11-21T09:12:00+08:00",
        "data": {"form": {"remark": ""}},
    }
    return whole | changes


async def posted(sandbox: Sandbox, given: dict[str, Any], key: str = "") -> tuple[int, Any]:
    body, stamp = json.dumps(given).encode(), int(time.time())
    text = f"{given['id']}.{stamp}.".encode() + body
    secret = (key or sandbox.world.config.ccpit_key).encode()
    headers = {
        "X-Huizhi-Id": given["id"],
        "X-Huizhi-Timestamp": str(stamp),
        "X-Huizhi-Signature": hmac.new(secret, text, hashlib.sha256).hexdigest(),
    }
    async with sandbox.http.post(sandbox.base + "/ccpit/messages", data=body, headers=headers) as answer:
        return answer.status, await answer.json(content_type=None)


async def test_ccpit_takes_a_message_once_and_answers_by_signed_posts(sandbox: Sandbox, app: App) -> None:
    for _ in range(2):
        assert (await posted(sandbox, message()))[0] == 202
    heard = await app.until(3, "/exchange/receipts/ccpit")
    forms = [json.loads(each.body) for each in heard]
    assert [each["step"] for each in forms] == ["received", "pending_review", "approved"]
    assert {(each["kind"], each["number"]) for each in forms} == {("ccpit_certificate", "26C2102M9997/00001")}
    first = heard[0]
    text = f"{first.headers['x-huizhi-id']}.{first.headers['x-huizhi-timestamp']}.{first.body}".encode()
    expected = hmac.new(sandbox.world.config.ccpit_key.encode(), text, hashlib.sha256).hexdigest()
    assert first.headers["x-huizhi-signature"] == expected
    (letter,) = (await sandbox.get("/authority/letters"))["letters"]
    assert letter["copies"] == 2


async def test_ccpit_refuses_a_wrong_signature_and_a_wrong_message(sandbox: Sandbox) -> None:
    assert (await posted(sandbox, message(), "another key"))[0] == 401
    status, told = await posted(sandbox, message(data={"form": {"remark": "拒收"}}))
    assert (status, bool(told["detail"])) == (422, True)
    assert (await posted(sandbox, message(number=1)))[0] == 422


async def test_ccpit_under_repair_recovers(sandbox: Sandbox) -> None:
    given = message(data={"form": {"remark": "故障"}})
    assert [(await posted(sandbox, given))[0] for _ in range(3)] == [503, 503, 202]


async def test_by_hand_and_by_page(sandbox: Sandbox, app: App) -> None:
    """Rules off: nothing is answered until somebody does so on the page."""
    await sandbox.turn("authority", by_rules=False)
    given = message(kind="filing", data={"areas": [{"area": "S"}]})
    await posted(sandbox, given)
    async with sandbox.http.get(sandbox.base + "/dev/authority") as page:
        shown = await page.text()
    assert "26C2102M9997/00001" in shown
    for words in ("贸促会 · 商品备案", '<option value="approved">审核通过</option>', "&#34;area&#34;: &#34;S&#34;"):
        assert words in shown
    assert shown.count('<option value="failed">') == 1
    form = {"id": given["id"], "step": "approved", "note": "同意"}
    async with sandbox.http.post(sandbox.base + "/authority/answers", data=form, allow_redirects=False) as answer:
        assert (answer.status, answer.headers["location"]) == (303, "/dev/authority")
    (heard,) = await app.until(1, "/exchange/receipts/ccpit")
    said = json.loads(heard.body)
    assert (said["kind"], said["step"], said["note"]) == ("filing", "approved", "同意")
    assert list(said["data"]["filing_numbers"]) == ["S"]


async def test_a_sync_request_is_answered_with_what_ccpit_has_on_file(sandbox: Sandbox, app: App) -> None:
    for what in ("company", "products"):
        await posted(sandbox, message(id=what, kind="sync", number=f"TB{what}", data={"what": what}))
    forms = [json.loads(each.body) for each in await app.until(2, "/exchange/receipts/ccpit")]
    told = {each["number"]: each for each in forms}
    assert {each["step"] for each in forms} == {"success"}
    assert told["TBcompany"]["data"]["company"]["signatories"] == ["高永欣", "王经理"]
    assert {"filing_no", "area", "hs_code", "name_en"} <= set(told["TBproducts"]["data"]["products"][0])


async def test_a_word_by_knob_is_heard_in_every_letter(sandbox: Sandbox, app: App) -> None:
    await sandbox.turn("authority", word="失败")
    await posted(sandbox, message(kind="sync", data={"what": "company"}))
    (heard,) = await app.until(1, "/exchange/receipts/ccpit")
    assert json.loads(heard.body)["step"] == "failed"


async def test_an_answer_is_repeated_until_the_app_takes_it(sandbox: Sandbox, app: App) -> None:
    refusals = iter([503, 503])
    app.answer = lambda _: Response(status_code=next(refusals, 202))
    await posted(sandbox, message(kind="backfill"))
    heard = await app.until(3, "/exchange/receipts/ccpit")
    assert len({each.headers["x-huizhi-id"] for each in heard}) == 1


async def test_an_application_that_is_wanted_back_is_put_aside_unless_it_was_accepted(sandbox: Sandbox) -> None:
    """The customs confirm a withdrawal and go no further; once they have accepted, they go on and confirm nothing."""
    await sandbox.turn("authority", pace=0.2)
    for number in ("XT2026110001", "XT2026110002"):
        given = message(kind="coordination", number=number, id=number)
        lay(sandbox, json.dumps(given).encode(), f"{number}.json")
    back = message(kind="coordination_withdrawal", number="XT2026110001", id="back")
    lay(sandbox, json.dumps(back).encode(), "back.json")
    assert await steps_until(sandbox, "XT2026110002", "accepted")
    late = message(kind="coordination_withdrawal", number="XT2026110002", id="late")
    lay(sandbox, json.dumps(late).encode(), "late.json")
    assert await steps_until(sandbox, "XT2026110002", "completed") == ["received", "accepted", "completed"]
    assert await steps_until(sandbox, "XT2026110001", "withdrawal_confirmed") == ["withdrawal_confirmed"]


async def steps_until(sandbox: Sandbox, number: str, last: str) -> list[str]:
    """What was answered about a number, in its order, once the given step was."""
    for _ in range(400):
        letters = [each for each in sandbox.world.authority.letters.values() if each.number == number]
        given = sorted((each for letter in letters for each in letter.answers), key=lambda each: each.at)
        if last in (steps := [each.step for each in given]):
            return steps
        await _moment()
    return []


async def test_an_answer_to_no_letter_is_refused_in_words(sandbox: Sandbox) -> None:
    for given in ({"id": "nobody", "step": "accepted"}, {"step": "accepted"}):
        async with sandbox.http.post(sandbox.base + "/authority/answers", json=given) as answer:
            assert (answer.status, "没有这封报文" in (await answer.json())["error"]) == (422, True)


async def test_coordination_is_answered_in_json_through_the_folder(sandbox: Sandbox) -> None:
    """What the customs have no published message for comes back in the app's own form, attachments too."""
    lay(sandbox, json.dumps(message(kind="coordination", number="XT2026110001")).encode(), "c.json")
    attached = message(
        id="another", kind="attachment", number="XT2026110001", data={"name": "发票.pdf", "content": "W10="}
    )
    lay(sandbox, json.dumps(attached).encode(), "d.json")
    inbox = sandbox.gacc / "Cooimp" / "InBox"
    for _ in range(200):
        if len(list(inbox.glob("*.json"))) == 4:
            break
        await _moment()
    forms = [json.loads(path.read_text("utf-8")) for path in inbox.glob("*.json")]
    assert sorted((each["step"], each["attachment"]) for each in forms) == [
        ("accepted", ""),
        ("attachment_accepted", "发票.pdf"),
        ("completed", ""),
        ("received", ""),
    ]
    assert {each["kind"] for each in forms} == {"coordination"}
