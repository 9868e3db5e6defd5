"""The processes that look into files: each waits for a wish, forks a child for it, and hands on what the child says.

They are started once and not for each file: a fork of this process would stop it for as long as its memory is copied,
and every page that it writes afterwards would be copied too (ADR 0036).
"""

import asyncio
import atexit
import contextlib
import os
import signal
import socket
import subprocess
import sys
from pathlib import Path
from typing import Final

import orjson

from kit.refusals import Weather

READERS: Final = Path(__file__).parent / "readers"
_LARGEST_ANSWER: Final = 32 * 1024 * 1024  # bytes
_PIECE: Final = 256 * 1024
_END: Final = b"\n"  # of an answer, written by the examiner when its child is gone


class _Gone(Exception):
    """The examiner ended before it answered: it is not the file's doing, and another one may be asked."""


class _Examiner:
    """One such process, at the other end of a socket; it ends when the socket does, so it never outlives us."""

    def __init__(self) -> None:
        self._line, other = socket.socketpair()
        self._line.setblocking(False)
        command = (sys.executable, "-I", "-S", "-B", str(READERS))
        with other:
            self.process = subprocess.Popen(  # noqa: S603 — our own program
                command,
                stdin=other.fileno(),
                stdout=other.fileno(),
                stderr=subprocess.DEVNULL,
                env={},
                cwd="/",
                process_group=0,  # ended with its child; in a session of its own its niceness would mean nothing to us
            )

    async def ask(self, *wish: str) -> bytes:
        """Return what a child answers, '' if it did not live to answer or said too much; raises _Gone."""
        loop = asyncio.get_running_loop()
        answer = bytearray()
        try:
            await loop.sock_sendall(self._line, orjson.dumps(wish) + _END)
            while not answer.endswith(_END):
                piece = await loop.sock_recv(self._line, _PIECE)
                answer += piece
                if not piece:
                    raise _Gone
                if len(answer) > _LARGEST_ANSWER:
                    self.end()
                    return b""
        except OSError:
            raise _Gone from None
        return bytes(answer[:-1])

    @property
    def lives(self) -> bool:
        """Tell whether another wish may be sent."""
        return self._line.fileno() >= 0 and self.process.poll() is None

    def end(self) -> None:
        """End it with the child that it may have; who is ended is buried later, for that may take a while."""
        self._line.close()
        with contextlib.suppress(ProcessLookupError):
            os.killpg(self.process.pid, signal.SIGKILL)
        _ended.append(self.process)


_idle: list[_Examiner] = []
_ended: list[subprocess.Popen[bytes]] = []


async def ask(*wish: str, patience: float) -> bytes:
    """Return what is said to a wish; '' if the child did not live to say it.

    Raises Weather where none can be asked, and after so many seconds: a child is ended by its own limits long before,
    unless the machine leaves it no processor. One that was ended from outside is replaced, once.
    """
    for _ in range(2):
        examiner = await _one()
        try:
            async with asyncio.timeout(patience):
                answer = await examiner.ask(*wish)
        except TimeoutError:
            examiner.end()
            raise Weather("the machine is too busy to look into files") from None
        except _Gone:
            examiner.end()
            continue
        except BaseException:
            examiner.end()
            raise
        if examiner.lives:
            _idle.append(examiner)
        return answer
    raise Weather("no process looks into files")


async def _one() -> _Examiner:
    _ended[:] = [process for process in _ended if process.poll() is None]
    while _idle:
        examiner = _idle.pop()
        if examiner.lives:
            return examiner
        examiner.end()
    try:
        return await asyncio.to_thread(_Examiner)
    except OSError as error:
        raise Weather(f"no child process: {error.strerror}") from None


@atexit.register
def dismiss() -> None:
    """End those that wait for a wish; the next file is looked into by new ones."""
    while _idle:
        _idle.pop().end()
    for process in _ended:
        process.wait()
    _ended.clear()
