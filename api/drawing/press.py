"""The child that draws: reads data as JSON, writes one page of its template as PNG, and ends (its parent bounds it)."""

import json
import sys
from pathlib import Path

import pylopdf_fonts_zh_cn
import typst

PIXELS = 216  # to the inch: 360 points are 1080 pixels, the width of a phone


def drawn(template: Path, given: dict[str, object]) -> bytes:
    """Return what the template makes of the data."""
    fonts = Path(pylopdf_fonts_zh_cn.__file__).parent
    compiler = typst.Compiler(template, root=template.parent, font_paths=[fonts], ignore_system_fonts=True)
    made = compiler.compile(format="png", ppi=PIXELS, sys_inputs={"given": json.dumps(given)})
    if not isinstance(made, bytes):
        raise TypeError("a picture is one page")
    return made


if __name__ == "__main__":
    sys.stdout.buffer.write(drawn(Path(sys.argv[1]), json.load(sys.stdin)))
