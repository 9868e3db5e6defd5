"""From raw receipts to moved documents, and what every receipt ends in."""

import asyncio
from collections import Counter
from datetime import timedelta
from typing import Any

import pytest

from api import certificates
from api.documents import Document, Receipt
from api.exchange import alerts, inbox, receive_once, slices, store
from kit import database, failpoints
from kit.clock import now
from kit.failpoints import FailpointHit
from tests.api.documents.makers import CREDIT_CODE, NUMBER, a_document, an_enterprise, said
from tests.api.exchange.letters import (
    answered,
    attachment,
    consignment,
    form,
    inbox_rows,
    moment,
    received,
    states,
)


async def arrive(*bodies: bytes, source: str = "gacc") -> list[str]:
    """Store receipts in this order, handle them together, and return how those now stored have ended."""
    before = len(await states())
    for number, body in enumerate(bodies):
        await store(source, f"{before + number}", body, "test")
    await receive_once()
    return (await states())[before:]


async def open_alerts() -> list[tuple[str, str, int]]:
    return sorted((each.kind, each.key, each.times) for each in await alerts.standing())


async def the_one() -> Document:
    return await Document.get()


@pytest.mark.feature("CO-93")
async def test_a_receipt_for_a_certificate_filed_elsewhere_makes_it_known_and_moves_it(db: str) -> None:
    """The number names the enterprise; one transaction later the register, the journal and the followers know."""
    enterprise = await an_enterprise()
    assert await arrive(answered("5", minutes=5)) == ["applied"]
    document = await the_one()
    assert (document.number, document.enterprise_id, document.kind) == (NUMBER, enterprise, "customs_certificate")
    assert (document.status, document.status_at) == ("approved", moment(5))
    (message,) = await said()
    assert message["facts"]["证书号"] == NUMBER  # type: ignore[index]
    row = (await database.fetch("select id, document_id, trace, handled_at from inbox"))[0]
    assert database.as_uuid(row["document_id"]) == document.id
    assert row["handled_at"] is not None
    assert message["trace"] == row["trace"]
    line = (await database.fetch("select receipt_id, trace, door from journal"))[0]
    assert database.as_uuid(line["receipt_id"]) == database.as_uuid(row["id"])
    assert (line["trace"], line["door"]) == (row["trace"], "gateway:gacc")


@pytest.mark.feature("PUSH-22")
async def test_every_kind_that_can_be_followed_is_taken(db: str) -> None:
    """Customs and CCPIT certificates, licences and declarations each end in their own content path."""
    await an_enterprise()
    forms: list[dict[str, Any]] = [
        {"kind": "customs_certificate", "number": NUMBER, "step": "approved"},
        {"kind": "ccpit_certificate", "number": "26C2102M9997/00001", "step": "approved", "certificate_type": "C"},
        {"kind": "licence", "number": "XK20260001", "step": "pending_review"},
        {"kind": "declaration", "number": "900220260000000001", "code": "P"},
    ]
    bodies = [form(enterprise_credit_code=CREDIT_CODE, **each) for each in forms]
    assert await arrive(*bodies, source="portal") == ["applied"] * 4
    assert {each["content"] for each in await said()} == {
        "trade/origin/customs",
        "trade/origin/ccpit",
        "trade/licence",
        "trade/declaration",
    }
    ccpit = await Document.get(kind="ccpit_certificate")
    assert ccpit.facts == {"certificate_type": "C"}


async def test_duplicates_and_late_receipts_move_nothing(db: str) -> None:
    """The same news under another serial, and older news: each ends explained, the status stays."""
    await an_enterprise()
    assert await arrive(answered("2", minutes=2)) == ["applied"]
    assert await arrive(answered("2", minutes=2), received(minutes=1)) == ["duplicate", "late"]
    assert [text for _, text in await inbox_rows()] == [
        "状态已更新为“审核中”。",
        "重复的回执，状态仍为“审核中”。",
        "回执早于当前状态“审核中”，仅作记录。",
    ]
    assert (await the_one()).status == "pending"
    assert len(await said()) == 1
    assert await open_alerts() == []


async def test_a_batch_in_any_order_ends_at_the_newest(db: str) -> None:
    await an_enterprise()
    assert await arrive(answered("5", minutes=9), received(minutes=1), answered("2", minutes=5)) == ["applied"] * 3
    assert (await the_one()).status == "approved"
    assert [each["facts"]["审核结果"] for each in await said()] == ["海关已接收", "审核中", "审核通过"]  # type: ignore[index]


