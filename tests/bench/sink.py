"""Builds and runs the sink (sink.c), the far end that accepts every message."""

import hashlib
import http.client
import json
import os
import shutil
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from tests.bench import processes, scratch
from tests.bench.result import Missing

SOURCE = Path(__file__).with_name("sink.c")


@dataclass(frozen=True)
class Sink:
    """A running sink: where it listens, and its process, which is never counted to the whole CPU of a bench."""

    port: int
    pid: int

    @property
    def url(self) -> str:
        """The base address, without a slash at the end."""
        return f"http://127.0.0.1:{self.port}"

    def stats(self) -> dict[str, int]:
        """requests, bytes and connections since the start or the last reset."""
        return self._get("/__stats")

    def requests(self) -> int:
        """Messages taken since the start or the last reset."""
        return self.stats()["requests"]

    def reset(self) -> dict[str, int]:
        """The figures so far; they start again at zero."""
        return self._get("/__reset")

    def _get(self, path: str) -> dict[str, int]:
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=5)
        try:
            connection.request("GET", path)
            figures: dict[str, int] = json.loads(connection.getresponse().read())
        finally:
            connection.close()
        return figures


def build() -> Path:
    """The compiled sink; compiled once for each version of its source. Raises Missing without a C compiler."""
    digest = hashlib.sha256(SOURCE.read_bytes()).hexdigest()[:12]
    program = scratch.cache() / f"sink-{digest}"
    if program.exists():
        return program
    compiler = shutil.which("gcc") or shutil.which("cc")
    if not compiler:
        raise Missing("no C compiler (gcc) for the sink")
    unfinished = program.with_suffix(f".{os.getpid()}")
    subprocess.run([compiler, "-O2", "-std=gnu11", "-o", unfinished, SOURCE], check=True)
    return unfinished.replace(program)


@contextmanager
def running(delay_ms: float = 0) -> Iterator[Sink]:
    """A sink on a port of its own, which answers after `delay_ms` milliseconds."""
    with scratch.folder() as folder:
        log = folder / "sink.log"
        spawn = processes.Spawn([build(), "0", str(delay_ms)], log)
        with processes.running(spawn, lambda: b"\n" in log.read_bytes()) as process:
            yield Sink(port=int(log.read_text().split()[1]), pid=process.pid)
