"""The child that draws is bounded: in time, in size, in how many wait; what it cannot draw is Weather (ADR 0022)."""

import asyncio
import json
import struct
from pathlib import Path

import pytest

from api.drawing import draw, drawing
from kit.refusals import Weather

BLANK = Path("blank.typ")


@pytest.mark.parametrize("script", ["import time; time.sleep(60)", "print('no picture')", "raise SystemExit(1)"])
async def test_a_child_that_draws_nothing_is_ended(
    script: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(drawing, "_PRESS", _press(tmp_path, script))
    monkeypatch.setattr(drawing, "_PATIENCE", 1.0)
    with pytest.raises(Weather, match="no picture"):
        await draw(BLANK, {})


async def test_a_picture_that_is_too_large_is_none(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    script = r"import sys; sys.stdout.buffer.write(b'\x89PNG\r\n\x1a\n' + b'0' * 5_000_000)"
    monkeypatch.setattr(drawing, "_PRESS", _press(tmp_path, script))
    with pytest.raises(Weather, match="no picture"):
        await draw(BLANK, {})


async def test_who_would_wait_too_long_is_told_and_the_next_one_is_drawn(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(drawing, "_PRESS", _press(tmp_path, "import time; time.sleep(60)"))
    monkeypatch.setattr(drawing, "_PATIENCE", 1.5)
    monkeypatch.setattr(drawing, "_QUEUE", 0.2)
    told = await asyncio.gather(*(draw(BLANK, {}) for _ in range(3)), return_exceptions=True)
    assert sorted(str(each) for each in told) == ["no picture was drawn", *["too many wait for a picture"] * 2]
    script = r"import sys; sys.stdout.buffer.write(b'\x89PNG\r\n\x1a\n')"
    monkeypatch.setattr(drawing, "_PRESS", _press(tmp_path, script))
    assert await draw(BLANK, {})


async def test_data_reach_a_template_as_data(tmp_path: Path) -> None:
    """Its words are no words of the drawing: what would stop it, or double its height, only stands there."""
    template = tmp_path / "plain.typ"
    said = "#set page(width: 50pt, height: auto, margin: 0pt)\n#block(height: 20pt, json(bytes(sys.inputs.given)).said)"
    template.write_text(said)
    for words in ("plain", '#panic("x") #v(90pt) {{7*7}} $1/0$ "]'):
        png = await draw(template, json.loads(json.dumps({"said": words})))
        assert struct.unpack(">II", png[16:24]) == (150, 60)


def _press(folder: Path, script: str) -> Path:
    press = folder / "press.py"
    press.write_text(script)
    return press