async def test_an_unknown_code_is_written_down_alerted_and_moves_nothing(db: str) -> None:
    """The journal keeps the raw code, the operator counts how often, the followers hear nothing."""
    await an_enterprise()
    await arrive(received())
    assert await arrive(answered("8", minutes=2, note="?"), answered("8", minutes=3)) == ["unknown", "unknown"]
    document = await the_one()
    assert (document.status, document.status_at) == ("received", moment(0))
    lines = await database.fetch("select step, note, verdict from journal order by seq")
    assert [tuple(dict(line).values()) for line in lines[1:]] == [
        ("unknown", "RepType=8；?", "noted"),
        ("unknown", "RepType=8", "noted"),
    ]
    assert await open_alerts() == [("unknown", "customs_certificate RepType=8", 2)]
    assert len(await said()) == 1


async def test_an_unknown_code_can_be_read_again_once_the_table_knows_it(db: str) -> None:
    await an_enterprise()
    await arrive(answered("8"))
    assert await inbox.take_again("unknown") == 1
    assert await inbox.take_again("applied") == 0
    assert await receive_once() == 1
    assert await states() == ["unknown"]
    assert len(await database.fetch("select 1 from journal")) == 1


async def test_a_receipt_for_an_enterprise_that_is_not_ours_makes_no_row(db: str) -> None:
    """Unknown enterprise, no enterprise named, or another than the register's: stored raw, explained, alerted."""
    mine = await an_enterprise()
    await an_enterprise("91110000600037341L")
    await a_document(mine, "XK1", "licence")
    assert (
        await arrive(
            answered("5", number="E26MA1YPJ9Y30002"),
            form(kind="declaration", number="900220260000000001", code="P"),
            form(kind="licence", number="XK1", step="approved", enterprise_credit_code="91110000600037341L"),
            consignment("0"),
        )
        == ["foreign"] * 4
    )
    assert [text for _, text in await inbox_rows()] == [
        "回执所属企业（MA1YPJ9Y3）没有在本系统登记。",
        "回执没有写明企业，登记簿里也没有这个编号。",
        "回执写明的企业（91110000600037341L）与登记簿中该编号所属企业不一致。",
        "回执没有写明企业，登记簿里也没有这个编号。",
    ]
    assert await Document.all().count() == 1
    assert (await the_one()).status == "unseen"
    assert [kind for kind, _, _ in await open_alerts()] == ["foreign"] * 4


async def test_a_known_document_needs_no_enterprise_in_its_receipt(db: str) -> None:
    enterprise = await an_enterprise()
    await a_document(enterprise, "610020260000001", "consignment")
    assert await arrive(consignment("E1", message="委托书不存在")) == ["applied"]
    (message,) = await said()
    assert message["brief"] == "代理报关委托610020260000001接收失败：委托书不存在。请核对后重新发送。"


async def test_damaged_and_refused_receipts_stop_nobody(db: str) -> None:
    """Broken XML, a missing number, a step that is not legal: explained and alerted beside one that is applied."""
    await an_enterprise()
    await arrive(answered("5", minutes=1))
    assert await arrive(
        b"<Receipt>", received(number=""), answered("3", minutes=2), answered("2", NUMBER[:-1] + "4")
    ) == [
        "damaged",
        "damaged",
        "refused",
        "applied",
    ]
    explained = [text for _, text in await inbox_rows()]
    assert explained[2:4] == ["回执里没有证书编号。", "该证书当前状态为“审核通过”，不能办理“审核不通过”。"]
    assert await open_alerts() == [("damaged", "gacc", 2), ("refused", "customs_certificate approved returned", 1)]


async def test_the_operators_alert_is_counted_until_acknowledged_and_then_opens_anew(db: str) -> None:
    await arrive(b"x", b"y")
    await arrive(b"w")
    (alert,) = await alerts.standing()
    assert alert.times == 3
    assert await alerts.count() == 1
    assert await alerts.acknowledge(alert.id)
    assert not await alerts.acknowledge(alert.id)
    assert await alerts.standing() == []
    await arrive(b"z")
    assert [each.times for each in await alerts.standing()] == [1]


async def test_a_clock_that_runs_ahead_does_not_make_later_receipts_seem_old(db: str) -> None:
    """Dated next year, a receipt counts from when it came: the answer of today still moves the document."""
    await an_enterprise()
    await arrive(received(ReceiveTime="2099-01-01 00:00:00", SendTime=""))
    assert (await the_one()).status_at < now() + timedelta(minutes=1)
    body = form(kind="customs_certificate", number=NUMBER, step="approved", occurred_at=now() + timedelta(seconds=1))
    assert await arrive(body) == ["applied"]


