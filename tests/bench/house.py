"""The product under measurement: its settings as an environment, and its own processes, started as a user would."""

import json
import os
import sys
from collections.abc import Iterator, Mapping
from contextlib import ExitStack, contextmanager
from pathlib import Path

from tests.bench import processes
from tests.bench.services import Services
from tests.bench.sink import Sink

ROOT = Path(__file__).parents[2]
_ACCOUNT = {
    "SECRET_KEY": "only-for-benchmarks-0123456789abcdef",
    "PUBLIC_URL": "https://receipts.example",
    "WECHAT_APP_ID": "wx0123456789abcdef",
    "WECHAT_APP_SECRET": "bench",
    "WECHAT_TOKEN": "bench-callback-token",
    "WECHAT_ENCODING_AES_KEY": "0123456789abcdefghijklmnopqrstuvwxyzABCDEFG",
    "WECHAT_TEMPLATES": json.dumps({"T1": "ngqIpbwh8bUfcSsECmogfXcV14J0tQlEpBO27izEYtY"}),
    "LOG_LEVEL": "WARNING",
}


def settings(sink: Sink, folder: Path, **more: str) -> dict[str, str]:
    """The environment under which the product takes the sink for WeChat; `more` names settings without HUIZHI_."""
    named = _ACCOUNT | {"WECHAT_API_BASE": sink.url, "DATA_DIR": str(folder / "data")} | more
    return bare() | {f"HUIZHI_{name}": value for name, value in named.items()}


def bare() -> dict[str, str]:
    """Our own environment without any setting of the product."""
    return {name: value for name, value in os.environ.items() if not name.startswith("HUIZHI_")}


def enter(environment: Mapping[str, str]) -> None:
    """Let this process itself run under these settings."""
    os.environ.update({name: value for name, value in environment.items() if name.startswith("HUIZHI_")})


def on_servers(services: Services, sink: Sink) -> dict[str, str]:
    """The same with PostgreSQL and Valkey of their own."""
    redis, postgres = services.valkey().url, services.postgres().url
    return settings(sink, services.folder, DATABASE_URL=postgres, REDIS_URL=redis)


@contextmanager
def running(command: str, environment: Mapping[str, str], log: Path, count: int = 1) -> Iterator[list[int]]:
    """So many `huizhi COMMAND` side by side, as process ids; what they say goes to the log."""
    words = [sys.executable, str(ROOT / "huizhi.py"), *command.split()]
    spawn = processes.Spawn(words, log, cwd=log.parent, env={**environment, "PYTHONPATH": str(ROOT)})
    with ExitStack() as stack:
        started = [stack.enter_context(processes.running(spawn)) for _ in range(count)]
        yield [process.pid for process in started]
