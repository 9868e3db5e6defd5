"""NotSent means certainly not accepted; NoAnswer means perhaps accepted (reliability-security.md §2, N1–N3)."""

import asyncio
import gc
import socket
import ssl
import struct
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from kit import http
from tests.kit.http.certificate import write_certificate
from tests.kit.http.wire import OK, Wire, say, serve, silence

SECRET = "/send?access_token=geheim"


@pytest.fixture
async def client() -> AsyncIterator[http.Client]:
    found = http.Client(connect_timeout=0.3, total_timeout=0.6, max_body=1000)
    yield found
    await found.close()


def _closed_port() -> int:
    with socket.socket() as found:
        found.bind(("127.0.0.1", 0))
        return int(found.getsockname()[1])


async def test_a_refused_connection_is_not_sent(client: http.Client) -> None:
    """Nobody listens: nothing was accepted."""
    with pytest.raises(http.NotSent, match="ConnectionRefusedError"):
        await client.request("POST", f"http://127.0.0.1:{_closed_port()}{SECRET}")


async def test_an_unknown_name_is_not_sent(client: http.Client) -> None:
    """A name that resolves to nothing: nothing was accepted."""
    with pytest.raises(http.NotSent):
        await client.request("POST", "http://no-such-host.invalid/")


async def test_a_connection_that_never_opens_is_not_sent(client: http.Client) -> None:
    """A full backlog swallows the SYN: after connect_timeout, not total_timeout, it is known that nothing left."""
    with socket.socket() as full:
        full.bind(("127.0.0.1", 0))
        full.listen(0)
        fillers = [socket.socket() for _ in range(4)]
        for filler in fillers:
            filler.setblocking(False)
            filler.connect_ex(full.getsockname())
        started = asyncio.get_running_loop().time()
        with pytest.raises(http.NotSent, match="in time"):
            await client.request("POST", f"http://127.0.0.1:{full.getsockname()[1]}/")
        assert 0.2 < asyncio.get_running_loop().time() - started < 0.55
        for filler in fillers:
            filler.close()


async def test_failed_tls_is_not_sent(client: http.Client) -> None:
    """A server that does not speak TLS gets no byte of the request."""
    async with serve(say(OK)) as wire:
        with pytest.raises(http.NotSent):
            await client.request("POST", wire.url(SECRET, "https"))
    assert wire.requests == []


async def test_an_untrusted_certificate_is_not_sent(client: http.Client, self_signed: ssl.SSLContext) -> None:
    """Certificates are verified: a stranger's server never sees the token."""
    async with serve(say(OK), tls=self_signed) as wire:
        with pytest.raises(http.NotSent, match="SSLCertVerificationError"):
            await client.request("POST", wire.url(SECRET, "https"))
    assert wire.requests == []


async def test_a_trusted_certificate_is_spoken_to(trusting: ssl.SSLContext, self_signed: ssl.SSLContext) -> None:
    """Over TLS the answer arrives and the connection is kept."""
    client = http.Client(tls=trusting)
    async with serve(say(OK), tls=self_signed) as wire:
        for _ in range(3):
            response = await client.request("POST", f"https://localhost:{wire.port}/", body=b"x" * 100_000)
        await client.close()
    assert (response.body, wire.connections, len(wire.requests)) == (b"ok", 1, 3)


async def test_silence_after_the_request_is_no_answer(client: http.Client) -> None:
    """The server took the request and says nothing: after total_timeout nobody knows."""
    async with serve(silence) as wire:
        started = asyncio.get_running_loop().time()
        with pytest.raises(http.NoAnswer):
            await client.request("POST", wire.url(SECRET))
        assert 0.5 < asyncio.get_running_loop().time() - started < 1.5
        with pytest.raises(http.NoAnswer):
            await client.request("POST", wire.url(SECRET), timeout=0.05)
    assert (len(wire.requests), wire.connections) == (2, 2)


