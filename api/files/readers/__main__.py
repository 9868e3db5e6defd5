"""One wish, then the end: `kind wish path`. Limits come first; then the one file is opened, and nothing after it."""

import contextlib
import importlib
import json
import os
import resource
import sys
from typing import Any

MEMORY = 512 * 1024 * 1024  # bytes of address space
CPU = 5  # seconds
NICE = 10  # whoever looks into a bomb stands behind those who answer people
LARGEST = 32 * 1024 * 1024  # bytes that may be written
MODULES = {"pdf": "pdf", "png": "png", "jpg": "jpeg", "jpeg": "jpeg", "xlsx": "xlsx", "xml": "xml_text"}
LIMITS = (
    (resource.RLIMIT_AS, MEMORY),
    (resource.RLIMIT_CPU, CPU),
    (resource.RLIMIT_FSIZE, LARGEST),
    (resource.RLIMIT_CORE, 0),
)


def main(kind: str, wish: str, path: str) -> None:
    """Print what was found in the file, or why it is refused, as JSON."""
    os.nice(NICE)
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
    main(*sys.argv[1:])
