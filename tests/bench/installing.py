"""Puts peers on the machine, outside the repository: a venv or a node folder each in the cache, or a Debian package.

Versions are pinned, so that a figure of today can be repeated; a folder is made again when its pins change.
"""

import hashlib
import os
import shutil
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path

from tests.bench import scratch
from tests.bench.processes import Words
from tests.bench.result import Missing


def python_packages(name: str, packages: Sequence[str]) -> Path:
    """The bin folder of a venv that holds `packages`. Raises Missing."""
    folder = _pinned(name, packages)
    install: Words = [
        folder / "bin" / "python",
        "-m",
        "pip",
        "install",
        "--quiet",
        "--disable-pip-version-check",
        *packages,
    ]
    _once(folder, [[sys.executable, "-m", "venv", folder], install])
    return folder / "bin"


def node_packages(name: str, packages: Sequence[str]) -> Path:
    """The folder above the node_modules that hold `packages`. Raises Missing."""
    if not (shutil.which("node") and shutil.which("npm")):
        raise Missing("Node.js and npm")
    folder = _pinned(name, packages)
    quiet = ["--no-audit", "--no-fund", "--ignore-scripts", "--loglevel=error"]
    _once(folder, [["npm", "install", "--prefix", folder, *quiet, *packages]])
    return folder


def debian_programs(programs: Sequence[str], packages: Sequence[str]) -> list[str]:
    """Where the programs stand; installs the Debian packages when one is not there and we may. Raises Missing."""
    if not all(_find(program) for program in programs):
        _apt_install(packages)
    found = [_find(program) for program in programs]
    return [path for path in found if path]


def _pinned(name: str, packages: Sequence[str]) -> Path:
    digest = hashlib.sha256("\n".join([sys.version, *packages]).encode()).hexdigest()[:8]
    return scratch.cache() / f"{name}-{digest}"


def _once(folder: Path, commands: Sequence[Words]) -> None:
    complete = folder / "complete"
    if complete.exists():
        return
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir()
    for words in commands:
        _run(words)
    complete.touch()


def _run(words: Words) -> None:
    done = subprocess.run(list(words), capture_output=True, text=True, check=False)
    if done.returncode:
        raise Missing(f"{' '.join(map(str, words))} failed: {(done.stderr or done.stdout).strip()[-300:]}")


def _find(program: str) -> str | None:
    path = os.pathsep.join([os.environ.get("PATH", ""), "/usr/sbin", "/usr/lib/kannel/test"])
    return shutil.which(program, path=path)


def _apt_install(packages: Sequence[str]) -> None:
    if os.geteuid() != 0 or not shutil.which("apt-get"):
        raise Missing(f"Debian packages: apt install {' '.join(packages)}")
    _run(["apt-get", "-o", "DPkg::Lock::Timeout=120", "install", "-y", "--no-install-recommends", *packages])
