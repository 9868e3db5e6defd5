"""An authority at the wire: it keeps what it was posted, and answers as the test tells it to."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import Any

from tests.kit.http.wire import serve


@dataclass(frozen=True)
class Asked:
    """One request: its headers in lower case, and its body."""

    headers: dict[str, str]
    body: bytes


@dataclass
class Answering:
    """What it answers, and what it was asked."""

    base: str = ""
    status: int = 202
    headers: dict[str, str] = field(default_factory=dict)
    body: bytes = b"{}"
    asked: list[Asked] = field(default_factory=list)

    async def act(self, _wire: Any, writer: Any, request: bytes) -> bool:
        head, _, body = request.partition(b"\r\n\r\n")
        lines = [line.partition(": ") for line in head.decode().split("\r\n")[1:]]
        self.asked.append(Asked({name.lower(): value for name, _, value in lines}, body))
        told = "".join(f"{name}: {value}\r\n" for name, value in self.headers.items())
        answer = f"HTTP/1.1 {self.status} told\r\nContent-Length: {len(self.body)}\r\n{told}\r\n"
        writer.write(answer.encode() + self.body)
        await writer.drain()
        return True


@asynccontextmanager
async def answering() -> AsyncIterator[Answering]:
    """Serve on a port of its own for as long as the block lasts."""
    told = Answering()
    async with serve(told.act) as wire:
        told.base = wire.url("")
        yield told
