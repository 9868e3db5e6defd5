"""Structured logs: one line a fact, with the trace id, and nothing in them that P-2 forbids."""

import logging
import sys
from typing import Any

import orjson
import structlog
from structlog.typing import EventDict, FilteringBoundLogger, Processor, WrappedLogger

from kit import masking, trace


def _with_trace(_logger: WrappedLogger, _method: str, event: EventDict) -> EventDict:
    if found := trace.current():
        event.setdefault("trace", found)
    return event


def _scrubbed(_logger: WrappedLogger, _method: str, line: Any) -> str:
    return masking.scrub(line)


def _dumps(value: Any, default: Any = None, **_ignored: Any) -> str:
    return orjson.dumps(value, default=default or str).decode()


class _ScrubbingFormatter(logging.Formatter):
    def format(self, record: logging.LogRecord) -> str:
        return masking.scrub(super().format(record))


def configure(*, level: str = "INFO", as_json: bool | None = None) -> None:
    """Send logs to standard error: readable lines on a terminal, JSON lines elsewhere."""
    as_json = not sys.stderr.isatty() if as_json is None else as_json
    last: list[Processor] = [structlog.processors.format_exc_info, structlog.processors.JSONRenderer(_dumps)]
    if not as_json:  # a traceback without local variables: they hold what P-2 forbids
        plain = structlog.dev.plain_traceback
        last = [structlog.dev.ConsoleRenderer(pad_event_to=28, exception_formatter=plain)]
    structlog.configure(
        processors=[
            structlog.processors.add_log_level,
            structlog.processors.TimeStamper(fmt="iso", utc=True),
            _with_trace,
            *last,
            _scrubbed,
        ],
        wrapper_class=structlog.make_filtering_bound_logger(level),
        logger_factory=lambda *_: structlog.PrintLogger(sys.stderr),
        cache_logger_on_first_use=False,
    )
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(_ScrubbingFormatter("%(asctime)s %(levelname)s %(name)s %(message)s"))
    logging.basicConfig(handlers=[handler], level=logging.WARNING, force=True)


def get(name: str) -> FilteringBoundLogger:
    """Return the logger of a room."""
    logger: FilteringBoundLogger = structlog.get_logger(room=name)
    return logger
