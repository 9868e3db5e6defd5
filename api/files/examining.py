"""Looking into files that strangers made: in a child process with little memory, little time and no way out (F-2, F-3).

The child runs `readers` with the standard library alone, holds the one file open and can open nothing else.
"""

from collections.abc import Hashable
from pathlib import Path
from typing import Any, Final, Literal, NamedTuple

import orjson

from api.files import examiners, refusals
from api.files.turns import turns
from kit import logs

_LOG = logs.get("api.files")
_PATIENCE: Final = 30.0  # seconds on the wall, most of them for a busy machine; of the processor the child has five
_TOO_MUCH: Final = "文件结构过于复杂，无法检查，请另存后重新上传。"
Readable = Literal["xlsx", "xml"]


class Ink(NamedTuple):
    """The ink of a scan, without its margin: tenths of a millimetre, 0 where the picture tells no resolution.

    `cut` tells that it touches an edge of the picture.
    """

    width: int
    height: int
    dpi: int | None
    cut: bool


HEAD: Final = 8  # bytes that tell a type
_SIGNS: Final = {
    "pdf": b"%PDF-",
    "png": b"\x89PNG\r\n\x1a\n",
    "jpg": b"\xff\xd8",
    "jpeg": b"\xff\xd8",
    "xlsx": b"PK\x03\x04",
}


def require_sign(suffix: str, head: bytes) -> None:
    """Raise file_content where the first eight bytes already tell that it is not of its type: it costs no child."""
    if len(head) >= HEAD and not head.startswith(_SIGNS.get(suffix, b"")):
        raise refusals.not_what_it_says(suffix)


async def require_sound(suffix: str, path: Path, whose: Hashable = None) -> None:
    """Raise file_unsafe or file_content unless the file is of its type and harmless; an image is written anew.

    Files of one enterprise (`whose`) wait for each other; raises examiners_busy where too many wait.
    """
    await _examine(suffix, path, "check", whose)


async def parse(kind: Readable, path: Path) -> list[list[str]]:
    """Return the rows of a table (xlsx: its first sheet), every cell as text; raises file_unsafe, file_content."""
    rows: list[list[str]] = await _examine(kind, path, "rows")
    return rows


async def measure(path: Path) -> Ink:
    """Return how large the ink of a PNG is on paper; raises file_unsafe, file_content."""
    return Ink(**await _examine("png", path, "measure"))


async def _examine(kind: str, path: Path, wish: str, whose: Hashable = None) -> Any:
    async with turns().taken(whose):
        answer = await examiners.ask(kind, wish, str(path), patience=_PATIENCE)
    if not answer:
        _LOG.warning("an examination ended without an answer", kind=kind)
    try:
        said = orjson.loads(answer)
    except orjson.JSONDecodeError:
        raise refusals.unsafe(_TOO_MUCH) from None
    if "refused" in said:
        raise refusals.unsafe(said["refused"]) if said["refused"] else refusals.not_what_it_says(kind)
    return said["found"]
