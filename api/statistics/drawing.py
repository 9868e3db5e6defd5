"""Drawing in a child process: typst and its fonts take 70 MB for a second, which this process shall not keep.

The child is bounded: one at a time, ten seconds, a picture of four megabytes at most.
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

_LOG = logs.get("api.statistics")
_PRESS: Final = Path(__file__).with_name("press.py")
_PATIENCE: Final = 10.0  # seconds
_LARGEST: Final = 4 * 1024 * 1024  # bytes
_PNG: Final = b"\x89PNG\r\n\x1a\n"
_TURNS: WeakKeyDictionary[asyncio.AbstractEventLoop, asyncio.Semaphore] = WeakKeyDictionary()


async def draw(card: Mapping[str, Any]) -> bytes:
    """Return a card as PNG; raises Weather where it could not be drawn."""
    turn = _TURNS.setdefault(asyncio.get_running_loop(), asyncio.Semaphore(1))
    async with turn:
        made = await _drawn(orjson.dumps(card))
    if not made.startswith(_PNG) or len(made) > _LARGEST:
        raise Weather("no picture was drawn")
    return made


async def _drawn(given: bytes) -> bytes:
    try:
        child = await asyncio.create_subprocess_exec(
            *(sys.executable, "-I", "-B", str(_PRESS)), stdin=PIPE, stdout=PIPE, stderr=DEVNULL, env={}, cwd="/"
        )
    except OSError as error:
        raise Weather(f"no child process: {error.strerror}") from None
    try:
        async with asyncio.timeout(_PATIENCE):
            return (await child.communicate(given))[0]
    except TimeoutError:
        _LOG.warning("drawing took too long")
        return b""
    finally:
        await _ended(child)


async def _ended(child: Process) -> None:
    if child.returncode is None:
        with contextlib.suppress(ProcessLookupError):
            child.kill()
        await child.wait()
