"""What each answer means, without a database: R-4, §2 and the table of reactions."""

from datetime import timedelta
from uuid import uuid4

import pytest

from kit.clock import now
from push.channels.outcome import Ambiguous, NotAccepted, Ticket, TryLater, Unreachable
from push.claiming import Due
from push.lifecycle import Step
from push.terms import terms_of
from push.verdicts import hold_of, not_taken, postponed, taken

NOW = now()
WECHAT, SMS = terms_of("wechat"), terms_of("sms")
LIFE = timedelta(hours=72)
MINUTES_5 = timedelta(minutes=5)


def a_due(
    *, failures: int = 0, in_doubt_for: float | None = None, life: timedelta = LIFE, channel: str = "wechat"
) -> Due:
    since = None if in_doubt_for is None else NOW - timedelta(seconds=in_doubt_for)
    ids = (uuid4(), uuid4(), uuid4(), None, None)
    return Due(*ids, "因", channel, "o1", "", 1, 2, "", failures, failures, since, NOW + life, 0, "active")


def test_a_ticket_is_acceptance_and_not_delivery() -> None:
    """`success` from send means accepted; only a provider that reports nothing later settles it at once."""
    assert taken(a_due(), Ticket("wechat", "42"), 3).step is Step.ACCEPT
    assert taken(a_due(), Ticket("console", "x", settled=True), 3).step is Step.SETTLE


def test_a_permanent_refusal_is_not_tried_again() -> None:
    """R-4: 43004, 43019, 40003 end after one attempt, with the provider's own words."""
    verdict = not_taken(a_due(), Unreachable("43004", "require subscribe", provider="wechat"), WECHAT, NOW)
    assert (verdict.step, verdict.code, verdict.reason) == (Step.REFUSE, "43004", "require subscribe")


def test_a_passing_refusal_is_tried_again_by_the_schedule() -> None:
    """The first failure waits about five seconds and counts."""
    verdict = not_taken(a_due(), TryLater("-1", "system busy"), WECHAT, NOW)
    assert (verdict.step, verdict.failures, verdict.outcome) == (Step.RETRY, 1, "refused")
    assert verdict.due_at is not None
    assert 4 <= (verdict.due_at - NOW).total_seconds() <= 6


def test_the_last_refusal_goes_to_the_dead_letters_with_its_reason() -> None:
    """R-4: exhausted rows are visible, and their attempts keep the provider's words."""
    verdict = not_taken(a_due(failures=7), TryLater("-1", "system busy"), WECHAT, NOW)
    assert (verdict.step, verdict.reason, verdict.text, verdict.code) == (
        Step.EXHAUST,
        "exhausted",
        "system busy",
        "-1",
    )


def test_retry_after_is_honoured_exactly() -> None:
    """No jitter, no schedule: the provider's own time."""
    wait = timedelta(seconds=30)
    verdict = not_taken(a_due(), TryLater("429", "slow down", retry_after=wait), WECHAT, NOW)
    assert verdict.due_at == NOW + wait


@pytest.mark.parametrize("scope", ["channel", "address"])
def test_what_holds_more_than_the_message_does_not_count_against_it(scope: str) -> None:
    """N7: a quota or a throttled address dead-letters nothing, however often it is met."""
    error = TryLater("45009", "quota", retry_after=timedelta(hours=9), scope=scope)  # type: ignore[arg-type]
    verdict = not_taken(a_due(failures=7), error, WECHAT, NOW)
    assert (verdict.step, verdict.failures, verdict.due_at) == (Step.RETRY, 7, NOW + timedelta(hours=9))


def test_a_hold_names_what_must_wait() -> None:
    """The whole channel, one address, or nothing else."""
    due, wait = a_due(), timedelta(seconds=30)
    channel = hold_of(due, TryLater("429", "", retry_after=wait, scope="channel"), NOW)
    address = hold_of(due, TryLater("43117", "", retry_after=wait, scope="address"), NOW)
    assert channel is not None
    assert address is not None
    assert (channel.address, channel.until, address.address) == ("", NOW + wait, "o1")
    assert hold_of(due, TryLater("-1", ""), NOW) is None
    assert hold_of(due, Ambiguous("no answer"), NOW) is None


