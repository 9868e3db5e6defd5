"""A JPEG is written anew from the segments that make the picture: metadata and whatever follows fall away."""

import struct
from collections.abc import Iterator

MOST_PIXELS = 9_000_000
_START, _END, _SCAN = 0xD8, 0xD9, 0xDA
_FRAMES = {0xC0, 0xC1, 0xC2}  # baseline, extended, progressive: what everybody can show
_KEPT = _FRAMES | {0xC4, 0xDB, 0xDD, _SCAN}  # and Huffman tables, quantisation tables, restart interval, scans
_ADOBE, _JFIF = 0xEE, 0xE0  # tell how colours are coded, and the resolution
_DAMAGED = "图片已损坏，请另存为JPG后重新上传。"


def check(data: bytes) -> bytes:
    """Return the picture written anew; ValueError if it is none, is damaged or is too large (F-3)."""
    if not data.startswith(b"\xff\xd8\xff"):
        raise ValueError
    written, frames, scans = bytearray(b"\xff\xd8"), 0, 0
    for marker, body, pixels in _segments(data):
        if marker in _FRAMES:
            _require_modest(body)
            frames += 1
        if marker in _KEPT or _tells_colours(marker, body):
            written += bytes((0xFF, marker)) + struct.pack(">H", len(body) + 2) + body + pixels
            scans += marker == _SCAN
    if frames != 1 or not scans:
        raise ValueError(_DAMAGED)
    return bytes(written) + b"\xff\xd9"


def _segments(data: bytes) -> Iterator[tuple[int, bytes, bytes]]:
    """Yield marker, body and, after a scan's header, its coded pixels; ends at the picture's end."""
    at = 2
    while True:
        if at + 2 > len(data) or data[at] != 0xFF:  # noqa: PLR2004
            raise ValueError(_DAMAGED)
        marker = data[at + 1]
        if marker == 0xFF:  # noqa: PLR2004 — a fill byte
            at += 1
            continue
        if marker == _END:
            return
        (length,) = struct.unpack(">H", data[at + 2 : at + 4].rjust(2, b"\0"))
        body = data[at + 4 : at + 2 + length]
        if length < 2 or len(body) != length - 2:  # noqa: PLR2004
            raise ValueError(_DAMAGED)
        at += 2 + length
        end = _end_of_pixels(data, at) if marker == _SCAN else at
        yield marker, body, data[at:end]
        at = end


def _end_of_pixels(data: bytes, at: int) -> int:
    """Return where the coded pixels end: at the next marker that is neither stuffing nor a restart."""
    while (at := data.find(b"\xff", at)) >= 0 and at + 1 < len(data):
        following = data[at + 1]
        if following != 0 and not 0xD0 <= following <= 0xD7 and following != 0xFF:  # noqa: PLR2004
            return at
        at += 1 if following == 0xFF else 2  # noqa: PLR2004
    raise ValueError(_DAMAGED)


def _require_modest(frame: bytes) -> None:
    if len(frame) < 6:  # noqa: PLR2004
        raise ValueError(_DAMAGED)
    height, width = struct.unpack(">HH", frame[1:5])
    if not height or not width:
        raise ValueError(_DAMAGED)
    if height * width > MOST_PIXELS:
        raise ValueError("图片像素过多，请缩小后重新上传。")


def _tells_colours(marker: int, body: bytes) -> bool:
    """Tell whether a segment is the short form of JFIF's or Adobe's: without these, colours turn."""
    if marker == _JFIF:
        return body.startswith(b"JFIF\0") and len(body) == 14 and body[12:14] == b"\0\0"  # noqa: PLR2004
    return marker == _ADOBE and body.startswith(b"Adobe") and len(body) == 12  # noqa: PLR2004
