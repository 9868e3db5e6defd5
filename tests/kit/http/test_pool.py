"""How connections are shared: limits, order, warmth, and who waits for whom."""

import asyncio
import os
import socket
from collections.abc import AsyncIterator

import pytest

from kit import http, http_guard, http_pool
from tests.kit.http.wire import OK, Act, Wire, say, serve, silence


def _after(seconds: float) -> Act:
    async def act(_wire: Wire, writer: asyncio.StreamWriter, _request: bytes) -> bool:
        await asyncio.sleep(seconds)
        writer.write(OK)
        return True

    return act


@pytest.fixture
async def narrow() -> AsyncIterator[http.Client]:
    found = http.Client(max_connections=2)
    yield found
    await found.close()


async def test_no_more_connections_than_allowed(narrow: http.Client) -> None:
    """Twenty requests at once share two connections and all are answered."""
    async with serve(_after(0.002)) as wire:
        answers = await asyncio.gather(*(narrow.request("POST", wire.url(), body=b"%d" % n) for n in range(20)))
    assert [answer.status for answer in answers] == [200] * 20
    assert (wire.connections, len(wire.requests)) == (2, 20)


async def test_whoever_asked_first_is_served_first(narrow: http.Client) -> None:
    """Waiting is in line."""
    async with serve(_after(0.002)) as wire:
        await asyncio.gather(*(narrow.request("POST", f"{wire.url()}{n}") for n in range(12)))
    order = [int(request.split()[1][1:]) for request in wire.requests]
    assert all(abs(place - number) <= 1 for place, number in enumerate(order))


async def test_waiting_in_line_counts_and_is_not_sent(narrow: http.Client) -> None:
    """Whoever got no connection within its time sent nothing."""
    async with serve(silence) as wire:
        busy = [asyncio.create_task(narrow.request("POST", wire.url(), timeout=0.5)) for _ in range(2)]
        await asyncio.sleep(0.05)
        with pytest.raises(http.NotSent, match="no free connection"):
            await narrow.request("POST", wire.url(), timeout=0.1)
        await asyncio.gather(*busy, return_exceptions=True)
    assert len(wire.requests) == 2


async def test_a_place_is_passed_on_when_its_owner_is_cancelled(narrow: http.Client) -> None:
    """Cancelling random waiters and owners never loses a connection or a place in line."""
    async with serve(_after(0.003)) as wire:
        for round_ in range(15):
            tasks = [asyncio.create_task(narrow.request("POST", wire.url())) for _ in range(8)]
            await asyncio.sleep(0.0007 * round_)
            for task in tasks[round_ % 3 :: 3]:
                task.cancel()
            results = await asyncio.gather(*tasks, return_exceptions=True)
            assert all(isinstance(r, asyncio.CancelledError | http.Response) for r in results)
        answers = await asyncio.gather(*(narrow.request("POST", wire.url(), timeout=2) for _ in range(6)))
    assert len(answers) == 6


async def test_a_silent_provider_does_not_hold_up_another() -> None:
    """N1: connections are counted per origin."""
    client = http.Client(max_connections=3)
    async with serve(silence) as deaf, serve(say(OK)) as quick:
        stuck = [asyncio.create_task(client.request("POST", deaf.url(), timeout=1)) for _ in range(10)]
        await asyncio.sleep(0.05)
        answers = await asyncio.gather(*(client.request("POST", quick.url(), timeout=0.5) for _ in range(10)))
        assert len(answers) == 10
        for task in stuck:
            task.cancel()
        await asyncio.gather(*stuck, return_exceptions=True)
    await client.close()


