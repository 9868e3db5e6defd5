"""The import client's folders: every file ends stored and put away, or beside a sentence that says why not."""

import os
import time
from pathlib import Path

import pytest

from api.exchange import alerts, inbox, receive_once
from api.exchange.gateways.folders import Folder
from api.exchange.gateways.gacc import Gateway, scan_once
from api.exchange.inbox import body_of
from api.exchange.readings import LARGEST
from kit import database, failpoints
from kit.failpoints import FailpointHit
from tests.api.documents.makers import CREDIT_CODE, NUMBER, an_enterprise
from tests.api.exchange.letters import answered, consignment, form, inbox_rows, received, states, xml

BOXES = ("OutBox", "SentBox", "FailBox", "InBox")


@pytest.fixture
def root(tmp_path: Path) -> Path:
    """The folders as the import client makes them."""
    root = tmp_path / "ImpPath"
    for business in ("Cooimp", "Acd"):
        for box in BOXES:
            (root / business / box).mkdir(parents=True)
    return root


def drop(root: Path, name: str, body: bytes, business: str = "Cooimp", age: float = 60) -> Path:
    """Lay a file into InBox that was last written so many seconds ago."""
    path = root / business / "InBox" / name
    path.write_bytes(body)
    os.utime(path, (time.time() - age, time.time() - age))
    return path


def lying(root: Path, box: str) -> list[str]:
    return sorted(str(each.relative_to(root / box)) for each in (root / box).rglob("*") if each.is_file())


async def test_receipts_of_both_businesses_are_stored_and_put_away(root: Path, db: str) -> None:
    """Stored raw under the message's own serial, with the folder as origin; the file lies in .taken of the day."""
    drop(root, "Successed_1.xml", answered("5"))
    drop(root, "c.xml", consignment("0"), "Acd")
    gateway = Gateway(root)
    assert await gateway.scan_once() == 2
    rows = await database.fetch("select source, serial, origin, body from inbox order by received_at, id")
    assert [(row["source"], row["origin"]) for row in rows] == [
        ("gacc", "Cooimp/InBox/Successed_1.xml"),
        ("gacc", "Acd/InBox/c.xml"),
    ]
    assert rows[0]["serial"].startswith(f"Receipt|{NUMBER}|RepType5|")
    assert body_of(rows[0]) == answered("5")
    (taken,) = lying(root, "Cooimp/InBox")
    assert taken.startswith(".taken/20")
    assert taken.endswith("/Successed_1.xml")
    assert await gateway.scan_once() == 0


async def test_a_damaged_file_goes_to_failbox_with_a_sentence_and_nothing_else_stops(root: Path, db: str) -> None:
    """It is stored raw all the same, explained and alerted; the good file beside it moves its document."""
    await an_enterprise()
    drop(root, "1-bad.xml", answered("5")[:150])
    drop(root, "2-good.xml", answered("5"))
    drop(root, "3-nameless.xml", received(number=""))
    assert await Gateway(root).scan_once() == 3
    assert lying(root, "Cooimp/FailBox") == [
        "1-bad.xml", "1-bad.xml.原因.txt", "3-nameless.xml", "3-nameless.xml.原因.txt",
    ]  # fmt: skip
    reason = root / "Cooimp" / "FailBox" / "3-nameless.xml.原因.txt"
    assert reason.read_text("utf-8") == "回执里没有证书编号。\n"
    await receive_once()
    assert await states() == ["damaged", "applied", "damaged"]
    assert (await inbox_rows())[2][1] == "回执里没有证书编号。"
    assert [(each.kind, each.times) for each in await alerts.standing()] == [("damaged", 2)]


async def test_a_message_of_an_unknown_sort_is_kept_and_is_no_failure_of_the_file(root: Path, db: str) -> None:
    drop(root, "new.xml", xml("Novelty", {"CertNo": NUMBER}))
    await Gateway(root).scan_once()
    await receive_once()
    assert await states() == ["unknown"]
    assert lying(root, "Cooimp/FailBox") == []


async def test_a_file_that_is_still_written_is_left_alone(root: Path, db: str) -> None:
    """Changed within the last second, unfinished by its name, or breaking off a moment ago: not yet."""
    drop(root, "now.xml", answered("5"), age=0)
    drop(root, "later.xml.part", answered("5"))
    drop(root, ".hidden.xml", answered("5"))
    drop(root, "slow.xml", answered("5")[:200], age=3)
    (root / "Cooimp" / "InBox" / "folder.xml").mkdir()
    (root / "Cooimp" / "InBox" / "link.xml").symlink_to("/etc/passwd")
    gateway = Gateway(root)
    assert await gateway.scan_once() == 0
    drop(root, "now.xml", answered("5"), age=2)
    drop(root, "slow.xml", answered("2"), age=3)
    assert await gateway.scan_once() == 2


