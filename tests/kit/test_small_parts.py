"""Ids, clock, failpoints, signatures, settings, logs: the small parts that everything stands on."""

import json
from datetime import UTC, datetime, timedelta

import pytest

from kit import clock, failpoints, ids, logs, settings, signing, trace
from kit.settings import House, Misconfigured


def test_new_ids_are_version_7_and_sort_by_time() -> None:
    made = [ids.new_id() for _ in range(2000)]
    assert {one.version for one in made} == {7}
    assert len(set(made)) == len(made)
    assert [one.int >> 80 for one in made] == sorted(one.int >> 80 for one in made)


def test_a_derived_id_follows_from_its_cause_alone() -> None:
    """Writing the same row twice meets the same id: that is what makes fan-out repeatable."""
    parent = ids.new_id()
    assert ids.derived_id(parent, "a", "wechat") == ids.derived_id(parent, "a", "wechat")
    assert ids.derived_id(parent, "a", "wechat") != ids.derived_id(parent, "aw", "echat")
    assert ids.derived_id(parent, "a").int >> 80 == parent.int >> 80
    assert ids.derived_id(parent, "a").version == 8


@pytest.mark.parametrize(
    ("moment", "midnight"),
    [
        (datetime(2026, 12, 31, 15, 59, 59, tzinfo=UTC), datetime(2026, 12, 31, 16, tzinfo=UTC)),
        (datetime(2026, 12, 31, 16, 0, 0, tzinfo=UTC), datetime(2027, 1, 1, 16, tzinfo=UTC)),
        (datetime(2028, 2, 28, 20, 0, 0, tzinfo=UTC), datetime(2028, 2, 29, 16, tzinfo=UTC)),
    ],
)
def test_the_next_midnight_is_shanghais(moment: datetime, midnight: datetime) -> None:
    """T2: quotas of the platforms begin anew at midnight in China, also at year's end and in a leap year."""
    assert clock.next_midnight(moment) == midnight


def test_a_wall_clock_time_in_china_is_eight_hours_ahead() -> None:
    assert clock.from_shanghai(datetime(2026, 11, 21, 9, 12)) == datetime(2026, 11, 21, 1, 12, tzinfo=UTC)  # noqa: DTZ001
    with pytest.raises(ValueError, match="time zone"):
        clock.in_shanghai(datetime(2026, 11, 21))  # noqa: DTZ001


def test_a_failpoint_acts_at_its_nth_passing_and_only_when_armed() -> None:
    failpoints.hit("relay.after_claim")
    failpoints.arm("relay.after_claim:2=raise")
    failpoints.hit("relay.after_claim")
    with pytest.raises(failpoints.FailpointHit):
        failpoints.hit("relay.after_claim")


def test_a_signature_is_good_for_five_minutes_and_for_its_own_body() -> None:
    """F-7."""
    now = int(clock.now().timestamp())
    signature = signing.sign("key", "id-1", now, b"body")
    assert signing.is_genuine("key", "id-1", str(now), b"body", signature)
    assert not signing.is_genuine("key", "id-1", str(now), b"other", signature)
    assert not signing.is_genuine("other", "id-1", str(now), b"body", signature)
    assert not signing.is_genuine("key", "id-1", "now", b"body", signature)
    for drift, genuine in ((-299, True), (-302, False), (302, False)):
        then = now + drift
        assert signing.is_genuine("key", "id-1", str(then), b"", signing.sign("key", "id-1", then, b"")) is genuine
    assert timedelta(minutes=5) == signing.TOLERANCE


def test_a_missing_setting_is_named_in_one_sentence(monkeypatch: pytest.MonkeyPatch) -> None:
    """contract.md: anything required and missing stops the process at start with one sentence naming it."""
    monkeypatch.delenv("HUIZHI_SECRET_KEY")
    with pytest.raises(Misconfigured, match="HUIZHI_SECRET_KEY"):
        settings.load(House)


def test_a_log_line_carries_the_trace_and_no_personal_data(capsys: pytest.CaptureFixture[str]) -> None:
    """P-2 and one trace id from receipt to delivery."""
    logs.configure(as_json=True)
    with trace.bind() as trace_id:
        logs.get("push").info("sent", to="13800138000", url="https://x/?access_token=abc")
    line = json.loads(capsys.readouterr().err)
    assert line["trace"] == trace_id
    assert line["to"] == "138****8000"
    assert "abc" not in line["url"]
