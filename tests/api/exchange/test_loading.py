"""`huizhi receipts load`: files become receipts, under the serials that the folder would have given them."""

from pathlib import Path

import pytest

from api.exchange import load_files
from api.exchange.gateways.gacc import Gateway
from api.exchange.loading import load
from api.exchange.readings import LARGEST
from tests.api.exchange.letters import answered, form, states
from tests.api.exchange.test_gacc import drop, root  # noqa: F401 — a fixture


async def test_files_and_folders_are_loaded_with_progress_and_known_ones_passed_over(tmp_path: Path, db: str) -> None:
    (tmp_path / "more").mkdir()
    (tmp_path / "a.xml").write_bytes(answered("5"))
    (tmp_path / "more" / "b.json").write_bytes(form(kind="licence", number="XK1", step="approved"))
    (tmp_path / "more" / ".c.xml").write_bytes(b"hidden")
    heard: list[tuple[int, int]] = []
    loaded = await load_files([tmp_path / "a.xml", tmp_path / "more"], lambda *done: heard.append(done))
    assert (loaded.new, loaded.known, loaded.unread, heard) == (2, 0, [], [(2, 2)])
    again = await load_files([tmp_path / "more", tmp_path / "a.xml"], lambda *_done: None)
    assert (again.new, again.known) == (0, 2)
    assert await states() == ["new", "new"]


async def test_what_the_folder_has_taken_is_known(root: Path, tmp_path: Path, db: str) -> None:  # noqa: F811
    drop(root, "a.xml", answered("5"))
    await Gateway(root).scan_once()
    (tmp_path / "copy.xml").write_bytes(answered("5"))
    assert (await load_files([tmp_path / "copy.xml"], lambda *_done: None)).known == 1


async def test_unreadable_files_are_named_and_the_rest_is_loaded(
    tmp_path: Path, db: str, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "big.xml").write_bytes(b" " * (LARGEST + 1))
    (tmp_path / "good.xml").write_bytes(answered("5"))
    paths = [tmp_path / "big.xml", tmp_path / "good.xml", tmp_path / "gone.xml"]
    assert await load(paths) == 1
    said = capsys.readouterr()
    assert "big.xml：文件超过2MiB" in said.err
    assert "gone.xml：No such file or directory" in said.err
    assert said.out == "新回执 1 份，已有 0 份，无法读取 2 份。\n"
    assert await load([tmp_path / "good.xml"]) == 0
