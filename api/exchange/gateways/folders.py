"""A business folder of the import client: which files have settled, and where they go afterwards. No database here."""

import os
import shutil
import time
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Final, NamedTuple

from api.exchange.readings import LARGEST
from kit.clock import in_shanghai, now
from kit.ids import new_id

_STILL: Final = 1.0  # seconds a file must have stood unchanged
_UNFINISHED: Final = (".tmp", ".part", ".filepart", ".crdownload")
_TAKEN: Final = ".taken"
_MOST: Final = 500  # files a look takes


class Stamp(NamedTuple):
    """What shows that a file is being written: its size in bytes, and when it changed, in nanoseconds."""

    size: int
    modified: int


@dataclass(frozen=True, slots=True)
class Drop:
    """A settled file with its bytes (one byte more than is allowed, if it is too large)."""

    path: Path
    stamp: Stamp
    still: float  # seconds since it last changed
    body: bytes


class Trouble(NamedTuple):
    """A file or folder that the machine does not let us read or move."""

    path: str
    what: str


class Folder:
    """One business: `InBox` and `FailBox` below it."""

    def __init__(self, business: Path) -> None:
        self._business = business
        self._inbox = business / "InBox"
        self._since: dict[Path, tuple[Stamp, float]] = {}

    def is_there(self) -> bool:
        """Tell whether the import client has made the folder."""
        return self._inbox.is_dir()

    def origin(self, drop: Drop) -> str:
        """Return where a file lay, as the inbox remembers it."""
        return str(drop.path.relative_to(self._business.parent))

    def look(self) -> tuple[list[Drop], list[Trouble]]:
        """Read the files that have settled, in the order of their names."""
        drops: list[Drop] = []
        try:
            settled = self._settled()
        except OSError as error:
            return [], [Trouble(str(self._inbox), f"无法打开文件夹（{error.strerror}）")]
        troubles: list[Trouble] = []
        for path, stamp, still in settled:
            try:
                drops.append(Drop(path, stamp, still, _bytes(path)))
            except FileNotFoundError:
                continue
            except OSError as error:
                troubles.append(Trouble(str(path), f"无法读取回执文件（{error.strerror}）"))
        return drops, troubles

    def put_away(self, drops: Sequence[Drop], reasons: Mapping[Path, str]) -> tuple[int, list[Trouble]]:
        """Move files that are stored; one with a reason goes to `FailBox`, the reason beside it.

        One that is gone was put away by another process, which reads the same folder.
        """
        troubles: list[Trouble] = []
        moved = 0
        for drop in drops:
            try:
                self._move(drop.path, reasons.get(drop.path))
                moved += 1
            except FileNotFoundError:
                continue
            except OSError as error:
                troubles.append(Trouble(str(drop.path), f"无法移走已存入的回执文件（{error.strerror}）"))
        return moved, troubles

    def forget_taken(self, before: date) -> int:
        """Delete what was put away before that day, whose bytes stand in the inbox; return how many files."""
        taken = self._inbox / _TAKEN
        days = [path for path in taken.glob("[0-9]" * 8) if path.is_dir() and path.name < f"{before:%Y%m%d}"]
        files = sum(1 for day in days for path in day.iterdir())
        for day in days:
            shutil.rmtree(day)
        return files

    def _settled(self) -> list[tuple[Path, Stamp, float]]:
        found = {path: self._stillness(path, stamp) for path, stamp in self._files()}
        self._since = {path: since for path, (since, _still) in found.items()}
        settled = [(path, since[0], still) for path, (since, still) in found.items() if still >= _STILL]
        return sorted(settled)[:_MOST]

    def _stillness(self, path: Path, stamp: Stamp) -> tuple[tuple[Stamp, float], float]:
        """Return since when the file stands as it is, and for how long: by its own time, or ours if that is wrong."""
        known = self._since.get(path)
        since = known if known and known[0] == stamp else (stamp, time.monotonic())
        return since, max(time.time() - stamp.modified / 1e9, time.monotonic() - since[1])

    def _files(self) -> Iterator[tuple[Path, Stamp]]:
        if not self.is_there():
            return
        with os.scandir(self._inbox) as entries:
            for entry in entries:
                if entry.name.startswith(".") or entry.name.endswith(_UNFINISHED):
                    continue
                if entry.is_file(follow_symlinks=False):
                    stat = entry.stat(follow_symlinks=False)
                    yield Path(entry.path), Stamp(stat.st_size, stat.st_mtime_ns)

    def _move(self, path: Path, reason: str | None) -> None:
        if reason is None:
            _into(self._inbox / _TAKEN / f"{in_shanghai(now()):%Y%m%d}", path)
            return
        moved = _into(self._business / "FailBox", path)
        moved.with_name(f"{moved.name}.原因.txt").write_text(f"{reason}\n", encoding="utf-8")


def _bytes(path: Path) -> bytes:
    with open(os.open(path, os.O_RDONLY | os.O_NOFOLLOW), "rb") as file:  # noqa: PTH123 — a descriptor, not a path
        return file.read(LARGEST + 1)


def _into(folder: Path, path: Path) -> Path:
    folder.mkdir(parents=True, exist_ok=True)
    target = folder / path.name
    if target.exists():
        target = folder / f"{path.stem}.{new_id().hex}{path.suffix}"
    path.rename(target)
    return target
