"""A PDF is kept as it is, or not at all: no scripts, no actions, no embedded files, nothing that swells (F-2).

No library reads it: what must not be there is looked for in the plain objects, in the object streams, and by its longer
names in every other byte too, for an object may hide in a stream. What cannot be looked into is refused.
"""

import re
import zlib
from collections.abc import Iterator

MOST_PAGES = 50
LARGEST_BOX = 14_400.0  # points
MOST_DECODED = 50 * 1024 * 1024  # bytes, all streams together
_STREAM = re.compile(rb"stream\r?\n")
_NAME = re.compile(rb"/([^\x00\t\n\f\r \[\]<>(){}/%]{1,127})")
_ESCAPE = re.compile(rb"#([0-9A-Fa-f]{2})")
_BOX = re.compile(rb"/(?:Media|Crop|Bleed|Trim|Art)Box\s*\[([^\]]{1,200})\]")
_NUMBER = re.compile(rb"[-+]?(?:\d+\.?\d*|\.\d+)")
_PAGE = re.compile(rb"/Type\s*/Page(?![A-Za-z])")
_FORBIDDEN = {
    b"Encrypt": "文件已加密，请去掉密码后重新上传。",
    b"JavaScript": "文件含有脚本，请打印为PDF后重新上传。",
    b"JS": "文件含有脚本，请打印为PDF后重新上传。",
    b"OpenAction": "文件含有自动执行的动作，请打印为PDF后重新上传。",
    b"AA": "文件含有自动执行的动作，请打印为PDF后重新上传。",
    b"Launch": "文件含有自动执行的动作，请打印为PDF后重新上传。",
    b"EmbeddedFile": "文件内嵌了其他文件，请打印为PDF后重新上传。",
    b"EmbeddedFiles": "文件内嵌了其他文件，请打印为PDF后重新上传。",
    b"XFA": "文件含有动态表单，请打印为PDF后重新上传。",
    b"RichMedia": "文件含有多媒体内容，请打印为PDF后重新上传。",
}
_UNMISTAKABLE = (b"/JavaScript", b"/OpenAction", b"/Launch", b"/EmbeddedFile", b"/RichMedia", b"/ObjStm")
_HIDDEN = "文件结构异常，请打印为PDF后重新上传。"
_SWELLS = "文件解压后过大，请压缩后重新上传。"
_READABLE = {b"FlateDecode", b"Fl"}


def check(data: bytes) -> None:
    """Refuse a PDF that is not harmless: ValueError with the sentence for its uploader."""
    if not data.startswith(b"%PDF-"):
        raise ValueError
    outside, texts = _taken_apart(data)
    objects = [outside, *texts]
    for text in objects:
        _require_harmless(text)
    _require_modest(objects)


def _taken_apart(data: bytes) -> tuple[bytes, list[bytes]]:
    """Return what stands outside of streams, and the contents of the object streams; all streams are unpacked once."""
    outside, texts, room = bytearray(), [], MOST_DECODED
    for before, header, body in _pieces(data):
        outside += before
        if any(name in body for name in _UNMISTAKABLE):
            raise ValueError(_HIDDEN)
        names = {_plain(name) for name in _NAME.findall(header)}
        decoded = _decoded(body, names, room)
        room -= len(decoded)
        if b"ObjStm" in names:
            texts.append(decoded)
    return bytes(outside), texts


def _pieces(data: bytes) -> Iterator[tuple[bytes, bytes, bytes]]:
    """Yield what stands before a stream, the stream's own dictionary, and its body; the last one has no body."""
    at = 0
    while found := _STREAM.search(data, at):
        end = data.find(b"endstream", found.end())
        if end < 0:
            raise ValueError(_HIDDEN)
        before = data[at : found.end()]
        yield before, before[before.rfind(b"obj") :], data[found.end() : end]
        at = end + len(b"endstream")
    yield data[at:], b"", b""


def _decoded(body: bytes, names: set[bytes], room: int) -> bytes:
    """Unpack a stream that is deflated; another packing is left alone, except where objects may hide in it."""
    filters = {name for name in names if name.endswith(b"Decode")} | (names & _READABLE)
    if not filters or not filters <= _READABLE:
        if b"ObjStm" in names and filters:
            raise ValueError(_HIDDEN)
        return body
    unpacking = zlib.decompressobj()
    try:
        decoded = unpacking.decompress(body.lstrip(b"\r\n"), room + 1)
    except zlib.error:
        raise ValueError(_HIDDEN) from None
    if len(decoded) > room:
        raise ValueError(_SWELLS)
    return decoded


def _require_harmless(text: bytes) -> None:
    for name in _NAME.findall(text):
        sentence = _FORBIDDEN.get(_plain(name))
        if sentence:
            raise ValueError(sentence)


def _require_modest(objects: list[bytes]) -> None:
    pages = sum(len(_PAGE.findall(text)) for text in objects)
    if not 0 < pages <= MOST_PAGES:
        raise ValueError(f"PDF不能超过{MOST_PAGES}页。" if pages else _HIDDEN)
    for text in objects:
        for box in _BOX.findall(text):
            if any(abs(float(number)) > LARGEST_BOX for number in _NUMBER.findall(box)):
                raise ValueError("PDF页面尺寸过大，请按A4重新生成。")


def _plain(name: bytes) -> bytes:
    """Return a name without its #xx escapes, behind which a forbidden one may hide."""
    return _ESCAPE.sub(lambda found: bytes([int(found[1], 16)]), name)
