"""One keep-alive connection that carries one request at a time and never sends a request twice."""

import asyncio
from collections.abc import Callable
from time import perf_counter
from typing import NamedTuple, cast

from httptools import HttpParserError, HttpParserUpgrade, HttpResponseParser

_HEAD_LIMIT = 65_536
_FINAL = 200


class NotSent(Exception):
    """Certainly nothing was accepted: no byte of the request left this process."""


class NoAnswer(Exception):
    """The request may have been accepted: some of it may have left, and no whole answer came back."""


class Response(NamedTuple):
    """A whole answer; header names are in lower case, `elapsed` is in seconds."""

    status: int
    headers: dict[str, str]
    body: bytes
    elapsed: float


class Connection(asyncio.Protocol):
    """Feeds the parser, answers the one waiting request, and tells its pool when it is free or gone."""

    def __init__(
        self,
        on_free: Callable[["Connection"], None],
        on_gone: Callable[["Connection"], None],
        max_body: int,
    ) -> None:
        self._on_free = on_free
        self._on_gone = on_gone
        self._limit = max_body + _HEAD_LIMIT
        self._made = False
        self._answer: asyncio.Future[Response] | None = None
        self._parser = HttpResponseParser(self)
        self._loop = asyncio.get_running_loop()
        self.quiet_since = self._loop.time()
        self._reset()

    def _reset(self) -> None:
        self._headers: dict[str, str] = {}
        self._body: list[bytes] = []
        self._received = 0
        self._begun = 0
        self._head_done = False
        self._whole = False
        self._keep_alive = False

    def send(self, request: bytes, deadline: float) -> asyncio.Future[Response]:
        """Write the request and return the future of its answer; by `deadline` it has failed with NoAnswer."""
        self._answer = answer = self._loop.create_future()
        self._started = perf_counter()
        self._timer = self._loop.call_at(deadline, self._fail, "no answer in time")
        self._transport.write(request)
        return answer

    def abandon(self, answer: asyncio.Future[Response]) -> None:
        """Give up the request whose answer nobody waits for any more; the connection is not used again."""
        if self._answer is answer:
            self._fail("abandoned")

    @property
    def usable(self) -> bool:
        """Whether a request could be written now."""
        return not self._transport.is_closing()

    def close(self) -> None:
        """Drop the connection at once; harmless before there is one."""
        if self._made:
            self._transport.abort()

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """Remember the transport."""
        self._transport = cast("asyncio.Transport", transport)
        self._made = True

    def data_received(self, data: bytes) -> None:
        """Feed the parser; settle once a whole answer is in."""
        self._received += len(data)
        if self._answer is None or self._received > self._limit:
            self._fail("more bytes than an answer may have")
            return
        try:
            self._parser.feed_data(data)
        except (HttpParserError, HttpParserUpgrade):
            self._fail("not an HTTP answer")
            return
        if self._whole:
            self._settle()

    def on_message_begin(self) -> None:
        """Count answers: a second one to the same request makes the connection unusable."""
        self._begun += 1

    def on_header(self, name: bytes, value: bytes) -> None:
        """Keep a header; of a repeated one the last stands."""
        if not self._whole:
            self._headers[name.decode("latin-1").lower()] = value.decode("latin-1")

    def on_headers_complete(self) -> None:
        """Note that status and headers are known."""
        self._head_done = True

    def on_body(self, body: bytes) -> None:
        """Keep a piece of the body, chunked or not."""
        if not self._whole:
            self._body.append(body)

    def on_message_complete(self) -> None:
        """Note a whole answer; a provisional one (1xx) is forgotten."""
        if self._parser.get_status_code() < _FINAL:
            self._headers, self._head_done = {}, False
            self._begun -= 1
        elif not self._whole:
            self._whole = True
            self._status = self._parser.get_status_code()
            self._keep_alive = self._parser.should_keep_alive()

    def connection_lost(self, error: Exception | None) -> None:
        """Fail the waiting request, unless the end of the connection is what ends its answer (RFC 9112 §6.3)."""
        if self._answer is not None and error is None and self._ends_with_connection():
            self._status = self._parser.get_status_code()
            self._settle()
        self._fail("the connection ended before the answer")
        self._on_gone(self)

    def _ends_with_connection(self) -> bool:
        return self._head_done and not self._headers.keys() & {"content-length", "transfer-encoding"}

    def _settle(self) -> None:
        answer, self._answer = self._answer, None
        self._timer.cancel()
        if answer is not None and not answer.done():
            elapsed = perf_counter() - self._started
            answer.set_result(Response(self._status, self._headers, b"".join(self._body), elapsed))
        if self._keep_alive and self._begun == 1 and not self._transport.get_write_buffer_size() and self.usable:
            self._reset()
            self.quiet_since = self._loop.time()
            self._on_free(self)
        else:
            self._transport.abort()

    def _fail(self, reason: str) -> None:
        answer, self._answer = self._answer, None
        if answer is not None:
            self._timer.cancel()
            if not answer.done():
                answer.set_exception(NoAnswer(reason))
        self._transport.abort()
