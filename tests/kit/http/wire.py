"""A server at the wire: it records what it was sent and answers what a test tells it to."""

import asyncio
import ssl
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass, field

Act = Callable[["Wire", asyncio.StreamWriter, bytes], Awaitable[bool]]

OK = b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok"


@dataclass
class Wire:
    """What the server saw: whole requests, and how many connections were made."""

    port: int = 0
    requests: list[bytes] = field(default_factory=list)
    connections: int = 0
    writers: list[asyncio.StreamWriter] = field(default_factory=list)

    def url(self, path: str = "/", scheme: str = "http") -> str:
        return f"{scheme}://127.0.0.1:{self.port}{path}"


async def read_request(reader: asyncio.StreamReader) -> bytes:
    head = await reader.readuntil(b"\r\n\r\n")
    lengths = [line.split(b":")[1] for line in head.split(b"\r\n") if line.lower().startswith(b"content-length")]
    return head + await reader.readexactly(int(lengths[0]) if lengths else 0)


def say(*answers: bytes) -> Act:
    """Answer the n-th request with the n-th answer, the last one for ever; an empty answer closes the connection."""

    async def act(wire: Wire, writer: asyncio.StreamWriter, _request: bytes) -> bool:
        answer = answers[min(len(wire.requests), len(answers)) - 1]
        writer.write(answer)
        await writer.drain()
        return bool(answer)

    return act


async def silence(_wire: Wire, _writer: asyncio.StreamWriter, _request: bytes) -> bool:
    """Take the request and never answer."""
    await asyncio.sleep(60)
    return False


@asynccontextmanager
async def serve(act: Act, tls: ssl.SSLContext | None = None) -> AsyncIterator[Wire]:
    """Run the server on a port of its own for as long as the block lasts."""
    wire = Wire()

    async def talk(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        wire.connections += 1
        wire.writers.append(writer)
        with suppress(asyncio.IncompleteReadError, ConnectionError, asyncio.CancelledError):
            await _converse(wire, act, reader, writer)
        writer.transport.abort()

    server = await asyncio.start_server(talk, "127.0.0.1", 0, ssl=tls)
    wire.port = server.sockets[0].getsockname()[1]
    try:
        yield wire
    finally:
        server.close()
        for writer in wire.writers:
            writer.transport.abort()
        await asyncio.sleep(0.01)


async def _converse(wire: Wire, act: Act, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    while True:
        request = await read_request(reader)
        wire.requests.append(request)
        if not await act(wire, writer, request):
            return
