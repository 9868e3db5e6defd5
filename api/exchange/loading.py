"""Receipts from files, for `huizhi receipts load`: stored like any other, so that what came before is passed over."""

import sys
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

from api.exchange import inbox
from api.exchange.gateways import gacc
from api.exchange.inbox import Mail
from api.exchange.readings import LARGEST
from kit import progress
from kit.progress import Progress

SOURCE: Final = gacc.SOURCE
_AT_ONCE: Final = 200  # receipts a transaction


@dataclass(slots=True)
class Loaded:
    """What became of the files: how many receipts are new, how many were known, and which files could not be read.

    `read` has the serial under which each of the others stands in the inbox.
    """

    new: int = 0
    known: int = 0
    read: list[tuple[Path, str]] = field(default_factory=list)
    unread: list[tuple[Path, str]] = field(default_factory=list)


async def load(paths: Sequence[Path]) -> int:
    """Load files and folders of them, showing progress on a terminal; return 1 if a file could not be read, else 0."""
    loaded = await load_files(paths, progress.bar())
    for path, reason in loaded.unread:
        print(f"{path}：{reason}", file=sys.stderr)  # noqa: T201 — a command's answer
    print(f"新回执 {loaded.new} 份，已有 {loaded.known} 份，无法读取 {len(loaded.unread)} 份。")  # noqa: T201
    return 1 if loaded.unread else 0


async def load_files(paths: Sequence[Path], told: Progress) -> Loaded:
    """Store the receipts in these files and folders; `told` hears how many of how many files are done."""
    files = list(_files(paths))
    loaded = Loaded()
    for start in range(0, len(files), _AT_ONCE):
        chunk = files[start : start + _AT_ONCE]
        mail = list(_mail(chunk, loaded))
        stored = await inbox.store_many(mail)
        loaded.new += sum(stored)
        loaded.known += len(stored) - sum(stored)
        told(start + len(chunk), len(files))
    return loaded


def _files(paths: Sequence[Path]) -> Iterator[Path]:
    for path in paths:
        if path.is_dir():
            yield from sorted(each for each in path.rglob("*") if each.is_file() and not each.name.startswith("."))
        else:
            yield path


def _mail(files: Sequence[Path], loaded: Loaded) -> Iterator[Mail]:
    for path in files:
        try:
            mail = _letter(path)
        except OSError as error:
            loaded.unread.append((path, str(error.strerror)))
        except ValueError as error:
            loaded.unread.append((path, str(error)))
        else:
            loaded.read.append((path, mail.serial))
            yield mail


def _letter(path: Path) -> Mail:
    """Return a file as mail, under the serial that the folder gateway would give it."""
    stat = path.stat()
    if stat.st_size > LARGEST:
        raise ValueError("文件超过2MiB")
    body = path.read_bytes()
    return Mail(source=SOURCE, serial=gacc.serial_of(body, stat.st_mtime_ns), body=body, origin=f"file:{path.name}")
