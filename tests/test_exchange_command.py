"""`huizhi exchange …`: what waits, what failed, what was set aside; receipts from files; once more by id."""

import asyncio
from collections.abc import Callable, Sequence
from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

import huizhi
from api.exchange import inbox, outgoing, unsent
from kit import database, settings
from tests.api.documents.makers import CREDIT_CODE, NUMBER, a_document, an_enterprise
from tests.api.exchange.letters import answered, form
from tests.api.exchange.test_outgoing import a_message
from tests.support.models import MODELS

Say = Callable[..., Result]


@pytest.fixture
def say(database_url: str, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Say:
    """Run `huizhi exchange …` on a fresh database."""
    monkeypatch.setenv("HUIZHI_DATABASE_URL", database_url)
    monkeypatch.setenv("HUIZHI_DATA_DIR", str(tmp_path))
    settings.forget()
    return lambda *words: CliRunner().invoke(huizhi.app, ["exchange", *words])


def prepared(url: str, failed: int = 1, waiting: int = 1, aside: Sequence[bytes] = ()) -> list[str]:
    """Messages of one certificate, the failed ones first, and receipts in the inbox; return the messages' ids."""

    async def prepare() -> list[str]:
        await database.connect(url, MODELS)
        firm = await an_enterprise(CREDIT_CODE)
        document, ids = await a_document(firm, NUMBER), []
        for key in range(failed + waiting):
            message = await a_message(enterprise_id=firm, document_id=document, key=str(key))
            await outgoing.write(message)
            ids.append(str(message.id))
            if key < failed:
                await unsent.give_up(message.id, "导入客户端发送失败：收货人为空")
        for serial, body in enumerate(aside):
            await inbox.store("gacc", str(serial), body, "test")
        await database.disconnect()
        return ids

    return asyncio.run(prepare())


def test_before_anything_happened_it_says_so(say: Say) -> None:
    told = say("status")
    assert (told.exit_code, told.output) == (0, "没有发出过报文。\n回执：还没有收到\n")
    assert say("list", "failed").output == "没有这样的报文。\n"
    assert say("list", "quarantine").output == "没有搁置的回执。\n"


def test_what_waits_and_what_failed_is_counted_and_listed_with_the_reason(say: Say, database_url: str) -> None:
    failed, waiting = prepared(database_url)
    lines = say("status").output.splitlines()
    assert lines[0].split() == ["发往", "待发", "发送中", "已发", "已答复", "失败"]
    assert lines[1].split() == ["海关导入客户端", "1", "0", "0", "0", "1"]
    assert lines[2].startswith(f"最早的待发：海关原产地证 {NUMBER} → 海关导入客户端（")
    assert lines[3] == "回执：待处理 1"
    listed = say("list", "failed").output.splitlines()
    assert len(listed) == 2
    assert listed[1].startswith(failed)
    assert listed[1].endswith(f"{NUMBER}  失败  导入客户端发送失败：收货人为空")
    assert waiting in say("list", "waiting").output
    assert say("list", "nonsense").exit_code == 2


def test_what_was_handled_or_dismissed_is_no_longer_counted(say: Say, database_url: str, tmp_path: Path) -> None:
    """The inbox holds years of receipts: only what somebody may have to do something about is told."""
    prepared(database_url, failed=0, waiting=0)
    (tmp_path / "1.xml").write_bytes(answered("5"))
    assert say("receive", str(tmp_path / "1.xml")).exit_code == 0
    assert say("status").output.splitlines()[-1] == "回执：全部已处理"
    (tmp_path / "2.xml").write_bytes(b"<Receipt>")
    assert say("receive", str(tmp_path / "2.xml")).exit_code == 1
    assert "回执：无法读取 1\n" in say("status").output
    (line,) = say("list", "quarantine").output.splitlines()[1:]
    assert say("dismiss", line.split()[0]).exit_code == 0
    assert say("status").output.splitlines()[-1] == "回执：全部已处理"


def test_columns_stand_under_each_other_whatever_the_script(say: Say, database_url: str) -> None:
    prepared(database_url, failed=0)
    heading, line = say("list", "waiting").output.splitlines()
    before = heading[: heading.index("发往")]
    assert sum(2 if ord(each) > 0x2E80 else 1 for each in before) == line.index("海关导入客户端")


def test_a_failed_message_is_sent_again_once_and_an_unknown_id_is_said(say: Say, database_url: str) -> None:
    failed, waiting = prepared(database_url)
    told = say("again", failed)
    assert (told.exit_code, told.output) == (0, f"{failed}  将重新发送这份报文。\n")
    assert say("list", "failed").output == "没有这样的报文。\n"
    for nothing in (failed, waiting, "0199a0f0-c3f2-7d8e-9b1c-2d3e4f506172"):
        told = say("again", nothing)
        assert told.exit_code == 1
        assert "没有失败的报文或搁置的回执使用这个编号。" in told.stderr


def test_one_message_is_shown_with_what_came_back(say: Say, database_url: str) -> None:
    (failed,) = prepared(database_url, waiting=0)
    shown = say("show", failed).output
    assert shown.startswith(f"海关原产地证 {NUMBER} → 海关导入客户端  失败  导入客户端发送失败：收货人为空\n")
    assert "试发 0 次" in shown
    assert shown.endswith("没有收到回执。\n")
    assert say("show", "0199a0f0-c3f2-7d8e-9b1c-2d3e4f506172").exit_code == 1


def test_receipts_from_files_are_handled_at_once_and_each_is_accounted_for(
    say: Say, database_url: str, tmp_path: Path
) -> None:
    prepared(database_url, failed=0, waiting=0)
    folder = tmp_path / "receipts"
    folder.mkdir()
    (folder / "1.xml").write_bytes(answered("5"))
    (folder / "2.xml").write_bytes(answered("8", minutes=5, note="联系人电话 13800138000"))
    (folder / "3.xml").write_bytes(b"<Receipt>")
    (folder / "4.xml").write_bytes(b" " * (2 * 1024 * 1024 + 1))
    told = say("receive", str(folder))
    lines = [line.split() for line in told.output[told.output.index("文件  ") :].splitlines()]
    assert told.exit_code == 1
    assert lines[1] == ["1.xml", "已处理", "状态已更新为“审核通过”。"]
    assert lines[2][:2] == ["2.xml", "代码未知"]
    assert lines[3][:2] == ["3.xml", "无法读取"]
    assert lines[4] == ["4.xml", "文件无法读取", "文件超过2MiB"]
    assert told.output.endswith("新回执 3 份，已有 0 份。\n")
    assert say("receive", str(folder / "1.xml")).exit_code == 0


def test_what_was_set_aside_is_listed_shown_without_phones_and_read_again(say: Say, tmp_path: Path) -> None:
    """A stranger's receipt; this is a terminal and not the enterprise's desk, so no phone number is shown."""
    told = {"kind": "licence", "number": "XK1", "step": "approved", "note": "电话13800138000"}
    file = tmp_path / "stranger.json"
    file.write_bytes(form(**told, enterprise_credit_code="91110000600037341L"))
    assert say("receive", str(file)).exit_code == 1
    heading, line = say("list", "quarantine").output.splitlines()
    assert heading.split() == ["编号", "收到", "来自", "结果", "说明"]
    receipt = line.split()[0]
    shown = say("show", receipt).output
    assert "XK1" in shown
    assert "13800138000" not in shown
    assert "搁置的回执：huizhi exchange list quarantine" in say("status").output
    assert say("again", receipt).output == f"{receipt}  将重新处理这份回执。\n"
    assert say("list", "quarantine").output == "没有搁置的回执。\n"
    assert say("again", receipt).exit_code == 1
