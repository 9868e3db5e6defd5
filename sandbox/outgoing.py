"""The sandbox's own HTTP client: one request, one connection, as WeChat's and the gateways' pushers behave."""

import asyncio
import ssl
import time
from dataclasses import dataclass, field
from urllib.parse import SplitResult, urlsplit

import h11

LIMIT = 1 << 20


class NoAnswer(Exception):
    """Nobody answered in time, or the connection broke."""


@dataclass(frozen=True, slots=True)
class Outgoing:
    """What is to be sent; `timeout` in seconds covers everything from connect to the last byte."""

    method: str
    url: str
    body: bytes = b""
    headers: dict[str, str] = field(default_factory=dict)
    timeout: float = 5.0


@dataclass(frozen=True, slots=True)
class Answer:
    """What came back; `elapsed` in seconds."""

    status: int
    body: bytes
    elapsed: float

    @property
    def text(self) -> str:
        """The body as UTF-8, damaged bytes marked."""
        return self.body.decode("utf-8", "replace")


async def send(request: Outgoing) -> Answer:
    """Send one request and read the whole answer; NoAnswer on time-out, refusal or a broken connection."""
    begun = time.monotonic()
    try:
        async with asyncio.timeout(request.timeout):
            status, body = await _exchange(request)
    except TimeoutError:
        raise NoAnswer(f"no answer within {request.timeout:g} s") from None
    except (OSError, h11.RemoteProtocolError, EOFError) as problem:
        raise NoAnswer(f"{type(problem).__name__}: {problem}") from None
    return Answer(status, body, time.monotonic() - begun)


async def _exchange(request: Outgoing) -> tuple[int, bytes]:
    url = urlsplit(request.url)
    secure = url.scheme == "https"
    context = ssl.create_default_context() if secure else None
    port = url.port or (443 if secure else 80)
    reader, writer = await asyncio.open_connection(url.hostname, port, ssl=context)
    try:
        connection = h11.Connection(h11.CLIENT)
        writer.write(_encoded(connection, request, url))
        await writer.drain()
        return await _answer(connection, reader)
    finally:
        writer.close()


def _encoded(connection: h11.Connection, request: Outgoing, url: SplitResult) -> bytes:
    target = (url.path or "/") + (f"?{url.query}" if url.query else "")
    headers = {"host": url.netloc, "connection": "close", "content-length": str(len(request.body)), **request.headers}
    head = h11.Request(method=request.method, target=target, headers=list(headers.items()))
    events = (head, h11.Data(data=request.body), h11.EndOfMessage())
    return b"".join(part for event in events if (part := connection.send(event)))


async def _answer(connection: h11.Connection, reader: asyncio.StreamReader) -> tuple[int, bytes]:
    status, body = 0, bytearray()
    while True:
        event = connection.next_event()
        if event is h11.NEED_DATA:
            connection.receive_data(await reader.read(65536))
        elif isinstance(event, h11.Response):
            status = event.status_code
        elif isinstance(event, h11.Data):
            body += event.data
            if len(body) > LIMIT:
                raise EOFError("answer larger than 1 MiB")
        elif isinstance(event, h11.EndOfMessage | h11.ConnectionClosed):
            return status, bytes(body)