def test_a_channel_that_does_not_say_how_long_pauses_a_minute() -> None:
    """A configuration alarm stops calls, and looks again by itself."""
    hold = hold_of(a_due(), TryLater("40013", "invalid appid", scope="channel", alarm=True), NOW)
    assert hold is not None
    assert hold.until == NOW + timedelta(minutes=1)


@pytest.mark.parametrize(("failures", "seconds"), [(1, 30), (2, 120), (3, 300)])
def test_wechat_is_asked_again_with_the_same_key(failures: int, seconds: int) -> None:
    """§2: while in doubt the next try follows IN_DOUBT, and doubt stays."""
    verdict = not_taken(a_due(failures=failures, in_doubt_for=40), Ambiguous("no answer"), WECHAT, NOW)
    assert (verdict.step, verdict.doubtful, verdict.failures) == (Step.RETRY, True, failures + 1)
    assert verdict.due_at == NOW + timedelta(seconds=seconds)


def test_the_first_doubt_begins_its_own_count() -> None:
    """Refusals before it were definite: they do not shorten the nine minutes."""
    verdict = not_taken(a_due(failures=4), Ambiguous("no answer"), WECHAT, NOW)
    assert (verdict.failures, verdict.due_at) == (1, NOW + timedelta(seconds=5))


@pytest.mark.parametrize(
    "error", [Ambiguous("no answer"), TryLater("-1", "busy"), TryLater("-1", "", retry_after=MINUTES_5)]
)
def test_doubt_ends_uncertain_after_nine_minutes(error: NotAccepted) -> None:
    """§2: a try that would come later than nine minutes after the first in doubt might arrive twice: never made."""
    verdict = not_taken(a_due(failures=3, in_doubt_for=8 * 60), error, WECHAT, NOW)
    assert verdict.step is Step.DOUBT
    assert verdict.due_at is None


def test_doubt_ends_uncertain_after_five_tries() -> None:
    """No sixth try, even within the nine minutes."""
    assert not_taken(a_due(failures=4, in_doubt_for=60), Ambiguous("no answer"), WECHAT, NOW).step is Step.DOUBT


def test_a_refusal_while_in_doubt_keeps_the_doubt() -> None:
    """A later 'busy' says nothing of the first message: the short schedule goes on."""
    verdict = not_taken(a_due(failures=1, in_doubt_for=10), TryLater("-1", "busy"), WECHAT, NOW)
    assert (verdict.step, verdict.doubtful, verdict.due_at) == (Step.RETRY, True, NOW + timedelta(seconds=30))


def test_a_short_message_without_an_answer_is_uncertain_at_once() -> None:
    """§2: SMS and Telegram drop no repeats, so nothing is sent again by itself."""
    for channel in ("sms", "telegram", "some new channel"):
        verdict = not_taken(a_due(channel=channel), Ambiguous("no answer"), terms_of(channel), NOW)
        assert (verdict.step, verdict.outcome) == (Step.DOUBT, "ambiguous")


def test_what_could_only_be_tried_after_its_expiry_is_dead_now() -> None:
    """A code lives five minutes: its third try would come too late, and says so instead of waiting."""
    code = a_due(failures=1, life=timedelta(minutes=3), channel="sms")
    verdict = not_taken(code, TryLater("busy", "later"), SMS, NOW)
    assert (verdict.step, verdict.reason, verdict.code) == (Step.EXPIRE, "expired", "busy")


def test_expiry_does_not_hide_a_doubt() -> None:
    """What may have arrived is uncertain, not dead."""
    verdict = not_taken(a_due(life=timedelta(seconds=2)), Ambiguous("no answer"), WECHAT, NOW)
    assert verdict.step is Step.DOUBT


def test_going_back_unsent_changes_nothing_but_the_time() -> None:
    """Postponing keeps count, doubt and hold."""
    due = a_due(failures=2, in_doubt_for=10)._replace(held="quiet")
    verdict = postponed(due)
    assert (verdict.step, verdict.failures, verdict.doubtful, verdict.held, verdict.outcome) == (
        Step.POSTPONE,
        2,
        True,
        "quiet",
        "",
    )
