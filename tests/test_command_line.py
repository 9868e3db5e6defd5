"""The operator's errands on the command line: enterprises founded, receipts loaded, alerts seen and closed."""

import asyncio
from collections.abc import Callable
from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

import huizhi
from api.exchange import alerts, inbox
from api.people.models import Registration
from kit import database, settings
from kit.clock import now
from tests.support.models import MODELS

Say = Callable[..., Result]
FOUND = ["enterprises", "found", "--name", "陕西示例贸易有限责任公司", "--login", "gaoyongxin", "--person", "高永欣"]
FOUND += ["--password", "Banli-Yuanchandi-58"]


@pytest.fixture
def say(database_url: str, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Say:
    """Run `huizhi …` on a fresh database."""
    monkeypatch.setenv("HUIZHI_DATABASE_URL", database_url)
    monkeypatch.setenv("HUIZHI_DATA_DIR", str(tmp_path))
    settings.forget()
    return lambda *words: CliRunner().invoke(huizhi.app, list(words))


async def _prepare(url: str) -> None:
    await database.connect(url, MODELS)
    await alerts.raise_alert("folder", "InBox", "没有找到文件夹")
    await inbox.store("http", "1", b"nonsense", "test")
    await database.execute("update inbox set state = 'unknown'")
    await database.disconnect()


def test_an_enterprise_is_founded_once(say: Say) -> None:
    """The first 管理员 can only come from the command line; a credit code that does not check is refused in words."""
    wrong = say(*FOUND, "--credit-code", "91610000MA6TGN83M")
    assert wrong.exit_code == 1
    assert "🚫" in wrong.output
    assert say(*FOUND, "--credit-code", "91610000102690233L").exit_code == 0
    assert say(*FOUND, "--credit-code", "91610000102690233L").exit_code == 1


async def _register(url: str) -> str:
    await database.connect(url, MODELS)
    told = {"enterprise_name": "陕西示例贸易有限责任公司", "name": "高永欣", "mobile": "13800138000"}
    form = told | {"customs_code": "", "papers": {}, "profile": {}}
    made = await Registration.create(
        login="newcomer", credit_code="91610000102690233L", password_hash="x", form=form, created_at=now()
    )
    await database.disconnect()
    return str(made.id)


def test_who_registered_is_listed_masked_and_let_in_or_refused(say: Say, database_url: str) -> None:
    """Without an operator's token: a fresh site can be opened from the command line alone."""
    which = asyncio.run(_register(database_url))
    listed = say("enterprises", "waiting")
    assert listed.exit_code == 1
    assert f"{which}  " in listed.output
    assert "高* 138****8000" in listed.output
    assert "13800138000" not in listed.output
    assert "已通过：91610000102690233L" in say("enterprises", "accept", which).output
    assert say("enterprises", "refuse", which, "--why", "x").exit_code == 1
    assert say("enterprises", "waiting").exit_code == 0


def test_alerts_are_listed_closed_and_gone(say: Say, database_url: str) -> None:
    """The exit status tells a watching script whether anything is open."""
    asyncio.run(_prepare(database_url))
    listed = say("alerts", "list")
    assert listed.exit_code == 1
    assert "没有找到文件夹" in listed.output
    assert say("alerts", "acknowledge", listed.output.split()[0]).exit_code == 0
    assert say("alerts", "list").exit_code == 0


def test_receipts_of_an_unknown_code_are_read_again(say: Say, database_url: str) -> None:
    """After a code table was mended, what it left aside goes its way."""
    asyncio.run(_prepare(database_url))
    assert "1 份" in say("receipts", "again", "unknown").output
    assert "0 份" in say("receipts", "again", "unknown").output


def test_a_file_is_loaded_once(say: Say, tmp_path: Path) -> None:
    """`huizhi receipts load` passes over what came before."""
    file = tmp_path / "receipt.xml"
    file.write_text(
        "<Receipt><CertNo>E261026902330183</CertNo><Channel>1</Channel>"
        "<SendTime>2026-11-21 09:12:00</SendTime></Receipt>"
    )
    assert "新回执 1 份" in say("receipts", "load", str(file)).output
    assert "已有 1 份" in say("receipts", "load", str(file)).output


def test_what_is_missing_is_one_sentence_and_not_a_traceback(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.delenv("HUIZHI_SECRET_KEY")
    settings.forget()
    monkeypatch.setattr("sys.argv", ["huizhi", "migrate"])
    with pytest.raises(SystemExit) as ended:
        huizhi.main()
    assert str(ended.value).startswith("huizhi: HUIZHI_SECRET_KEY")
    assert "Traceback" not in capsys.readouterr().err
