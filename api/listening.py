"""The wire of our servers: uvicorn's HTTP with the patience and the measure that it leaves open (F-1, slow-loris)."""

import asyncio
from typing import Annotated, Any, Final

from pydantic import Field
from uvicorn.protocols.http.httptools_impl import HttpToolsProtocol

from kit import logs, settings
from kit.settings import Settings

_LOG = logs.get("api.listening")
MOST_HEADERS: Final = 200
LONGEST_HEAD: Final = 64 * 1024  # bytes: address and headers of one request
_ANSWERS: Final = {408: b"408 Request Timeout", 431: b"431 Request Header Fields Too Large"}


class Patience(Settings):
    """How long a request may take to arrive, in seconds."""

    head_seconds: Annotated[float, Field(gt=0)] = 10.0
    body_seconds: Annotated[float, Field(gt=0)] = 120.0


class PatientHttp(HttpToolsProtocol):
    """Ends a connection whose request does not arrive in time, or whose head is beyond measure."""

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self._patience = settings.load(Patience)
        self._deadline: asyncio.TimerHandle | None = None
        self._head = 0
        self._in_head = True

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]
        """Wait for the first request's head."""
        super().connection_made(transport)
        self._wait(self._patience.head_seconds)

    def connection_lost(self, exc: Exception | None) -> None:
        """Wait no longer."""
        self._wait(None)
        super().connection_lost(exc)

    def data_received(self, data: bytes) -> None:
        """Take in a piece; a head that goes on and on is not waited for."""
        self._head += len(data)
        super().data_received(data)
        if self._in_head and self._head > LONGEST_HEAD:
            self._refuse(431)

    def on_message_begin(self) -> None:
        """Begin to measure a head."""
        super().on_message_begin()
        self._in_head, self._head = True, 0
        self._wait(self._patience.head_seconds)

    def on_headers_complete(self) -> None:
        """Let a request of measure in, and begin to wait for the end of its body."""
        self._in_head = False
        if len(self.headers) > MOST_HEADERS:
            self._refuse(431)
            raise ValueError("too many headers")
        self._wait(self._patience.body_seconds)
        super().on_headers_complete()

    def on_message_complete(self) -> None:
        """Wait no longer: what comes next is ours to do."""
        self._wait(None)
        self._in_head, self._head = True, 0
        super().on_message_complete()

    def send_400_response(self, msg: str) -> None:
        """Answer what is no HTTP; a connection that was refused already has its answer."""
        self._wait(None)
        if not self.transport.is_closing():
            super().send_400_response(msg)

    def _wait(self, seconds: float | None) -> None:
        if self._deadline is not None:
            self._deadline.cancel()
        self._deadline = None if seconds is None else self.loop.call_later(seconds, self._give_up)

    def _give_up(self) -> None:
        if self.flow.read_paused:  # we let the body wait ourselves
            self._wait(self._patience.head_seconds)
        else:
            self._refuse(408)

    def _refuse(self, status: int) -> None:
        """Say why, unless an answer has begun, and hang up."""
        self._wait(None)
        if self.transport.is_closing():
            return
        _LOG.info("connection refused", status=status, client=self.client[0] if self.client else "")
        if self._in_head or not self.cycle.response_started:
            words = b"HTTP/1.1 %s\r\nconnection: close\r\ncontent-length: 0\r\n\r\n"
            self.transport.write(words % _ANSWERS[status])
        self.transport.close()
