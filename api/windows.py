"""What every request passes: a trace id of its own, security headers (O-2), and a net for what nobody caught (O-1)."""

import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Final

from starlette.datastructures import MutableHeaders
from starlette.responses import Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from kit import logs, trace

_LOG = logs.get("api.windows")
_POLICY: Final = (
    "default-src 'self'; img-src 'self' data:; object-src 'none'; base-uri 'none'; "
    "form-action 'self'; frame-ancestors 'none'"
)
_HEADERS: Final = {
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "same-origin",
    "Content-Security-Policy": _POLICY,
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Cache-Control": "no-store",
}
_RETOLD: Final = frozenset({413, 500})
_HSTS: Final = {"Strict-Transport-Security": "max-age=63072000; includeSubDomains"}


@dataclass(frozen=True)
class Words:
    """How the app answers a fault of ours (and logs it), and a body beyond what its route takes."""

    of_fault: Callable[[Exception], Response]
    too_large: Callable[[], Response]


class Windows:
    """The outermost layer of the app; `secure` when people reach us by https, `words` for what nobody else answered."""

    def __init__(self, app: ASGIApp, *, secure: bool, words: Words) -> None:
        self._app = app
        self._headers: Mapping[str, str] = _HEADERS | (_HSTS if secure else {})
        self._words = words

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve one request."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        with trace.bind() as trace_id:
            await self._serve(scope, receive, _Answer(send, self._headers, trace_id))

    async def _serve(self, scope: Scope, receive: Receive, answer: "_Answer") -> None:
        began = time.perf_counter()
        response = None
        try:
            await self._app(scope, receive, answer)
        except Exception as error:  # noqa: BLE001 — the last net: logged with its stack, answered without it
            response = self._words.of_fault(error)
        if answer.withheld and response is None:
            response = self._words.too_large()
        if response and not answer.said:
            answer.withheld = False
            await response(scope, receive, answer)
        elapsed = round((time.perf_counter() - began) * 1000, 1)
        _LOG.debug("request", method=scope["method"], path=scope["path"], status=answer.said, ms=elapsed)


class _Answer:
    """Passes an answer on with our headers; what a route has set itself stays.

    The framework's own words for a body too large and for a fault are plain text: they are withheld and said anew.
    """

    def __init__(self, send: Send, headers: Mapping[str, str], trace_id: str) -> None:
        self._send = send
        self._headers = headers
        self._trace_id = trace_id
        self.said = 0
        self.withheld = False

    async def __call__(self, message: Message) -> None:
        if message["type"] == "http.response.start":
            self._begin(message)
        if not self.withheld:
            await self._send(message)

    def _begin(self, message: Message) -> None:
        headers = MutableHeaders(scope=message)
        if message["status"] in _RETOLD and headers.get("content-type", "").startswith("text/plain"):
            self.withheld = True
            return
        self.said = message["status"]
        for name, value in self._headers.items():
            headers.setdefault(name, value)
        headers["X-Trace-Id"] = self._trace_id