async def test_a_connection_closed_without_an_answer_is_no_answer_and_never_sent_again(client: http.Client) -> None:
    """The very case in which libcurl sends a POST twice: a re-used connection that closes on the second request."""
    async with serve(say(OK, b"")) as wire:
        await client.request("POST", wire.url(), body=b"first")
        with pytest.raises(http.NoAnswer):
            await client.request("POST", wire.url(), body=b"second")
        await asyncio.sleep(0.05)
    assert [request[-6:] for request in wire.requests] == [b"\nfirst", b"second"]


async def test_a_reset_is_no_answer(client: http.Client) -> None:
    """RST after the request arrived."""

    async def reset(_wire: Wire, writer: asyncio.StreamWriter, _request: bytes) -> bool:
        writer.get_extra_info("socket").setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
        return False

    async with serve(reset) as wire:
        with pytest.raises(http.NoAnswer):
            await client.request("POST", wire.url())


@pytest.mark.parametrize(
    "answer",
    [
        b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\no",
        b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nab",
        b"HTTP/1.1 200 OK\r\nContent-Le",
        b"<html>502</html>",
        b"HTTP/1.1 200 OK\r\nContent-Length: 90000\r\n\r\n" + b"x" * 90_000,
        b"HTTP/1.1 200 OK\r\n" + b"X: y\r\n" * 12_000,
        b"HTTP/1.1 101 Switching Protocols\r\nUpgrade: x\r\nConnection: upgrade\r\n\r\nzzz",
    ],
    ids=["short body", "open chunk", "half a head", "not HTTP", "too large", "endless head", "upgrade"],
)
async def test_half_an_answer_is_no_answer(client: http.Client, answer: bytes) -> None:
    """Whatever is not a whole, sane answer leaves open whether the request was accepted."""

    async def half(_wire: Wire, writer: asyncio.StreamWriter, _request: bytes) -> bool:
        writer.write(answer)
        writer.write_eof()
        await asyncio.sleep(0.05)
        return False

    async with serve(half) as wire:
        with pytest.raises(http.NoAnswer):
            await client.request("POST", wire.url())
        with pytest.raises(http.NoAnswer):
            await client.request("POST", wire.url())


async def test_no_exception_repeats_the_query_string(client: http.Client) -> None:
    """W-7: tokens travel in query strings, exceptions in logs."""
    faults: list[BaseException] = []
    async with serve(silence) as wire:
        for url in (
            wire.url(SECRET),
            f"http://127.0.0.1:{_closed_port()}{SECRET}",
            f"http://no-such-host.invalid{SECRET}",
        ):
            with pytest.raises((http.NotSent, http.NoAnswer)) as caught:
                await client.request("POST", url, timeout=0.2)
            faults.append(caught.value)
    while faults:
        fault = faults.pop()
        assert "geheim" not in repr(fault) + str(fault) + str(vars(fault))
        faults += [linked for linked in (fault.__cause__, fault.__context__) if linked is not None]


async def test_a_cancelled_request_frees_its_place(client: http.Client) -> None:
    """Whoever is cancelled takes the half-used connection along, and leaves no unread exception behind."""
    small = http.Client(max_connections=1)
    async with serve(silence) as wire:
        task = asyncio.create_task(small.request("POST", wire.url()))
        await asyncio.sleep(0.05)
        assert wire.connections == 1
        task.cancel()
        with pytest.raises(asyncio.CancelledError):
            await task
        with pytest.raises(http.NoAnswer):
            await small.request("POST", wire.url(), timeout=0.1)
    assert wire.connections == 2
    await small.close()
    gc.collect()


@pytest.fixture(scope="module")
def certificate(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return write_certificate(tmp_path_factory.mktemp("tls"))


@pytest.fixture
def self_signed(certificate: Path) -> ssl.SSLContext:
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(certificate)
    return context


@pytest.fixture
def trusting(certificate: Path) -> ssl.SSLContext:
    return ssl.create_default_context(cafile=str(certificate))
