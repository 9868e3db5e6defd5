"""Where benches keep things: a cache that outlives the run (compiled sink, peers) and scratch folders that do not.

Both stand outside the repository. Scratch folders must lie on a real disk, or fsync would be free.
"""

import os
import shutil
import socket
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path


def cache() -> Path:
    """The folder that outlives the run: $XDG_CACHE_HOME/huizhi-bench, ~/.cache/huizhi-bench by default."""
    base = os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache"
    folder = Path(base) / "huizhi-bench"
    folder.mkdir(parents=True, exist_ok=True)
    return folder


@contextmanager
def folder() -> Iterator[Path]:
    """A fresh folder, gone with the block."""
    path = Path(tempfile.mkdtemp(prefix="huizhi-bench-"))
    try:
        yield path
    finally:
        shutil.rmtree(path, ignore_errors=True)


def free_ports(count: int) -> list[int]:
    """Ports of 127.0.0.1 that nobody listens on at this moment."""
    sockets = [socket.create_server(("127.0.0.1", 0)) for _ in range(count)]
    ports = [opened.getsockname()[1] for opened in sockets]
    for opened in sockets:
        opened.close()
    return ports
