"""One trace id from the receipt to the delivery: 32 hex digits as W3C Trace Context has them."""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar

from kit.ids import new_id

_TRACE: ContextVar[str] = ContextVar("trace", default="")


def current() -> str:
    """Return the trace id of what is being done now, or an empty string outside any."""
    return _TRACE.get()


def new() -> str:
    """Return a fresh trace id."""
    return new_id().hex


@contextmanager
def bind(trace_id: str = "") -> Iterator[str]:
    """Do the work inside under this trace id (a new one if none is given)."""
    trace_id = trace_id or new()
    token = _TRACE.set(trace_id)
    try:
        yield trace_id
    finally:
        _TRACE.reset(token)
