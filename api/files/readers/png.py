"""A PNG is written anew from its pixels: what is not needed to see it falls away, and what hides behind it."""

import struct
import zlib
from collections.abc import Iterator

MOST_PIXELS = 9_000_000
_SIGNATURE = b"\x89PNG\r\n\x1a\n"
_CHANNELS = {0: 1, 2: 3, 3: 1, 4: 2, 6: 4}  # by colour type
_DEPTHS = {0: {1, 2, 4, 8, 16}, 2: {8, 16}, 3: {1, 2, 4, 8}, 4: {8, 16}, 6: {8, 16}}
_KEPT = {b"PLTE", b"tRNS", b"pHYs"}
_DAMAGED = "图片已损坏，请另存为PNG后重新上传。"
_TOO_MANY = "图片像素过多，请缩小后重新上传。"
_INTERLACED = ((0, 0, 8, 8), (4, 0, 8, 8), (0, 4, 4, 8), (2, 0, 4, 4), (0, 2, 2, 4), (1, 0, 2, 2), (0, 1, 1, 2))


def check(data: bytes) -> bytes:
    """Return the picture written anew; ValueError if it is none, is damaged or is too large (F-3)."""
    header, kept, pixels = opened(data)
    written = [(b"IHDR", header), *kept, (b"IDAT", zlib.compress(pixels, 6)), (b"IEND", b"")]
    return _SIGNATURE + b"".join(_chunk(name, body) for name, body in written)


def opened(data: bytes) -> tuple[bytes, list[tuple[bytes, bytes]], bytes]:
    """Return its header, the chunks that are kept, and its filtered pixels; ValueError as `check`."""
    if not data.startswith(_SIGNATURE):
        raise ValueError
    chunks = list(_chunks(data))
    if not chunks or chunks[0][0] != b"IHDR" or len(chunks[0][1]) != 13:  # noqa: PLR2004
        raise ValueError(_DAMAGED)
    header = chunks[0][1]
    pixels = _unpacked(b"".join(body for name, body in chunks if name == b"IDAT"), _size(header))
    return header, [(name, body) for name, body in chunks if name in _KEPT], pixels


def _chunks(data: bytes) -> Iterator[tuple[bytes, bytes]]:
    at = len(_SIGNATURE)
    while at + 12 <= len(data):
        (length,) = struct.unpack_from(">I", data, at)
        name, body = data[at + 4 : at + 8], data[at + 8 : at + 8 + length]
        if (
            len(body) != length
            or struct.pack(">I", zlib.crc32(name + body)) != data[at + 8 + length : at + 12 + length]
        ):
            raise ValueError(_DAMAGED)
        yield name, body
        if name == b"IEND":
            return
        at += 12 + length
    raise ValueError(_DAMAGED)


def _size(header: bytes) -> int:
    """Return how many bytes the pixels take, filter bytes included; judged before a single one is unpacked."""
    width, height, depth, colour, compression, filtering, interlace = struct.unpack(">IIBBBBB", header)
    if depth not in _DEPTHS.get(colour, set()) or compression or filtering or interlace > 1 or not width or not height:
        raise ValueError(_DAMAGED)
    if width * height > MOST_PIXELS:
        raise ValueError(_TOO_MANY)
    bits = depth * _CHANNELS[colour]
    passes = _INTERLACED if interlace else ((0, 0, 1, 1),)
    return sum(_pass_size(width, height, bits, each) for each in passes)


def _pass_size(width: int, height: int, bits: int, each: tuple[int, int, int, int]) -> int:
    left, top, step, rows = each
    across, down = -(-(width - left) // step), -(-(height - top) // rows)
    return down * (1 + -(-across * bits // 8)) if across > 0 and down > 0 else 0


def _unpacked(packed: bytes, size: int) -> bytes:
    unpacking = zlib.decompressobj()
    try:
        pixels = unpacking.decompress(packed, size + 1)
    except zlib.error:
        raise ValueError(_DAMAGED) from None
    if len(pixels) != size:
        raise ValueError(_DAMAGED)
    return pixels


def _chunk(name: bytes, body: bytes) -> bytes:
    return struct.pack(">I", len(body)) + name + body + struct.pack(">I", zlib.crc32(name + body))
