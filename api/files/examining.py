"""Looking into files that strangers made: in a child process with little memory, little time and no way out (F-2, F-3).

The child runs `readers` with the standard library alone, holds the one file open and can open nothing else.
"""

import asyncio
import contextlib
import sys
from asyncio.subprocess import DEVNULL, PIPE, Process
from pathlib import Path
from typing import Any, Final, Literal, NamedTuple
from weakref import WeakKeyDictionary

import orjson

from api.files import refusals
from kit import logs
from kit.refusals import Weather

_LOG = logs.get("api.files")
_READERS: Final = Path(__file__).parent / "readers"
_PATIENCE: Final = 15.0  # seconds on the wall; of the processor the child has five
_LARGEST_ANSWER: Final = 32 * 1024 * 1024  # bytes
_PIECE: Final = 256 * 1024
_AT_ONCE: Final = 2  # children: as many as leave the loop its processor
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


_TURNS: WeakKeyDictionary[asyncio.AbstractEventLoop, asyncio.Semaphore] = WeakKeyDictionary()


async def require_sound(suffix: str, path: Path) -> None:
    """Raise file_unsafe or file_content unless the file is of its type and harmless; an image is written anew."""
    await _examine(suffix, path, "check")


async def parse(kind: Readable, path: Path) -> list[list[str]]:
    """Return the rows of a table (xlsx: its first sheet), every cell as text; raises file_unsafe, file_content."""
    rows: list[list[str]] = await _examine(kind, path, "rows")
    return rows


async def measure(path: Path) -> Ink:
    """Return how large the ink of a PNG is on paper; raises file_unsafe, file_content."""
    return Ink(**await _examine("png", path, "measure"))


async def _examine(kind: str, path: Path, wish: str) -> Any:
    async with _turn():
        answer = await _asked(kind, wish, str(path))
    try:
        said = orjson.loads(answer)
    except orjson.JSONDecodeError:
        raise refusals.unsafe(_TOO_MUCH) from None
    if "refused" in said:
        raise refusals.unsafe(said["refused"]) if said["refused"] else refusals.not_what_it_says(kind)
    return said["found"]


def _turn() -> asyncio.Semaphore:
    return _TURNS.setdefault(asyncio.get_running_loop(), asyncio.Semaphore(_AT_ONCE))


async def _asked(*wish: str) -> bytes:
    """Return what a child answers within its limits; nothing, if it did not live to answer."""
    try:
        child = await asyncio.create_subprocess_exec(
            *(sys.executable, "-I", "-S", "-B", str(_READERS), *wish),
            stdin=DEVNULL,
            stdout=PIPE,
            stderr=DEVNULL,
            env={},
            cwd="/",
        )
    except OSError as error:
        raise Weather(f"no child process: {error.strerror}") from None
    try:
        async with asyncio.timeout(_PATIENCE):
            return await _read(child)
    except TimeoutError:
        _LOG.warning("an examination took too long")
        return b""
    finally:
        if child.returncode is None:
            with contextlib.suppress(ProcessLookupError):
                child.kill()
            await child.wait()


async def _read(child: Process) -> bytes:
    assert child.stdout is not None  # noqa: S101 — asked for above
    answer = bytearray()
    while piece := await child.stdout.read(_PIECE):
        answer += piece
        if len(answer) > _LARGEST_ANSWER:
            return b""
    await child.wait()
    return bytes(answer)
