"""The child that draws: reads a card's data as JSON, writes the picture as PNG, and ends (its parent bounds it)."""

import json
import sys
from pathlib import Path

import pylopdf_fonts_zh_cn
import typst

CARD = Path(__file__).with_name("card.typ")
PIXELS = 216  # to the inch: 360 points are 1080 pixels, the width of a phone


def drawn(given: dict[str, object]) -> bytes:
    """Return the picture of a card."""
    fonts = Path(pylopdf_fonts_zh_cn.__file__).parent
    compiler = typst.Compiler(CARD, root=CARD.parent, font_paths=[fonts], ignore_system_fonts=True)
    made = compiler.compile(format="png", ppi=PIXELS, sys_inputs={"given": json.dumps(given)})
    if not isinstance(made, bytes):
        raise TypeError("a card is one page")
    return made


if __name__ == "__main__":
    sys.stdout.buffer.write(drawn(json.load(sys.stdin)))
