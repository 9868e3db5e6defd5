"""CPU of one POST by HTTP client, under uvloop, against the sink: the figures of docs/adr/0005.

    python -m tests.bench.http_clients [--requests 30000] [--concurrency 100]

pycurl and aiohttp take part where they are installed.
"""

import argparse
import asyncio
import importlib.util
import resource
import time
from collections.abc import Awaitable, Callable, Iterator
from contextlib import suppress
from typing import Any

import uvloop

from kit import http
from tests.bench import message, sink

Post = Callable[[bytes], Awaitable[int]]
HEADERS = {"Content-Type": "application/json"}


async def with_kit(url: str, concurrency: int, measure: Callable[[Post], Awaitable[None]]) -> None:
    client = http.Client(max_connections=concurrency)

    async def post(body: bytes) -> int:
        return (await client.request("POST", url, body=body, headers=HEADERS)).status

    await measure(post)
    await client.close()


async def with_aiohttp(url: str, concurrency: int, measure: Callable[[Post], Awaitable[None]]) -> None:
    import aiohttp

    async with aiohttp.ClientSession(connector=aiohttp.TCPConnector(limit=concurrency), headers=HEADERS) as session:

        async def post(body: bytes) -> int:
            async with session.post(url, data=body) as answer:
                await answer.read()
                return int(answer.status)

        await measure(post)


class CurlMulti:
    """libcurl's multi interface driven by the loop: socket_action from readers, writers and one timer."""

    def __init__(self, url: str, concurrency: int) -> None:
        import pycurl

        self.curl: Any = pycurl
        self.loop = asyncio.get_running_loop()
        self.multi = pycurl.CurlMulti()
        self.multi.setopt(pycurl.M_MAXCONNECTS, concurrency)
        self.multi.setopt(pycurl.M_SOCKETFUNCTION, self._watch)
        self.multi.setopt(pycurl.M_TIMERFUNCTION, self._set_timer)
        self.timer: asyncio.Handle | None = None
        self.watched: dict[int, int] = {}
        self.waiting: dict[Any, asyncio.Future[int]] = {}
        self.free = [self._handle(url) for _ in range(concurrency)]

    def _handle(self, url: str) -> Any:
        handle = self.curl.Curl()
        handle.setopt(self.curl.URL, url)
        handle.setopt(self.curl.HTTPHEADER, ["Content-Type: application/json", "Expect:"])
        handle.setopt(self.curl.POST, 1)
        handle.setopt(self.curl.CONNECTTIMEOUT_MS, 3000)
        handle.setopt(self.curl.TIMEOUT_MS, 10000)
        return handle

    def _watch(self, wanted: int, fd: int, _multi: Any, _data: Any) -> None:
        new, old = wanted & 3, self.watched.get(fd, 0)
        self.watched[fd] = new
        for bit, add, remove in (
            (1, self.loop.add_reader, self.loop.remove_reader),
            (2, self.loop.add_writer, self.loop.remove_writer),
        ):
            if old & bit and not new & bit:
                remove(fd)
            elif new & bit and not old & bit:
                add(fd, self._act, fd, bit)

    def _set_timer(self, milliseconds: int) -> None:
        if self.timer:
            self.timer.cancel()
        if milliseconds >= 0:
            self.timer = self.loop.call_later(milliseconds / 1000, self._act, self.curl.SOCKET_TIMEOUT, 0)

    def _act(self, fd: int, events: int) -> None:
        self.multi.socket_action(fd, events)
        for handle in self.multi.info_read()[1]:
            self.multi.remove_handle(handle)
            self.free.append(handle)
            self.waiting.pop(handle).set_result(handle.getinfo(self.curl.RESPONSE_CODE))

    async def post(self, body: bytes) -> int:
        handle, pieces = self.free.pop(), []
        handle.setopt(self.curl.POSTFIELDS, body)
        handle.setopt(self.curl.WRITEFUNCTION, pieces.append)
        answer = self.waiting[handle] = self.loop.create_future()
        self.multi.add_handle(handle)
        return await answer


async def with_pycurl(url: str, concurrency: int, measure: Callable[[Post], Awaitable[None]]) -> None:
    await measure(CurlMulti(url, concurrency).post)


def _measured(name: str, requests: int, concurrency: int) -> Callable[[Post], Awaitable[None]]:
    async def worker(post: Post, numbers: Iterator[int]) -> None:
        for number in numbers:
            assert await post(message.body(number)) == 200

    async def measure(post: Post) -> None:
        await asyncio.gather(*(worker(post, iter([0])) for _ in range(concurrency)))
        numbers, before, began = iter(range(requests)), resource.getrusage(resource.RUSAGE_SELF), time.perf_counter()
        await asyncio.gather(*(worker(post, numbers) for _ in range(concurrency)))
        seconds, after = time.perf_counter() - began, resource.getrusage(resource.RUSAGE_SELF)
        cpu = after.ru_utime - before.ru_utime + after.ru_stime - before.ru_stime
        print(f"{name:10} {requests / seconds:8,.0f} requests/s  {1e6 * cpu / requests:6.1f} µs CPU each")

    return measure


async def times_sent_by_libcurl() -> int:
    """How often a server sees the POST that it leaves unanswered on a re-used connection."""
    seen = 0

    async def once(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        nonlocal seen
        with suppress(asyncio.IncompleteReadError):
            while await reader.readuntil(b"\r\n\r\n"):
                seen += (await reader.readexactly(2)) == b"#2"
                if seen:
                    break
                writer.write(b"HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n")
        writer.close()

    server = await asyncio.start_server(once, "127.0.0.1", 0)
    curl = CurlMulti(f"http://127.0.0.1:{server.sockets[0].getsockname()[1]}/", 1)
    await curl.post(b"#1")
    with suppress(TimeoutError):
        await asyncio.wait_for(curl.post(b"#2"), 0.5)
    server.close()
    return seen


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--requests", type=int, default=30_000)
    parser.add_argument("--concurrency", type=int, default=100)
    asked = parser.parse_args()
    contestants = {"kit.http": with_kit, "pycurl": with_pycurl, "aiohttp": with_aiohttp}
    with sink.running() as far:
        for name, run in contestants.items():
            if importlib.util.find_spec(name) is not None:
                measure = _measured(name, asked.requests, asked.concurrency)
                uvloop.run(run(far.url + message.PATH, asked.concurrency, measure))
    if importlib.util.find_spec("pycurl") is not None:
        print(f"libcurl sends an unanswered POST {uvloop.run(times_sent_by_libcurl())} times")


if __name__ == "__main__":
    main()