async def test_a_refused_attachment_is_told_whatever_the_status(db: str) -> None:
    await an_enterprise()
    await arrive(answered("2", minutes=5))
    bodies = (
        attachment("2", "发票.pdf", "格式不正确", 3),
        attachment("2", "提单.pdf", "格式不正确", 3),
        attachment("1"),
    )
    assert await arrive(*bodies) == ["applied"] * 3
    assert [each["remark"] for each in await said()][1:] == ["格式不正确，请重新上传附件"] * 2


class Poison:
    """A fault in a slice: it breaks on one number, as a bug of ours would."""

    def __init__(self, number: str) -> None:
        self.number = number
        self.times = 0

    def __call__(self, receipts: list[Receipt]) -> Any:
        if any(receipt.number == self.number for receipt in receipts):
            self.times += 1
            raise ZeroDivisionError
        return certificates.take_receipts(receipts)


@pytest.fixture
def poison(monkeypatch: pytest.MonkeyPatch) -> Poison:
    poison = Poison(NUMBER)
    monkeypatch.setitem(slices._TAKE, "customs_certificate", poison)
    return poison


@pytest.mark.usefixtures("db")
async def test_a_poisonous_receipt_is_set_aside_after_three_tries_and_the_others_go_on(poison: Poison) -> None:
    """S2: in the first round the good ones are through; after the third the bad one is failed, explained, alerted."""
    await an_enterprise()
    for n in range(20):
        await store("gacc", f"good{n}", answered("5", f"E2610269023302{n:02}"), "")
    await store("gacc", "poison", answered("5"), "")
    assert await receive_once() == 20
    assert sorted(await states()) == ["applied"] * 20 + ["new"]
    assert (await receive_once(), await receive_once(), await receive_once()) == (0, 0, 0)
    assert sorted(await states()) == ["applied"] * 20 + ["failed"]
    assert poison.times == 6  # each round once in the batch and once alone
    explained = await database.fetch("select explanation, tries from inbox where state = 'failed'")
    assert dict(explained[0]) == {"explanation": "处理时出错（ZeroDivisionError），原文已保存。", "tries": 3}
    assert await open_alerts() == [("failed", "gacc", 1)]


async def test_nothing_is_half_done_when_it_breaks_before_the_commit(db: str) -> None:
    """K1, ingest.before_commit: register, journal, announcement and inbox stand together or not at all."""
    await an_enterprise()
    await store("gacc", "1", answered("5"), "")
    failpoints.arm("ingest.before_commit=raise")
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("api.exchange.receiving.WEATHER", (FailpointHit,))
        with pytest.raises(FailpointHit):
            await receive_once()
    for table in ("documents", "journal", "announcements", "messages"):
        assert await database.fetch(f"select 1 from {table}") == []
    assert await states() == ["new"]
    assert await receive_once() == 1
    assert await states() == ["applied"]
    assert len(await said()) == 1


async def test_several_workers_at_once_handle_every_receipt_once(db: str) -> None:
    """Overlapping batches about the same new documents: nothing is lost, doubled, or waited for for ever."""
    await an_enterprise()
    numbers = [f"E2610269023301{n:02}" for n in range(20)]
    for minute, rep_type in enumerate("2325"):
        for number in numbers:
            await store("gacc", f"{number} {minute}", answered(rep_type, number, minute), "")
    handled = await asyncio.wait_for(asyncio.gather(*(receive_once(10) for _ in range(12))), 30)
    assert sum(handled) == 80
    assert await receive_once() == 0
    assert {each.status for each in await Document.all()} == {"approved"}
    ended = Counter(await states())  # which came first is chance: 2 twice in a row is a repetition, 3 after it is late
    assert set(ended) <= {"applied", "late", "duplicate"}
    lines = await database.fetch("select count(*) as n from journal")
    assert lines[0]["n"] == ended["applied"] + ended["late"]


async def test_the_limit_is_kept_and_the_oldest_come_first(db: str) -> None:
    await an_enterprise()
    for minute, rep_type in enumerate("2235"):
        await store("gacc", str(minute), answered(rep_type, minutes=minute), "")
    assert await receive_once(3) == 3
    assert await states() == ["applied", "duplicate", "applied", "new"]
    assert (await receive_once(3), await receive_once(3)) == (1, 0)
