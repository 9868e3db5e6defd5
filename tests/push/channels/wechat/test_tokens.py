"""One owner of the access_token: many ask, one fetches, and only the refused token is replaced (R-8, N6)."""

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from datetime import timedelta

import pytest

from kit import failpoints, redis
from push.channels import wechat
from push.channels.outcome import TryLater
from push.channels.wechat import account, tokens
from push.channels.wechat.token_store import TokenStore
from push.channels.wechat.tokens import TokenOwner
from sandbox.serving import Running
from sandbox.wechat.tokens import revoke_all
from tests.push.channels.conftest import parcel


@dataclass
class Platform:
    """Counts fetches; `value` is what it gives out, as stable_token does: the same until it changes."""

    value: str = "T1"
    seconds: int = 7200
    asked: list[bool] = field(default_factory=list)
    fault: TryLater | None = None

    async def fetch(self, force: bool) -> tuple[str, int]:
        self.asked.append(force)
        await asyncio.sleep(0.01)
        if self.fault:
            raise self.fault
        if force:
            self.value += "f"
        return self.value, self.seconds

    def owner(self) -> TokenOwner:
        """One process."""
        return TokenOwner(TokenStore("wx-test"), self.fetch)


@pytest.fixture
def platform() -> Platform:
    return Platform()


async def _hundred(owner: TokenOwner) -> set[str]:
    return {token.value for token in await asyncio.gather(*(owner.get() for _ in range(100)))}


async def test_a_hundred_wishes_are_one_fetch(platform: Platform) -> None:
    """Single flight within a process, Redis or not."""
    owner = platform.owner()
    assert await _hundred(owner) == {"T1"}
    assert platform.asked == [False]


async def test_three_processes_share_one_fetch(platform: Platform, valkey: str) -> None:
    """Single flight across processes: an election in Redis; the losers read what the winner stored."""
    owners = [platform.owner() for _ in range(3)]
    assert set().union(*await asyncio.gather(*map(_hundred, owners))) == {"T1"}
    assert platform.asked == [False]


async def test_one_invalidation_is_one_fetch_for_all(platform: Platform, valkey: str) -> None:
    """N6: three processes report the same bad token a hundred times each; nobody throws away the new one."""
    owners = [platform.owner() for _ in range(3)]
    old = [await owner.get() for owner in owners]
    platform.value = "T2"

    async def complain(owner: TokenOwner, token: tokens.Token) -> str:
        await owner.refuse(token)
        return (await owner.get()).value

    cases = [(owner, token) for owner, token in zip(owners, old, strict=True) for _ in range(100)]
    assert set(await asyncio.gather(*(complain(*case) for case in cases))) == {"T2"}
    assert platform.asked == [False, False]


async def test_a_late_complaint_about_an_old_token_is_ignored(platform: Platform) -> None:
    """The platform may give out the same value again: a complaint about the first fetch spares the second."""
    owner = platform.owner()
    first = await owner.get()
    await owner.refuse(first)
    second = await owner.get()
    await owner.refuse(first)
    assert await owner.get() is second
    assert second.value == first.value


async def test_a_token_is_replaced_before_its_last_five_minutes(
    platform: Platform, monkeypatch: pytest.MonkeyPatch
) -> None:
    """stable_token gives out the next token in the last five minutes of the old."""
    owner, now = platform.owner(), [1_000_000.0]
    monkeypatch.setattr(tokens.time, "time", lambda: now[0])
    await owner.get()
    now[0] += 6_899
    await owner.get()
    assert len(platform.asked) == 1
    now[0] += 2
    await owner.get()
    assert len(platform.asked) == 2


