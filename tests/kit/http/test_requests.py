"""What kit.http asks and what it makes of an answer."""

import asyncio
from collections.abc import AsyncIterator

import pytest

from kit import http
from tests.kit.http.wire import OK, say, serve

CHUNKED = b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n4;x=y\r\ndefg\r\n0\r\n\r\n"


@pytest.fixture
async def client() -> AsyncIterator[http.Client]:
    found = http.Client()
    yield found
    await found.close()


async def test_a_post_carries_its_body_headers_and_host(client: http.Client) -> None:
    """The request on the wire is the one asked for, byte by byte."""
    async with serve(say(OK)) as wire:
        response = await client.request("POST", wire.url("/a?b=1"), body=b"hi", headers={"Content-Type": "text/plain"})
    assert wire.requests == [
        f"POST /a?b=1 HTTP/1.1\r\nHost: 127.0.0.1:{wire.port}\r\n".encode()
        + b"Content-Type: text/plain\r\nContent-Length: 2\r\n\r\nhi"
    ]
    assert (response.status, response.body, response.headers) == (200, b"ok", {"content-length": "2"})
    assert 0 < response.elapsed < 5


async def test_a_connection_is_used_again(client: http.Client) -> None:
    """Ten requests in a row make one connection."""
    async with serve(say(OK)) as wire:
        for _ in range(10):
            await client.request("POST", wire.url(), body=b"x")
    assert (wire.connections, len(wire.requests)) == (1, 10)


@pytest.mark.parametrize("cut", [1, 7, 1000])
async def test_an_answer_may_come_in_pieces(client: http.Client, cut: int) -> None:
    """Chunked bodies and slow senders give the same answer as one packet."""

    async def drip(_wire: object, writer: asyncio.StreamWriter, _request: bytes) -> bool:
        for start in range(0, len(CHUNKED), cut):
            writer.write(CHUNKED[start : start + cut])
            await asyncio.sleep(0)
        return True

    async with serve(drip) as wire:
        assert (await client.request("POST", wire.url())).body == b"abcdefg"
        assert (await client.request("POST", wire.url())).body == b"abcdefg"
    assert wire.connections == 1


async def test_a_redirect_is_an_answer_and_not_followed(client: http.Client) -> None:
    """A 302 comes back as it is: nobody can send our secrets elsewhere."""
    async with serve(say(b"HTTP/1.1 302 Found\r\nLocation: /there\r\nContent-Length: 0\r\n\r\n")) as wire:
        response = await client.request("GET", wire.url())
    assert (response.status, response.headers["location"], len(wire.requests)) == (302, "/there", 1)


async def test_a_provisional_answer_is_skipped(client: http.Client) -> None:
    """A 103 before the answer is not the answer."""
    async with serve(say(b"HTTP/1.1 103 Early Hints\r\nLink: </x>\r\n\r\n" + OK)) as wire:
        response = await client.request("GET", wire.url())
        await client.request("GET", wire.url())
    assert (response.status, response.body, response.headers) == (200, b"ok", {"content-length": "2"})
    assert wire.connections == 1


async def test_an_answer_without_length_ends_with_its_connection(client: http.Client) -> None:
    """HTTP/1.0 servers mark the end of a body by hanging up; the next request opens anew."""

    async def old(_wire: object, writer: asyncio.StreamWriter, _request: bytes) -> bool:
        writer.write(b"HTTP/1.0 200 OK\r\nX: y\r\n\r\nall of it")
        await writer.drain()
        writer.write_eof()
        await asyncio.sleep(0.05)
        return False

    async with serve(old) as wire:
        assert (await client.request("GET", wire.url())).body == b"all of it"
        assert (await client.request("GET", wire.url())).body == b"all of it"
    assert wire.connections == 2


async def test_connection_close_is_respected(client: http.Client) -> None:
    """After "Connection: close" the next request makes a new connection."""
    async with serve(say(b"HTTP/1.1 200 OK\r\nConnection: close\r\nContent-Length: 0\r\n\r\n")) as wire:
        await client.request("GET", wire.url())
        await client.request("GET", wire.url())
    assert wire.connections == 2


async def test_a_second_answer_to_one_request_ends_the_connection(client: http.Client) -> None:
    """Bytes nobody asked for never become the answer to the next request."""
    async with serve(say(OK + b"HTTP/1.1 200 OK\r\nContent-Length: 6\r\n\r\nforged", OK)) as wire:
        assert (await client.request("GET", wire.url())).body == b"ok"
        assert (await client.request("GET", wire.url())).body == b"ok"
    assert wire.connections == 2


@pytest.mark.parametrize(
    ("method", "url", "headers"),
    [
        ("POST", "http://h/", {"X": "a\r\nY: b"}),
        ("POST", "http://h/", {"X": "a\nY: b"}),
        ("POST", "http://h/", {"X\r\nY": "b"}),
        ("POST", "http://h/", {"X": "名"}),
        ("POST", "http://h/a b", {}),
        ("POST", "http://h/名", {}),
        ("POST", "ftp://h/", {}),
        ("POST", "http:///x", {}),
        ("POST", "http://user:pw@h/", {}),
        ("POST", "http://h:99999/?token=geheim", {}),
        ("HEAD", "http://h/", {}),
        ("GET /x HTTP/1.1\r\nA: b", "http://h/", {}),
    ],
)
async def test_what_could_smuggle_a_line_is_refused(
    client: http.Client, method: str, url: str, headers: dict[str, str]
) -> None:
    """No header, method or address can make one request into two, and the refusal does not repeat the address."""
    with pytest.raises(ValueError) as caught:  # noqa: PT011 — the words are free, the kind is not
        await client.request(method, url, headers=headers)
    assert "geheim" not in str(caught.value)


async def test_the_shared_client_is_one_per_loop() -> None:
    """Everybody in this loop gets the same pool; after close() a new one."""
    first = http.client()
    assert http.client() is first
    await http.close()
    assert http.client() is not first
    await http.close()
