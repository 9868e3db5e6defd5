"""The schedules of R-4 and §2, on a clock of their own."""

from datetime import timedelta

import pytest

from kit.clock import now
from push import retry

AFTER_FAILURE = {1: 5, 2: 300, 3: 1800, 4: 7200, 5: 18_000, 6: 36_000, 7: 36_000}


@pytest.mark.parametrize(("failures", "seconds"), AFTER_FAILURE.items())
def test_a_definite_refusal_is_tried_again_on_schedule(failures: int, seconds: int) -> None:
    """R-4: 0, 5 s, 5 m, 30 m, 2 h, 5 h, 10 h, 10 h, each ±20 %, and spread over that range."""
    pauses = [retry.after_refusal(failures) for _ in range(400)]
    times = [pause.total_seconds() / seconds for pause in pauses if pause is not None]
    assert len(times) == 400
    assert all(0.8 <= time <= 1.2 for time in times)
    assert min(times) < 0.85
    assert max(times) > 1.15


def test_the_eighth_refusal_is_the_last() -> None:
    """R-4: eight tries, then the dead-letter shelf."""
    assert retry.after_refusal(7) is not None
    assert retry.after_refusal(8) is None


def test_in_doubt_the_same_key_goes_out_five_times_within_nine_minutes() -> None:
    """§2: 0, 5 s, 30 s, 2 m, 5 m; all of them before a repeat might arrive twice, the ten seconds of each included."""
    pauses = [retry.in_doubt(failures) for failures in range(1, 5)]
    assert [pause and pause.total_seconds() for pause in pauses] == [5, 30, 120, 300]
    assert retry.in_doubt(5) is None
    whole = sum((pause or timedelta(0) for pause in pauses), timedelta(0)) + 4 * timedelta(seconds=10)
    assert not retry.doubt_is_over(now(), now() + whole)


def test_the_window_of_doubt_closes_before_the_provider_forgets() -> None:
    """Nine minutes, for WeChat remembers a key for ten (the NATS rule: the retry window is the smaller one)."""
    since = now()
    assert not retry.doubt_is_over(since, since + timedelta(minutes=9))
    assert retry.doubt_is_over(since, since + timedelta(minutes=9, seconds=1))


@pytest.mark.parametrize("failures", range(1, 8))
def test_after_a_report_of_failure_the_key_is_forgotten_before_it_is_used_again(failures: int) -> None:
    """A message that WeChat accepted and then failed goes out again only after ten minutes, else it is dropped."""
    for _ in range(100):
        pause = retry.after_report(failures)
        assert pause is not None
        assert pause >= timedelta(minutes=10)
    assert retry.after_report(8) is None
