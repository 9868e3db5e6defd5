"""Readers of a test's own: what a file does to whoever looks into it, without a file that does it."""

import shutil
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from api.files import examiners

Room = Callable[[str], None]


@pytest.fixture
def room(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Room]:
    """Let PDFs be looked into by this code instead of ours, with no more than a second of processor."""
    yield lambda code: _furnish(tmp_path / "room", monkeypatch, code)
    examiners.dismiss()


def _furnish(room: Path, monkeypatch: pytest.MonkeyPatch, code: str) -> None:
    shutil.copytree(
        Path(examiners.__file__).parent / "readers",
        room,
        ignore=shutil.ignore_patterns("__pycache__"),
        dirs_exist_ok=True,
    )
    main = room / "__main__.py"
    main.write_text(main.read_text("utf-8").replace("CPU = 5", "CPU = 1"), "utf-8")
    (room / "pdf.py").write_text(code, "utf-8")
    monkeypatch.setattr(examiners, "READERS", room)
    examiners.dismiss()