async def test_a_file_dated_in_the_future_is_taken_once_it_stands_still(
    root: Path, db: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A share whose clock runs ahead: we count the second ourselves."""
    drop(root, "ahead.xml", answered("5"), age=-3600)
    gateway = Gateway(root)
    assert await gateway.scan_once() == 0
    began = time.monotonic()
    monkeypatch.setattr(time, "monotonic", lambda: began + 2)
    assert await gateway.scan_once() == 1


async def test_the_same_receipt_in_two_files_is_stored_once_and_both_are_put_away(root: Path, db: str) -> None:
    drop(root, "a.xml", answered("5"))
    drop(root, "b.xml", answered("5", note="the same receipt, written anew"))
    assert await Gateway(root).scan_once() == 2
    assert await states() == ["new"]
    assert len(lying(root, "Cooimp/InBox")) == 2


async def test_a_message_without_a_time_is_a_new_one_in_a_new_file(root: Path, db: str) -> None:
    """Two refusals of one consignment read the same to the byte: the file's own time tells them apart."""
    gateway = Gateway(root)
    for age in (600, 60):
        drop(root, "c.xml", consignment("1"), "Acd", age)
        await gateway.scan_once()
    assert await states() == ["new", "new"]


async def test_names_that_are_taken_already_overwrite_nothing(root: Path, db: str) -> None:
    gateway = Gateway(root)
    for rep_type in "25":
        drop(root, "same.xml", answered(rep_type))
        await gateway.scan_once()
    for body in (b"<a", b"<b"):
        drop(root, "same.xml", body)
        await gateway.scan_once()
    assert len(lying(root, "Cooimp/InBox")) == 2
    assert len(lying(root, "Cooimp/FailBox")) == 4


async def test_more_than_2_mib_goes_to_failbox_unstored(root: Path, db: str) -> None:
    drop(root, "big.xml", b"<Receipt>" + b" " * LARGEST)
    drop(root, "good.xml", answered("5"))
    assert await Gateway(root).scan_once() == 2
    assert await states() == ["new"]
    assert (root / "Cooimp/FailBox/big.xml.原因.txt").read_text("utf-8") == "文件超过2MiB，未存入收件箱。\n"
    assert [(each.kind, each.key) for each in await alerts.standing()] == [("damaged", "gacc")]


async def test_what_the_machine_does_not_let_us_read_is_told_once_and_stops_nobody(
    root: Path, db: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    drop(root, "locked.xml", answered("2"))
    drop(root, "open.xml", answered("5"))
    real_open = os.open

    def guarded(path: Path, *rest: int) -> int:
        if Path(path).name == "locked.xml":
            raise PermissionError(13, "Permission denied")
        return real_open(path, *rest)

    monkeypatch.setattr(os, "open", guarded)
    gateway = Gateway(root)
    assert (await gateway.scan_once(), await gateway.scan_once()) == (1, 0)
    (alert,) = await alerts.standing()
    assert (alert.kind, alert.times) == ("folder", 1)
    assert alert.key.endswith("Cooimp/InBox/locked.xml")


async def test_a_file_that_cannot_be_put_away_is_told_and_stored_no_second_time(
    root: Path, db: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    drop(root, "stuck.xml", answered("5"))

    def stuck(_folder: Folder, _path: Path, _reason: str | None) -> None:
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr(Folder, "_move", stuck)
    gateway = Gateway(root)
    assert (await gateway.scan_once(), await gateway.scan_once()) == (0, 0)
    assert await states() == ["new"]
    assert [each.kind for each in await alerts.standing()] == ["folder"]


async def test_killed_between_storing_and_putting_away_the_next_scan_puts_away(root: Path, db: str) -> None:
    """K1, ingest.after_commit_before_ack: the file is still there, and is a copy."""
    path = drop(root, "a.xml", answered("5"))
    failpoints.arm("ingest.after_commit_before_ack=raise")
    with pytest.raises(FailpointHit):
        await Gateway(root).scan_once()
    assert path.exists()
    assert await Gateway(root).scan_once() == 1
    assert not path.exists()
    assert await states() == ["new"]


async def test_several_processes_share_a_folder_without_an_alert(
    root: Path, db: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What another one put away between our look and our move is stored once and is nobody's trouble."""
    drop(root, "a.xml", answered("5"))
    seen = Folder.look(Folder(root / "Cooimp"))
    assert await Gateway(root).scan_once() == 1
    looks = iter([seen])
    monkeypatch.setattr(Folder, "look", lambda _folder: next(looks, ([], [])))
    assert await Gateway(root).scan_once() == 0
    assert await states() == ["new"]
    assert await alerts.standing() == []


async def test_a_missing_folder_is_told_once(tmp_path: Path, db: str) -> None:
    gateway = Gateway(tmp_path / "nowhere")
    assert (await gateway.scan_once(), await gateway.scan_once()) == (0, 0)
    assert [(each.kind, each.times) for each in await alerts.standing()] == [("folder", 1)]


async def test_the_configured_folder_is_scanned_and_none_is_no_fault(
    root: Path, db: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    from kit import settings

    assert await scan_once() == 0
    settings.forget()
    monkeypatch.setenv("HUIZHI_EXCHANGE_GACC_DIR", str(root))
    drop(root, "a.xml", answered("5"))
    assert await scan_once() == 1
    assert await inbox.waiting(10)


async def test_a_receipt_in_our_own_form_is_taken_from_the_folder_too(root: Path, db: str) -> None:
    """What the customs have no published message for (back-fill, coordination) is answered in JSON, and read."""
    await an_enterprise()
    body = form(kind="licence", number="XK1", step="approved", enterprise_credit_code=CREDIT_CODE)
    drop(root, "Successed_XK1.json", body)
    assert await Gateway(root).scan_once() == 1
    await receive_once()
    assert await states() == ["applied"]
    assert lying(root, "Cooimp/FailBox") == []
