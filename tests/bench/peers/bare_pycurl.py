"""libcurl's multi interface in a plain loop: what an HTTP client in Python can reach at best, and nothing around it."""

import os
from collections.abc import Iterator
from itertools import islice

import orjson
import pycurl

from tests.bench import message, meter
from tests.bench.result import Result
from tests.bench.services import Services
from tests.bench.sink import Sink

CONNECTIONS = 100
HEADERS = ["Content-Type: application/json", "Expect:"]


class Sender:
    """One kept-alive connection with one message under way at a time."""

    def __init__(self, url: str) -> None:
        self.curl = pycurl.Curl()
        self.curl.setopt(pycurl.URL, url)
        self.curl.setopt(pycurl.HTTPHEADER, HEADERS)
        self.curl.setopt(pycurl.POST, 1)
        self.chunks: list[bytes] = []

    def load(self, body: bytes) -> pycurl.Curl:
        """Makes ready to send `body`."""
        self.chunks = []
        self.curl.setopt(pycurl.POSTFIELDS, body)
        self.curl.setopt(pycurl.WRITEFUNCTION, self.chunks.append)
        return self.curl

    def check(self) -> None:
        """Reads the answer. Raises RuntimeError for a refusal."""
        answer = orjson.loads(b"".join(self.chunks))
        if answer["errcode"] != 0:
            raise RuntimeError(answer["errmsg"])


def run(_services: Services, sink: Sink, n: int) -> Result:
    """Sends n messages that were built before."""
    bodies = [message.body(number) for number in range(n)]
    with meter.metered({"client": [os.getpid()]}, {"sink": [sink.pid]}) as window:
        _send(sink.url + message.PATH, bodies)
    return window.result("bare libcurl loop", n, "one process, 100 connections, no asyncio")


def _send(url: str, bodies: list[bytes]) -> None:
    multi = pycurl.CurlMulti()
    multi.setopt(pycurl.M_MAXCONNECTS, CONNECTIONS)
    senders = {sender.curl: sender for sender in (Sender(url) for _ in range(CONNECTIONS))}
    idle, waiting, left = list(senders.values()), iter(bodies), len(bodies)
    while left:
        for body in islice(waiting, len(idle)):
            multi.add_handle(idle.pop().load(body))
        while multi.perform()[0] == pycurl.E_CALL_MULTI_PERFORM:
            pass
        for curl in _finished(multi):
            senders[curl].check()
            multi.remove_handle(curl)
            idle.append(senders[curl])
            left -= 1
        if left:
            multi.select(1.0)


def _finished(multi: pycurl.CurlMulti) -> Iterator[pycurl.Curl]:
    queued = 1
    while queued:
        queued, done, failed = multi.info_read()
        if failed:
            raise RuntimeError(f"{failed[0][1:]}")
        yield from done
