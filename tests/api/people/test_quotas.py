"""How many codes may be sent: the table of quotas, as a pure function and over real time (S-3)."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from api.people import quotas
from api.people.quotas import Sender, Sent

NOON = datetime(2026, 11, 21, 4, 0, tzinfo=UTC)
ASKS = Sender("13800138000", "192.0.2.7", "person:1")


def sent(minutes_ago: float, mobile: str = ASKS.mobile, ip: str = "", account: str = "") -> Sent:
    return Sent(mobile, ip, account, NOON - timedelta(minutes=minutes_ago))


@pytest.mark.parametrize(
    ("history", "seconds"),
    [
        ([], 0),
        ([sent(0.5)], 30),
        ([sent(1)], 0),
        ([sent(n) for n in (2, 4, 6, 8)], 0),
        ([sent(n) for n in (2, 4, 6, 8, 10)], 50 * 60),
        ([sent(n) for n in (2, 4, 6, 8, 60)], 0),
        ([sent(100 * n) for n in range(1, 11)], (24 * 60 - 1000) * 60),
        ([sent(n, "13911112222", account=ASKS.account) for n in (2, 4, 6, 8, 10)], 50 * 60),
        ([sent(n, "13911112222", account="person:2") for n in (2, 4, 6, 8, 10)], 0),
        ([sent(n, "13911112222", ip=ASKS.ip) for n in range(2, 12)], 49 * 60),
        ([sent(n, f"1391111222{n}", ip=ASKS.ip) for n in (1, 2, 3, 4)], 0),
        ([sent(n, f"1391111222{n}", ip=ASKS.ip) for n in (1, 2, 3, 4, 5)], 55 * 60),
        ([sent(-5)], 360),
    ],
    ids=[
        "nothing yet", "half a minute ago", "a minute ago", "four in the hour", "five in the hour",
        "the fifth is an hour old", "ten in a day", "five by the account", "five by another account",
        "ten by the address", "four phones of the address", "five phones of the address", "one from the future",
    ],
)  # fmt: skip
def test_the_wait_is_what_the_table_says(history: list[Sent], seconds: int) -> None:
    """1/60 s, 5/h, 10/24 h a phone; 10/h and five phones/h an address; 5/h an account."""
    assert quotas.wait_for(history, ASKS, NOON).total_seconds() == seconds


def test_a_phone_that_the_address_asked_for_already_is_no_new_phone() -> None:
    """The sixth phone waits, one of the five does not."""
    history = [sent(n * 5, f"1391111222{n}", ip=ASKS.ip) for n in range(1, 6)]
    assert quotas.wait_for(history, ASKS, NOON) > timedelta()
    assert quotas.wait_for(history, Sender("13911112223", ASKS.ip, ""), NOON) == timedelta()


def test_a_chat_has_no_address_and_shares_none() -> None:
    """Two askers without an address or an account have nothing in common."""
    history = [sent(n, "13911112222") for n in range(1, 30)]
    assert quotas.wait_for(history, Sender(ASKS.mobile, "", ""), NOON) == timedelta()


def _asked(gaps: list[int]) -> list[Sent]:
    """Ask again after each gap, as an impatient client would, and return what was sent."""
    history: list[Sent] = []
    moment = NOON
    for gap in gaps:
        moment += timedelta(seconds=gap)
        if quotas.wait_for(history, ASKS, moment) == timedelta():
            history.append(Sent(*ASKS, moment))
    return history


@given(st.lists(st.integers(min_value=1, max_value=4000), max_size=200))
def test_no_rhythm_of_asking_gets_past_a_quota(gaps: list[int]) -> None:
    """In every window that ends at a send: at most one a minute, five an hour, ten a day."""
    times = [each.at for each in _asked(gaps)]
    for most, window in ((1, timedelta(seconds=60)), (5, quotas.HOUR), (10, quotas.DAY)):
        assert all(sum(moment - window < each <= moment for each in times) <= most for moment in times)


@given(st.lists(st.integers(min_value=1, max_value=4000), min_size=1, max_size=60))
def test_who_waits_as_told_is_let_through(gaps: list[int]) -> None:
    """The wait that is told is long enough, whatever came before."""
    history = _asked(gaps)
    moment = NOON + timedelta(seconds=sum(gaps))
    wait = quotas.wait_for(history, ASKS, moment)
    assert quotas.wait_for(history, ASKS, moment + wait) == timedelta()
