"""How large ink is on paper, and what is refused with which numbers; without a database."""

import struct
import zlib
from collections.abc import Callable
from itertools import product
from pathlib import Path

import pytest

from api.files import Ink, measure
from api.files.readers import ink, png
from api.seals import limits
from api.seals.words import Shape
from kit.refusals import Refusal
from tests.api.files.papers import chunk
from tests.api.seals.makers import a_scan, resolution

CORNERS = (3, 2, 9, 6)  # left, top, right and bottom of the ink below
WIDTH, HEIGHT = 16, 9
FILTERS = range(5)


def told(data: bytes) -> Ink:
    return Ink(**ink.measure(*png.opened(data)))


async def test_the_child_measures_ink_without_its_margin(tmp_path: Path) -> None:
    """X-18: 531 pixels of 300 dpi are 45.0 mm, whatever white lies around them."""
    path = tmp_path / "scan.png"
    path.write_bytes(a_scan(531, 200))
    assert await measure(path) == Ink(450, 169, 300, cut=False)


@pytest.mark.parametrize(("dpi", "found"), [(600, (169, 300)), (150, (677, 1200))])
def test_millimetres_follow_the_resolution(dpi: int, found: tuple[int, int]) -> None:
    measured = told(a_scan(400, 709, dpi))
    assert (measured.width, measured.height, measured.dpi) == (*found, dpi)


def test_a_picture_without_resolution_has_no_size() -> None:
    assert told(a_scan(dpi=0)) == Ink(0, 0, None, cut=False)


def test_ink_at_the_edge_is_told() -> None:
    assert told(a_scan(spare=0)).cut


def is_ink(across: int, down: int) -> bool:
    left, top, right, bottom = CORNERS
    return left <= across <= right and top <= down <= bottom


def encoded(rows: list[bytes], step: int, filtering: int) -> bytes:
    """The rows under one of the five filters, as their writers apply them."""
    above, out = bytes(len(rows[0])), b""
    for row in rows:
        out += bytes((filtering,)) + bytes(
            value
            - guess(filtering, row[at - step] if at >= step else 0, above[at], above[at - step] if at >= step else 0)
            & 255
            for at, value in enumerate(row)
        )
        above = row
    return out


def guess(filtering: int, left: int, over: int, corner: int) -> int:
    if filtering == 4:
        return min((left, over, corner), key=lambda each: abs(left + over - corner - each))
    return (0, left, over, (left + over) // 2)[filtering]


DARK, LIGHT = (40, 90, 30), (250, 240, 255)
SAMPLES: dict[str, tuple[int, int, Callable[[bool], bytes]]] = {  # colour type, bits, a pixel
    "grey": (0, 8, lambda inked: bytes((DARK if inked else LIGHT)[:1])),
    "colour": (2, 8, lambda inked: bytes(DARK if inked else LIGHT)),
    "palette": (3, 8, lambda inked: bytes((1 if inked else 0,))),
    "grey and alpha": (4, 8, lambda inked: b"\x10\xff" if inked else b"\x10\x00"),
    "colour and alpha": (6, 8, lambda inked: bytes((*DARK, 255 if inked else 9))),
    "deep colour": (2, 16, lambda inked: b"\x20\xff" * 3 if inked else b"\xf0\x00" * 3),
}


@pytest.mark.parametrize(("name", "filtering"), list(product(SAMPLES, FILTERS)))
def test_every_colour_type_and_filter_tells_the_same_box(name: str, filtering: int) -> None:
    """Lone dark specks far from the ink are dust and do not count."""
    colour, depth, pixel = SAMPLES[name]
    speck = {(14, 8)}
    rows = [b"".join(pixel(is_ink(x, y) or (x, y) in speck) for x in range(WIDTH)) for y in range(HEIGHT)]
    header = struct.pack(">IIBBBBB", WIDTH, HEIGHT, depth, colour, 0, 0, 0)
    pixels = encoded(rows, len(pixel(True)), filtering)
    palette = chunk(b"PLTE", bytes(LIGHT) + bytes(DARK))
    data = b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + palette + resolution(254) + packed(pixels)
    assert told(data) == Ink(7, 5, 254, cut=False)


@pytest.mark.parametrize("depth", [1, 2, 4])
def test_scans_in_black_and_white_are_measured(depth: int) -> None:
    """Signatures are scanned in one bit a pixel."""
    most, each = (1 << depth) - 1, 8 // depth
    rows = b""
    for y in range(HEIGHT):
        values = [0 if is_ink(x, y) else most for x in range(WIDTH)]
        grouped = [values[at : at + each] for at in range(0, WIDTH, each)]
        rows += b"\0" + bytes(sum(v << (8 - depth * (n + 1)) for n, v in enumerate(group)) for group in grouped)
    header = struct.pack(">IIBBBBB", WIDTH, HEIGHT, depth, 0, 0, 0, 0)
    data = b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + resolution(254) + packed(rows)
    assert told(data)[:2] == (7, 5)


def packed(pixels: bytes) -> bytes:
    return chunk(b"IDAT", zlib.compress(pixels)) + chunk(b"IEND", b"")


@pytest.mark.parametrize(
    ("header", "pixels", "sentence"),
    [
        ((2, 2, 8, 0, 0, 0, 0), b"\0\xff\xff" * 2, "没有找到印迹"),
        ((2, 2, 8, 0, 0, 0, 0), b"\x09\0\0" * 2, "图片已损坏"),
        ((2, 2, 8, 0, 0, 0, 1), b"\0\0" * 2, "不隔行"),
        ((4000, 2001, 8, 0, 0, 0, 0), bytes(4001 * 2001), "裁去四周空白"),
    ],
)
def test_what_cannot_be_measured_says_what_to_do(header: tuple[int, ...], pixels: bytes, sentence: str) -> None:
    with pytest.raises(ValueError, match=sentence):
        ink.measure(struct.pack(">IIBBBBB", *header), [], pixels)


@pytest.mark.feature("SEAL-13", "SEAL-14", "SEAL-15", "SEAL-23")
@pytest.mark.parametrize(
    ("shape", "width", "height"),
    [
        ("round", 450, 450),
        ("rectangle", 550, 400),
        ("rectangle", 400, 550),
        ("oval", 550, 450),
        ("signature", 350, 300),
    ],
)
def test_the_manuals_size_fits_and_a_tenth_more_does_not(shape: Shape, width: int, height: int) -> None:
    limits.require_fit(Ink(width, height, 300, cut=False), shape)
    for more in ((width + 1, height), (width, height + 1)):
        with pytest.raises(Refusal) as refused:
            limits.require_fit(Ink(*more, 300, cut=False), shape)
        assert refused.value.code == "too_big"


def test_the_refusal_says_the_numbers() -> None:
    """ux.md: what was found, and what is allowed."""
    with pytest.raises(Refusal, match=r"检测到47\.2×47\.0毫米，圆形印章直径不能超过45毫米。"):
        limits.require_fit(Ink(472, 470, 600, cut=False), "round")


@pytest.mark.feature("SEAL-11")
@pytest.mark.parametrize(("dpi", "code"), [(None, "no_resolution"), (299, "too_coarse"), (72, "too_coarse")])
def test_photographs_and_coarse_scans_are_refused(dpi: int | None, code: str) -> None:
    with pytest.raises(Refusal) as refused:
        limits.require_fit(Ink(10, 10, dpi, cut=False), "round")
    assert refused.value.code == code
