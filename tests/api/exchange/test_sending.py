"""Messages leave once, whoever is killed in between; what cannot leave comes back to its document as a receipt."""

import asyncio
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from api.documents import Document, advance
from api.exchange import alerts, post, receive_once, sending, store, watching
from api.exchange.gateways import gacc_outbox
from api.exchange.outgoing import Outgoing
from kit import database, failpoints, settings
from kit.clock import now
from kit.failpoints import FailpointHit
from kit.ids import new_id
from tests.api.documents.makers import NUMBER, a_document, a_move
from tests.api.exchange.letters import received
from tests.api.exchange.test_outgoing import a_message, rows


@pytest.fixture
def folder(db: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The import client's folder of this test, configured."""
    monkeypatch.setenv("HUIZHI_EXCHANGE_GACC_DIR", str(tmp_path / "gacc"))
    settings.forget()
    (tmp_path / "gacc").mkdir()
    return tmp_path / "gacc" / "Cooimp"


def names(folder: Path, box: str) -> list[str]:
    return sorted(path.name for path in (folder / box).glob("*") if path.is_file())


async def states() -> list[str]:
    return [row["state"] for row in await rows()]


async def the_document() -> Document:
    return await Document.get(number=NUMBER)


async def lease_over() -> None:
    """The worker that had them is dead, and its time is up."""
    await database.execute("update outgoing set due_at = $1", now() - timedelta(seconds=1))


async def test_a_message_stands_in_the_out_box_whole_and_under_a_name_of_its_own(folder: Path) -> None:
    message = await a_message()
    await post(message)
    assert await sending.send_once() == 1
    name = f"E261026902330183_{message.id.hex}.xml"
    assert names(folder, "OutBox") == [name]
    assert (folder / "OutBox" / name).read_bytes() == message.body
    assert await states() == ["sent"]
    assert await sending.send_once() == 0


@pytest.mark.parametrize("place", ["outgoing.after_claim", "outgoing.before_rename", "outgoing.after_handing_over"])
@pytest.mark.parametrize("taken", [False, True])
async def test_a_kill_anywhere_leaves_one_message(folder: Path, place: str, *, taken: bool) -> None:
    """Whoever comes next finds what the dead one laid down, also if the client has fetched it meanwhile."""
    await post(await a_message())
    failpoints.arm(f"{place}=raise")
    with pytest.raises(FailpointHit):
        await sending.send_once()
    failpoints.disarm()
    laid = list((folder / "OutBox").glob("*.xml"))
    if taken and laid:
        (folder / "SentBox").mkdir()
        laid[0].rename(folder / "SentBox" / laid[0].name)
    await lease_over()
    assert await sending.send_once() == 1
    assert len(names(folder, "OutBox") + names(folder, "SentBox")) == 1
    assert await states() == ["sent"]


async def test_two_workers_hand_over_each_message_once(folder: Path) -> None:
    first = await a_message()
    for number in range(20):
        document = await a_document(first.enterprise_id, f"E2610269023304{number:02}")
        await post(await _other(first, document))
    rounds = [await asyncio.gather(*(sending.send_once(5) for _ in range(8)))]
    while any(rounds[-1]):  # who finds every row in others' hands comes back, as the corridor does
        rounds.append(await asyncio.gather(*(sending.send_once(5) for _ in range(8))))
    assert sum(map(sum, rounds)) == 20
    assert len(names(folder, "OutBox")) == 20


async def _other(first: Outgoing, document: Any) -> Outgoing:
    return await a_message(enterprise_id=first.enterprise_id, document_id=document, key=str(document))


async def test_what_the_client_cannot_send_fails_with_its_reason(folder: Path) -> None:
    """FailBox: the document's status is 海关接收失败, the reason in its journal, the file out of sight; once."""
    message = await a_message()
    assert message.document_id
    await post(message)
    await sending.send_once()
    await _declared(message)
    (laid,) = (folder / "OutBox").glob("*.xml")
    (folder / "FailBox").mkdir()
    laid.rename(folder / "FailBox" / laid.name)
    (folder / "FailBox" / f"{laid.name}.txt").write_bytes("报文签名失败".encode("gb18030"))
    (folder / "FailBox" / "Failed_someone_elses.xml").write_bytes(b"<Receipt/>")
    assert await watching.watch_once() == 1
    assert await receive_once() == 1
    document = await the_document()
    assert (document.status, document.status_label) == ("failed", "海关接收失败")
    assert await _last_note() == "导入客户端发送失败：报文签名失败"
    assert await states() == ["failed"]
    assert names(folder, "FailBox") == ["Failed_someone_elses.xml"]
    assert await watching.watch_once() == 0
    assert await receive_once() == 0


async def _declared(message: Outgoing) -> None:
    assert message.document_id
    await database.execute("update documents set status = 'draft' where id = $1", message.document_id)
    await advance(a_move(message.document_id, "declare", 0))


async def _last_note() -> str:
    found = await database.fetch("select note from journal order by seq desc limit 1")
    return str(found[0]["note"])


async def test_a_failed_attachment_is_not_a_failed_certificate(folder: Path) -> None:
    message = await a_message(kind="attachment", subject="发票.pdf", failed_step="attachment_refused")
    await post(message)
    await sending.send_once()
    (laid,) = (folder / "OutBox").glob("*.xml")
    (folder / "FailBox").mkdir()
    laid.rename(folder / "FailBox" / laid.name)
    await watching.watch_once()
    await receive_once()
    assert (await the_document()).status == "unseen"
    assert await _last_note() == "发票.pdf：导入客户端发送失败，报文已退回FailBox。"


async def test_what_the_client_fetched_is_noted_and_what_it_leaves_lying_is_told(folder: Path) -> None:
    first = await a_message()
    await post(first)
    await sending.send_once()
    assert await watching.watch_once() == 0
    await database.execute("update outgoing set sent_at = $1", now() - timedelta(minutes=11))
    await watching.watch_once()
    assert [each.kind for each in await alerts.standing()] == ["outbox"]
    (laid,) = (folder / "OutBox").glob("*.xml")
    (folder / "SentBox").mkdir()
    laid.rename(folder / "SentBox" / laid.name)
    assert (await watching.watch_once(), await watching.watch_once()) == (1, 0)
    assert (await rows())[0]["fetched_at"] is not None


async def test_a_folder_that_is_away_only_delays(folder: Path) -> None:
    (folder.parent).rename(folder.parent.with_name("elsewhere"))
    await post(await a_message())
    assert await sending.send_once() == 1
    assert await states() == ["new"]
    assert (await rows())[0]["explanation"] == "没有找到导入客户端的文件夹。"
    folder.parent.with_name("elsewhere").rename(folder.parent)
    await lease_over()
    await sending.send_once()
    assert await states() == ["sent"]


async def test_a_receipt_answers_what_was_sent(folder: Path) -> None:
    """The row says which receipt of the inbox was the answer; our own word about a failure answers nothing."""
    message = await a_message()
    await post(message)
    await sending.send_once()
    await store("gacc", "1", received(), "test")
    await receive_once()
    (row,) = await rows()
    found = await database.fetch("select id from inbox")
    assert (row["state"], database.as_uuid(row["receipt_id"])) == ("answered", database.as_uuid(found[0]["id"]))


async def test_messages_for_a_gateway_that_is_not_there_are_told(db: str) -> None:
    """They wait; after ten minutes the operator hears of it, and of nothing that is on its way."""
    await post(await a_message())
    await sending.tell_waiting()
    assert await alerts.standing() == []
    await database.execute("update outgoing set due_at = $1", now() - timedelta(minutes=11))
    await sending.tell_waiting()
    assert [(each.kind, each.key) for each in await alerts.standing()] == [("gateway", "gacc closed")]


def test_a_name_in_the_out_box_is_plain_and_holds_the_id() -> None:
    message_id = new_id()
    assert gacc_outbox.name_of(message_id, "../../a b:c.xml") == f"a_b_c_{message_id.hex}.xml"
    assert gacc_outbox.name_of(message_id, "发票.pdf").endswith(f"_{message_id.hex}.xml")