async def test_force_only_after_two_fresh_refusals_and_not_within_thirty_seconds(
    platform: Platform, valkey: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Forcing is allowed twenty times a day: it is the last resort, and shared between processes."""
    owner, other, now = platform.owner(), platform.owner(), [1_000_000.0]
    monkeypatch.setattr(tokens.time, "time", lambda: now[0])

    async def refused_fresh(who: TokenOwner) -> None:
        await who.refuse(await who.get())

    for _ in range(4):
        await refused_fresh(owner)
    assert platform.asked == [False, False, True, False]
    for _ in range(4):
        await refused_fresh(other)
    assert sum(platform.asked) == 1
    now[0] += 31
    await redis.client().delete("wechat:wx-test:forced")
    for _ in range(2):
        await refused_fresh(owner)
    assert sum(platform.asked) == 2


async def test_a_failed_fetch_is_not_repeated_by_everybody(platform: Platform) -> None:
    """A hundred sends while the platform refuses the secret are one request, and all of them wait."""
    platform.fault = TryLater("40125", "bad secret", scope="channel", alarm=True, retry_after=timedelta(minutes=10))
    owner = platform.owner()
    faults = await asyncio.gather(*(owner.get() for _ in range(100)), return_exceptions=True)
    assert all(isinstance(fault, TryLater) and fault.scope == "channel" for fault in faults)
    assert len(platform.asked) == 1


async def test_a_crash_between_fetch_and_store_holds_nobody_up(platform: Platform, valkey: str) -> None:
    """`token.after_fetch_before_store`: the election ends with its owner, the next one fetches."""
    failpoints.arm("token.after_fetch_before_store=raise")
    with pytest.raises(failpoints.FailpointHit):
        await platform.owner().get()
    failpoints.disarm()
    async with asyncio.timeout(1):
        assert (await platform.owner().get()).value == "T1"


async def test_a_cancelled_fetch_holds_nobody_up(platform: Platform, valkey: str) -> None:
    """The task that fetches is cancelled; the next one does not wait for a lock that nobody holds."""
    owner = platform.owner()
    task = asyncio.create_task(owner.get())
    await asyncio.sleep(0.005)
    task.cancel()
    await asyncio.gather(task, return_exceptions=True)
    async with asyncio.timeout(1):
        assert (await owner.get()).value == "T1"


async def test_without_redis_the_process_looks_after_itself(platform: Platform) -> None:
    """R-7: Redis configured but away costs sharing, nothing else."""
    redis.connect("redis://127.0.0.1:1/0")
    try:
        owner = platform.owner()
        assert await _hundred(owner) == {"T1"}
        await owner.refuse(await owner.get())
        assert await _hundred(owner) == {"T1"}
    finally:
        await redis.disconnect()


async def test_a_refused_token_is_replaced_and_the_message_still_goes_out(
    outside: Running, seen: Callable[[], list[str]]
) -> None:
    """40001 in the middle of sending: dropped, fetched once, sent once more."""
    await wechat.send(parcel("wechat"))
    revoke_all(outside.world)
    await asyncio.gather(*(wechat.send(parcel("wechat")) for _ in range(20)))
    assert len(seen()) == 21
    assert outside.world.counts["wechat tokens issued stable"] == 2


async def test_a_token_refused_twice_stops_the_channel(
    outside: Running, refusing: Callable[[], Awaitable[None]]
) -> None:
    """Never a loop: two refusals in a row hold the channel for thirty seconds and call the operator."""
    await refusing()
    with pytest.raises(TryLater) as caught:
        await wechat.send(parcel("wechat"))
    assert (caught.value.scope, caught.value.alarm) == ("channel", True)
    assert outside.world.counts["wechat /cgi-bin/message/template/send 40001"] == 2


@pytest.fixture
def refusing(outside: Running) -> Callable[[], Awaitable[None]]:
    async def begin() -> None:
        outside.world.knobs.wechat.invalidate_every = 1
        await account.current().tokens.get()

    return begin


async def test_a_storm_of_refusals_costs_one_fetch_each(outside: Running, seen: Callable[[], list[str]]) -> None:
    """N6: the token dies at every 50th call, 20 sends at a time; everything arrives, fetches ≤ deaths + 1."""
    outside.world.knobs.wechat.invalidate_every = 50
    for _ in range(15):
        await asyncio.gather(*(wechat.send(parcel("wechat")) for _ in range(20)))
    assert len(seen()) == 300
    deaths = outside.world.wechat.token_calls // 50
    assert outside.world.counts["wechat tokens issued stable"] <= deaths + 1
