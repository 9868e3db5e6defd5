"""A burst is counted per person and channel, shared through Redis, and forgotten when a transaction fails."""

from datetime import timedelta
from uuid import UUID

import pytest

from kit import redis, settings
from subscriptions import bursts
from subscriptions.bursts import counting, share
from tests.subscriptions.makers import NOON

_ME = (UUID(int=1), "wechat")
_MINUTE = timedelta(minutes=1)


@pytest.fixture(autouse=True)
def _nothing_counted() -> None:
    bursts.forget()


def _count(times: int, minutes: int = 0) -> list[bool]:
    with counting(NOON + minutes * _MINUTE) as tally:
        return [tally.held_until(_ME) is not None for _ in range(times)]


def test_the_fifth_within_two_minutes_is_held_until_the_window_ends() -> None:
    with counting(NOON) as tally:
        assert [tally.held_until(_ME) for _ in range(6)] == [None] * 4 + [NOON + 2 * _MINUTE] * 2


def test_the_window_opens_with_its_first_message_and_ends_two_minutes_later() -> None:
    assert _count(4) == [False] * 4
    assert _count(1, minutes=1) == [True]
    assert _count(4, minutes=2) == [False] * 4


def test_persons_and_channels_are_counted_apart() -> None:
    with counting(NOON) as tally:
        for who in range(4):
            for channel in ("wechat", "sms"):
                assert tally.held_until((UUID(int=who), channel)) is None


def test_a_failed_transaction_was_not_counted() -> None:
    with pytest.raises(ZeroDivisionError), counting(NOON) as tally:
        for _ in range(4):
            tally.held_until(_ME)
        raise ZeroDivisionError
    assert _count(4) == [False] * 4


def test_size_zero_never_holds(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HUIZHI_BURST_SIZE", "0")
    settings.forget()
    assert _count(50) == [False] * 50


async def _committed(times: int) -> list[bool]:
    with counting(NOON) as tally:
        held = [tally.held_until(_ME) is not None for _ in range(times)]
    await share(tally)
    return held


async def test_processes_count_together_through_redis(valkey: str) -> None:
    """Each `forget` is another process that starts knowing nothing; its second message tells it of the others."""
    await _committed(2)
    bursts.forget()
    assert await _committed(2) == [False, False]
    assert await _committed(1) == [True]
    keys = [key async for key in redis.client().scan_iter()]
    assert len(keys) == 1
    assert 0 < await redis.client().pttl(keys[0]) <= 120_000


async def test_without_redis_each_process_counts_for_itself() -> None:
    redis.connect("redis://127.0.0.1:1/0")
    assert await _committed(4) == [False] * 4
    assert await _committed(1) == [True]
    await redis.disconnect()


def test_ended_windows_are_swept_away(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(bursts, "_MANY", 10)
    with counting(NOON) as tally:
        for who in range(50):
            tally.held_until((UUID(int=who), "wechat"))
    with counting(NOON + 3 * _MINUTE):
        assert len(bursts._open) == 0
