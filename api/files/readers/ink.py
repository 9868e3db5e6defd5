"""Where the ink lies in a scan, and how large it is on paper: the white margin is left out."""

import struct
from collections.abc import Callable, Iterator, Sequence
from itertools import accumulate
from typing import NamedTuple, SupportsIndex

MOST_BYTES = 6_000_000  # of pixels: what five seconds of the processor can unfilter at their worst
_CHANNELS = {0: 1, 2: 3, 3: 1, 4: 2, 6: 4}  # by colour type
_GREY_ALPHA, _INDEXED = 4, 3
_WHITE = 200  # of 255: paper is lighter than this in every colour
_OPAQUE = 128
_SPECK = 2  # pixels in a row or a column that are more than dust
_METRE = 1
_TOO_LARGE = "图片过大，请裁去四周空白后重新上传。"
_INTERLACED = "请将图片另存为不隔行的PNG后重新上传。"
_DAMAGED = "图片已损坏，请另存为PNG后重新上传。"
_NO_INK = "图片上没有找到印迹，请核对后重新上传。"
_DARK = bytes(value < _WHITE for value in range(256))
_SHOWN = bytes(value >= _OPAQUE for value in range(256))


class _Shape(NamedTuple):
    width: int
    height: int
    depth: int
    colour: int

    @property
    def row(self) -> int:
        """Return the bytes of a row."""
        return -(-self.width * self.depth * _CHANNELS[self.colour] // 8)

    @property
    def step(self) -> int:
        """Return the bytes from a sample to its left neighbour."""
        return max(1, self.depth * _CHANNELS[self.colour] // 8)


def measure(header: bytes, kept: Sequence[tuple[bytes, bytes]], pixels: bytes) -> dict[str, int | bool | None]:
    """Return width and height of the ink in tenths of a millimetre, the dpi, and whether the ink touches an edge.

    Without a resolution the two sizes are 0 and the dpi None. ValueError for what cannot be measured.
    """
    width, height, depth, colour, _, _, interlaced = struct.unpack(">IIBBBBB", header)
    if interlaced:
        raise ValueError(_INTERLACED)
    if len(pixels) > MOST_BYTES:
        raise ValueError(_TOO_LARGE)
    shape, extras = _Shape(width, height, depth, colour), dict(kept)
    left, top, right, bottom = _box(shape, pixels, _table(shape, extras))
    cut = left == 0 or top == 0 or right == width - 1 or bottom == height - 1
    across, down = _resolution(extras.get(b"pHYs", b""))
    if not across or not down:
        return {"width": 0, "height": 0, "dpi": None, "cut": cut}
    dpi = round(min(across, down) * 0.0254)
    return {
        "width": round((right - left + 1) * 10_000 / across),
        "height": round((bottom - top + 1) * 10_000 / down),
        "dpi": dpi,
        "cut": cut,
    }


def _resolution(told: bytes) -> tuple[int, int]:
    if len(told) != 9 or told[8] != _METRE:  # noqa: PLR2004
        return 0, 0
    across, down = struct.unpack(">II", told[:8])
    return across, down


def _table(shape: _Shape, extras: dict[bytes, bytes]) -> bytes:
    """Return which values of a sample are ink."""
    if shape.colour != _INDEXED:
        most = (1 << min(shape.depth, 8)) - 1
        return bytes(value <= most and value * 255 // most < _WHITE for value in range(256))
    palette, alphas = extras.get(b"PLTE", b""), extras.get(b"tRNS", b"").ljust(256, b"\xff")
    colours = [palette[at : at + 3] for at in range(0, len(palette) - 2, 3)][:256]
    inked = [min(each) < _WHITE and alpha >= _OPAQUE for each, alpha in zip(colours, alphas, strict=False)]
    return bytes(inked).ljust(256, b"\0")


def _box(shape: _Shape, pixels: bytes, table: bytes) -> tuple[int, int, int, int]:
    """Return the ink's left, top, right and bottom pixel; specks of dust are no ink."""
    once = twice = 0
    inked: list[int] = []
    for at, row in enumerate(_rows(shape, pixels)):
        mask = _mask(shape, row, table)
        if mask.bit_count() >= _SPECK:
            inked.append(at)
        twice |= once & mask
        once |= mask
    columns = twice.to_bytes(shape.width, "big")
    left = columns.find(1)
    if left < 0 or not inked:
        raise ValueError(_NO_INK)
    return left, inked[0], columns.rfind(1), inked[-1]


def _mask(shape: _Shape, row: bytes, table: bytes) -> int:
    """Return a row as a number with a byte for each pixel: 1 is ink."""
    samples = _samples(shape.depth, row)[: shape.width * _CHANNELS[shape.colour]]
    channels = _CHANNELS[shape.colour]
    if channels == 1:
        return int.from_bytes(samples.translate(table), "big")
    colours = 1 if shape.colour == _GREY_ALPHA else 3
    mask = 0
    for channel in range(colours):
        mask |= int.from_bytes(samples[channel::channels].translate(_DARK), "big")
    return mask if channels == colours else mask & int.from_bytes(samples[colours::channels].translate(_SHOWN), "big")


def _samples(depth: int, row: bytes) -> bytes:
    """Return one byte for each sample: the high one of two, or a part of one."""
    if depth == 8:  # noqa: PLR2004
        return row
    if depth == 16:  # noqa: PLR2004
        return row[::2]
    shifts, most = range(8 - depth, -1, -depth), (1 << depth) - 1
    parts = [bytes(value >> shift & most for shift in shifts) for value in range(256)]
    return b"".join(parts[value] for value in row)


def _rows(shape: _Shape, pixels: bytes) -> Iterator[bytes]:
    """Yield the rows without their filters (PNG 1.2 §6)."""
    above, size = bytes(shape.row), shape.row + 1
    for at in range(0, len(pixels), size):
        kind, row = pixels[at], pixels[at + 1 : at + size]
        if kind >= len(_FILTERS):
            raise ValueError(_DAMAGED)
        above = _FILTERS[kind](row, above, shape.step)
        yield above


def _plain(row: bytes, _above: bytes, _step: int) -> bytes:
    return row


def _sub(row: bytes, _above: bytes, step: int) -> bytes:
    made = bytearray(row)
    for channel in range(step):
        made[channel::step] = bytes(accumulate(row[channel::step], _added))
    return bytes(made)


def _added(left: SupportsIndex, value: int) -> int:
    return left.__index__() + value & 255


def _up(row: bytes, above: bytes, _step: int) -> bytes:
    return bytes(value + over & 255 for value, over in zip(row, above, strict=True))


def _average(row: bytes, above: bytes, step: int) -> bytes:
    made = bytearray(step)
    for at, (value, over) in enumerate(zip(row, above, strict=True)):
        made.append(value + (made[at] + over >> 1) & 255)
    return bytes(made[step:])


def _paeth(row: bytes, above: bytes, step: int) -> bytes:
    made = bytearray(step)
    corners = bytes(step) + above
    for at, (value, over, corner) in enumerate(zip(row, above, corners, strict=False)):
        left = made[at]
        to_left, to_over, to_corner = abs(over - corner), abs(left - corner), abs(left + over - corner - corner)
        near = left if to_left <= to_over and to_left <= to_corner else over if to_over <= to_corner else corner
        made.append(value + near & 255)
    return bytes(made[step:])


_FILTERS: Sequence[Callable[[bytes, bytes, int], bytes]] = (_plain, _sub, _up, _average, _paeth)
