"""Starting and stopping the programs that a bench needs."""

import signal
import subprocess
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from types import FrameType

Ready = Callable[[], bool]
Words = Sequence[str | Path]
STOP_SECONDS = 10.0


class DidNotStart(Exception):
    """A program ended, or said nothing, before it was ready; the text holds the end of what it printed."""


@dataclass(frozen=True)
class Spawn:
    """How to start a program: its words, the file it prints to, where, as whom, with which environment."""

    words: Words
    log: Path
    cwd: Path | None = None
    env: Mapping[str, str] | None = None
    user: str | None = None


@contextmanager
def running(spawn: Spawn, ready: Ready | None = None, within: float = 20.0) -> Iterator[subprocess.Popen[bytes]]:
    """The program, once `ready()`; asked to end (SIGTERM, then SIGKILL) when the block ends.

    Raises DidNotStart.
    """
    with spawn.log.open("ab") as log:
        process = subprocess.Popen(
            list(spawn.words),
            stdout=log,
            stderr=log,
            stdin=subprocess.DEVNULL,
            cwd=spawn.cwd,
            env=spawn.env,
            user=spawn.user,
            group=spawn.user,
            extra_groups=[] if spawn.user else None,
        )
    try:
        if ready:
            _await_ready(process, ready, within, spawn.log)
        yield process
    finally:
        stop(process)


def leave_on_sigterm() -> None:
    """Makes SIGTERM end this process the way Ctrl-C does, with everything that it started."""
    signal.signal(signal.SIGTERM, _leave)


def stop(process: subprocess.Popen[bytes]) -> None:
    """Asks the program to end, and ends it when it does not."""
    process.terminate()
    try:
        process.wait(STOP_SECONDS)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait()


def wait_until(condition: Callable[[], bool], within: float, pause: float = 0.02) -> bool:
    """Whether `condition()` came true within so many seconds."""
    deadline = time.monotonic() + within
    while not condition():
        if time.monotonic() > deadline:
            return False
        time.sleep(pause)
    return True


def _leave(_signal: int, _frame: FrameType | None) -> None:
    raise SystemExit("stopped")


def _await_ready(process: subprocess.Popen[bytes], ready: Ready, within: float, log: Path) -> None:
    alive_and_ready = wait_until(lambda: process.poll() is not None or ready(), within)
    if not alive_and_ready or process.poll() is not None:
        raise DidNotStart(f"{process.args!r}: {log.read_text(errors='replace')[-2000:]}")