async def test_a_connection_closed_while_idle_is_not_written_to(
    narrow: http.Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The other side hung up between two requests: the second goes over a new connection, once."""
    monkeypatch.setattr(http_pool, "_WARM", 0.0)
    async with serve(say(OK)) as wire:
        await narrow.request("POST", wire.url())
        with socket.socket(fileno=os.dup(wire.writers[0].get_extra_info("socket").fileno())) as theirs:
            theirs.shutdown(socket.SHUT_WR)  # the kernel knows it now, the loop does not yet
        assert (await narrow.request("POST", wire.url())).status == 200
    assert (wire.connections, len(wire.requests)) == (2, 2)


async def test_a_stale_connection_is_dropped(narrow: http.Client, monkeypatch: pytest.MonkeyPatch) -> None:
    """A connection quiet for long is not worth the doubt."""
    monkeypatch.setattr(http_pool, "_WARM", 0.0)
    monkeypatch.setattr(http_pool, "_STALE", 0.01)
    async with serve(say(OK)) as wire:
        await narrow.request("POST", wire.url())
        await asyncio.sleep(0.03)
        await narrow.request("POST", wire.url())
    assert wire.connections == 2


async def test_places_survive_servers_that_hang_up(narrow: http.Client) -> None:
    """After fifty lost connections the pool still has both its places."""
    async with serve(say(b"")) as wire:
        for _ in range(25):
            failed = await asyncio.gather(
                *(narrow.request("POST", wire.url()) for _ in range(2)), return_exceptions=True
            )
            assert all(isinstance(fault, http.NoAnswer) for fault in failed)
    assert len(wire.requests) == 50


async def test_a_closed_client_sends_nothing_more() -> None:
    """close() fails what is under way as NoAnswer and what waits as NotSent."""
    client = http.Client(max_connections=1)
    async with serve(silence) as wire:
        tasks = [asyncio.create_task(client.request("POST", wire.url())) for _ in range(3)]
        await asyncio.sleep(0.05)
        await client.close()
        faults = await asyncio.gather(*tasks, return_exceptions=True)
    assert sorted(type(fault).__name__ for fault in faults) == ["NoAnswer", "NotSent", "NotSent"]


async def test_only_allowed_places_are_connected_to() -> None:
    """F-9: another host or port is refused before anything is sent."""
    async with serve(say(OK)) as allowed, serve(say(OK)) as other:
        client = http.Client(permits=http_guard.only(allowed.url()))
        assert (await client.request("POST", allowed.url("/x"))).status == 200
        with pytest.raises(http.NotSent, match="allowed"):
            await client.request("POST", other.url())
        await client.close()
    assert (allowed.connections, other.connections) == (1, 0)


async def test_the_shared_client_obeys_the_restriction() -> None:
    """restrict() holds for clients made after it."""
    async with serve(say(OK)) as wire:
        http.restrict(http_guard.only("https://api.weixin.qq.com"))
        try:
            with pytest.raises(http.NotSent, match="allowed"):
                await http.client().request("POST", wire.url())
        finally:
            http.restrict(None)
            await http.close()
    assert wire.connections == 0


@pytest.mark.parametrize(
    ("host", "address", "allowed"),
    [
        ("api.weixin.qq.com", "203.205.254.1", True),
        ("api.weixin.qq.com", "10.1.2.3", True),
        ("api.weixin.qq.com", "127.0.0.1", False),
        ("api.weixin.qq.com", "::1", False),
        ("api.weixin.qq.com", "::ffff:127.0.0.1", False),
        ("api.weixin.qq.com", "169.254.169.254", False),
        ("api.weixin.qq.com", "fe80::1%eth0", False),
        ("api.weixin.qq.com", "0.0.0.0", False),
        ("api.weixin.qq.com", "224.0.0.1", False),
        ("api2.weixin.qq.com", "203.205.254.1", False),
        ("127.0.0.1", "127.0.0.1", True),
        ("localhost", "::1", True),
    ],
)
def test_a_name_that_suddenly_means_this_machine_is_refused(host: str, address: str, allowed: bool) -> None:
    """DNS rebinding and metadata addresses end at the resolved address."""
    permits = http_guard.only("https://api.weixin.qq.com", "https://127.0.0.1", "https://localhost")
    assert permits(host, 443, address) is allowed
    assert not permits(host, 80, address)


async def test_bytes_nobody_asked_for_end_an_idle_connection(narrow: http.Client) -> None:
    """A connection on which the server speaks first is not used again: its words would become the next answer."""
    async with serve(say(OK)) as wire:
        await narrow.request("POST", wire.url())
        wire.writers[0].write(b"HTTP/1.1 200 OK\r\nContent-Length: 6\r\n\r\nforged")
        await asyncio.sleep(0.02)
        assert (await narrow.request("POST", wire.url())).body == b"ok"
    assert wire.connections == 2


async def test_whoever_is_cancelled_at_the_head_of_the_line_passes_the_connection_on(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """The turn comes and the owner goes in the same moment: the next one is served, not forgotten."""
    client, tasks = http.Client(max_connections=1), []
    hand_over = http_pool.Pool._freed

    def hand_over_and_cancel(pool: http_pool.Pool, connection: object) -> None:
        hand_over(pool, connection)
        tasks[1].cancel()

    monkeypatch.setattr(http_pool.Pool, "_freed", hand_over_and_cancel)
    async with serve(_after(0.01)) as wire:
        for _ in range(3):
            tasks.append(asyncio.create_task(client.request("POST", wire.url(), timeout=2)))
            await asyncio.sleep(0)
        first, second, third = await asyncio.gather(*tasks, return_exceptions=True)
    assert isinstance(second, asyncio.CancelledError)
    assert (first.status, third.status, wire.connections) == (200, 200, 1)
    await client.close()
