"""The ledger: one JSON line per accepted call and per user-visible copy, safe against `kill -9` of anybody."""

import json
import os
from pathlib import Path
from typing import Any


class Ledger:
    """An append-only file; without a path it keeps nothing."""

    def __init__(self, path: Path | None) -> None:
        self._fd = None if path is None else os.open(path, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o644)

    def write(self, **entry: Any) -> None:
        """Append one line in a single write, so that concurrent writers never interleave."""
        if self._fd is not None:
            os.write(self._fd, (json.dumps(entry, ensure_ascii=False, separators=(",", ":")) + "\n").encode())

    def close(self) -> None:
        """Give the file back."""
        if self._fd is not None:
            os.close(self._fd)
            self._fd = None
