"""Drawing in a child process: typst and its fonts take 70 MB for a second, which this process shall not keep.

The child is bounded: one at a time, ten seconds, a picture of four megabytes at most. Who would wait longer than half a
minute for their turn is told that nothing was drawn.
"""

import asyncio
import contextlib
import sys
from asyncio.subprocess import DEVNULL, PIPE, Process
from collections.abc import Mapping
from pathlib import Path
from typing import Any, Final
from weakref import WeakKeyDictionary

import orjson

from kit import logs
from kit.refusals import Weather

_LOG = logs.get("api.drawing")
_PRESS: Final = Path(__file__).with_name("press.py")
_PATIENCE: Final = 10.0  # seconds
_QUEUE: Final = 30.0  # seconds
_LARGEST: Final = 4 * 1024 * 1024  # bytes
_PNG: Final = b"\x89PNG\r\n\x1a\n"
_TURNS: WeakKeyDictionary[asyncio.AbstractEventLoop, asyncio.Semaphore] = WeakKeyDictionary()


async def draw(template: Path, given: Mapping[str, Any]) -> bytes:
    """Return what one of our templates makes of the data, as PNG; raises Weather where it could not be drawn."""
    turn = _TURNS.setdefault(asyncio.get_running_loop(), asyncio.Semaphore(1))
    try:
        async with asyncio.timeout(_QUEUE):
            await turn.acquire()
    except TimeoutError:
        raise Weather("too many wait for a picture") from None
    try:
        made = await _drawn(template, orjson.dumps(given))
    finally:
        turn.release()
    if not made.startswith(_PNG) or len(made) > _LARGEST:
        raise Weather("no picture was drawn")
    return made


async def _drawn(template: Path, given: bytes) -> bytes:
    press = (sys.executable, "-I", "-B", str(_PRESS), str(template))
    try:
        child = await asyncio.create_subprocess_exec(*press, stdin=PIPE, stdout=PIPE, stderr=DEVNULL, env={}, cwd="/")
    except OSError as error:
        raise Weather(f"no child process: {error.strerror}") from None
    try:
        async with asyncio.timeout(_PATIENCE):
            return (await child.communicate(given))[0]
    except TimeoutError:
        _LOG.warning("drawing took too long", template=template.name)
        return b""
    finally:
        await _ended(child)


async def _ended(child: Process) -> None:
    if child.returncode is None:
        with contextlib.suppress(ProcessLookupError):
            child.kill()
        await child.wait()
