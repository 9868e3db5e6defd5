"""Named places where tests kill, fail or delay the process; silent unless TEST_FAILPOINTS=1."""

import os
import time

from kit import logs

_LOG = logs.get("kit.failpoints")
_ARMED: dict[str, tuple[str, int]] = {}
_SEEN: dict[str, int] = {}


class FailpointHit(Exception):
    """Raised at a failpoint armed with `raise`."""


def arm(specification: str) -> None:
    """Arm failpoints from `name[:nth]=exit|raise|sleep`, several separated by commas."""
    for part in filter(None, specification.split(",")):
        place, _, deed = part.partition("=")
        name, _, nth = place.partition(":")
        _ARMED[name] = (deed, int(nth or 1))


def disarm() -> None:
    """Forget every armed failpoint."""
    _ARMED.clear()
    _SEEN.clear()


def armed(name: str) -> bool:
    """Tell whether a test armed this place: only then may a caller go out of its way to stand exactly there."""
    return name in _ARMED


def hit(name: str) -> None:
    """Pass the named place; does nothing unless it was armed and this is its nth passing."""
    if not _ARMED or name not in _ARMED:
        return
    deed, nth = _ARMED[name]
    _SEEN[name] = _SEEN.get(name, 0) + 1
    if _SEEN[name] == nth:
        _act(name, deed)


def _act(name: str, deed: str) -> None:
    _LOG.warning("failpoint", name=name, deed=deed)
    if deed == "exit":
        os._exit(86)
    if deed == "raise":
        raise FailpointHit(name)
    time.sleep(float(deed.removeprefix("sleep") or 1))


if os.environ.get("TEST_FAILPOINTS") == "1":
    arm(os.environ.get("FAILPOINT", ""))
