"""Every code of wechat-and-bots.md §1.7 has its reaction."""

from datetime import timedelta

import pytest
from structlog.testing import capture_logs

from kit import clock
from push.channels.outcome import NotAccepted, TryLater, Unreachable
from push.channels.wechat import platform

STOPS = {"40013", "40125", "40164", "45035", "61004", "48001", "48004"}
GONE = {"43004", "43019", "48002"}
NEVER = {"40003", "43101", "40036", "40037", "40247", "47003", "47001", "44002", "44004", "45002", "45008", "45067"}
NEVER |= {"45015", "45047", "45072", "45080", "45081", "40029", "40163", "42003", "65301"}
NEVER |= {"40004", "40005", "40007", "40009", "41005"}  # of media
TOKENS = {"40001", "40014", "42001"}
ACCEPTED = {"0", "40241", "45065"}


def _refusal(code: str, said: str = "") -> NotAccepted | None:
    return platform.refusal({"errcode": int(code), "errmsg": said})


@pytest.mark.parametrize("code", sorted(ACCEPTED))
def test_accepted(code: str) -> None:
    """40241 and 45065 say that the same message went out before: that is what we wanted."""
    assert _refusal(code) is None


@pytest.mark.parametrize("code", sorted(STOPS))
def test_the_channel_stops_and_the_operator_is_called(code: str) -> None:
    """Nothing will be accepted before somebody changes a setting."""
    fault = _refusal(code)
    assert isinstance(fault, TryLater)
    assert (fault.scope, fault.alarm) == ("channel", True)
    assert fault.retry_after is not None
    assert fault.retry_after >= timedelta(minutes=9)


@pytest.mark.parametrize("code", sorted(GONE))
def test_the_address_is_gone(code: str) -> None:
    """R-4: permanent, one attempt."""
    fault = _refusal(code)
    assert isinstance(fault, Unreachable)
    assert (fault.address_gone, fault.alarm) == (True, False)


@pytest.mark.parametrize("code", sorted(NEVER))
def test_this_message_never_goes_this_way(code: str) -> None:
    """The message is at fault, or the way is; the address is not gone."""
    fault = _refusal(code)
    assert isinstance(fault, Unreachable)
    assert not fault.address_gone


@pytest.mark.parametrize("code", sorted(TOKENS))
def test_a_bad_token_is_a_case_of_its_own(code: str) -> None:
    """Once it is replaced and tried again; told to the channel only when that was in vain."""
    assert platform.reaction_to({"errcode": int(code)}).kind == "token"
    fault = _refusal(code)
    assert isinstance(fault, TryLater)
    assert (fault.scope, fault.alarm, fault.retry_after and round(fault.retry_after.total_seconds())) == (
        "channel",
        True,
        30,
    )


@pytest.mark.parametrize(
    ("code", "scope", "least", "most"),
    [("-1", "message", 4, 6), ("43117", "address", 290, 310), ("45011", "channel", 0, 61)],
)
def test_busy_means_later(code: str, scope: str, least: int, most: int) -> None:
    """The table says how long, and who must wait."""
    fault = _refusal(code)
    assert isinstance(fault, TryLater)
    assert fault.retry_after is not None
    assert (fault.scope, fault.alarm) == (scope, False)
    assert least <= fault.retry_after.total_seconds() <= most


def test_the_daily_quota_returns_at_midnight_in_china() -> None:
    """45009 holds the channel; midnight is Asia/Shanghai's."""
    fault = _refusal("45009")
    assert isinstance(fault, TryLater)
    assert fault.retry_after is not None
    wall = clock.in_shanghai(clock.now() + fault.retry_after + timedelta(seconds=1))
    assert (wall.hour, wall.minute) == (0, 0)


def test_an_unknown_code_is_put_off_and_told() -> None:
    """House rule 10: unknown codes keep their text and alert the operator."""
    fault = _refusal("99999", "something new rid: 5f6a-1")
    assert isinstance(fault, TryLater)
    assert (fault.scope, fault.alarm, fault.text) == ("message", True, "something new rid: 5f6a-1")


def test_the_rid_is_logged_with_the_code() -> None:
    """Tencent's support asks for the rid, so it stands in the log by itself."""
    with capture_logs() as lines:
        _refusal("40037", "invalid template_id rid: 61f0-2b3c-4d5e")
    assert [(line["code"], line["rid"]) for line in lines] == [("40037", "61f0-2b3c-4d5e")]


def test_the_table_covers_the_list() -> None:
    """No code of §1.7 is missing from the data file."""
    listed = STOPS | GONE | NEVER | TOKENS | ACCEPTED | {"-1", "43117", "45009", "45011", "48006"}
    assert listed == set(platform._TABLE)
