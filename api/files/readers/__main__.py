"""Wishes come in as lines, `[kind, wish, path]`; each is answered by a child of its own.

In the child limits come first; then the one file is opened, and nothing after it.
"""

import contextlib
import importlib
import json
import os
import resource
import sys
from typing import Any

MEMORY = 512 * 1024 * 1024  # bytes of address space
CPU = 5  # seconds
NICE = 10  # whoever looks into a bomb stands behind those who answer people, and still gets somewhere on a full machine
LARGEST = 32 * 1024 * 1024  # bytes that may be written
MODULES = {"pdf": "pdf", "png": "png", "jpg": "jpeg", "jpeg": "jpeg", "xlsx": "xlsx", "xml": "xml_text"}
LIMITS = (
    (resource.RLIMIT_AS, MEMORY),
    (resource.RLIMIT_CPU, CPU),
    (resource.RLIMIT_FSIZE, LARGEST),
    (resource.RLIMIT_CORE, 0),
)


def main() -> None:
    """Answer one wish after the other, each by a child: what a file does to the child is gone with it."""
    os.nice(NICE)
    for name in ("ink", *MODULES.values()):  # once and not for each file
        importlib.import_module(name)
    for line in sys.stdin.buffer:
        child = os.fork()
        if not child:
            try:
                look(*json.loads(line))
            finally:
                os._exit(0)
        os.waitpid(child, 0)
        os.write(sys.stdout.fileno(), b"\n")


def look(kind: str, wish: str, path: str) -> None:
    """Print what was found in the file, or why it is refused, as JSON."""
    for limit, value in LIMITS:
        with contextlib.suppress(ValueError, OSError):  # not every system knows every limit
            resource.setrlimit(limit, (value, value))
    reader, ink = importlib.import_module(MODULES[kind]), importlib.import_module("ink")
    descriptor = os.open(path, os.O_RDWR | os.O_NOFOLLOW)
    resource.setrlimit(resource.RLIMIT_NOFILE, (descriptor + 1, descriptor + 1))  # from here on: no file, no socket
    with os.fdopen(descriptor, "r+b") as file:
        data = file.read()
        try:
            if wish == "measure":
                said = {"found": ink.measure(*reader.opened(data))}
            else:
                said = {"found": reader.rows(data) if wish == "rows" else _checked(reader, file, data)}
        except ValueError as refusal:
            said = {"refused": str(refusal)}
    sys.stdout.write(json.dumps(said))
    sys.stdout.flush()


def _checked(reader: Any, file: Any, data: bytes) -> bool:
    """Check the file; where its bytes are to be others, write them in their place, and tell so."""
    anew = reader.check(data)
    if anew is not None:
        file.seek(0)
        file.write(anew)
        file.truncate()
        file.flush()
        os.fsync(file.fileno())
    return anew is not None


if __name__ == "__main__":
    main()
