"""What an answer means for the delivery: pure decisions, no database (reliability-security.md §2, R-4)."""

from datetime import datetime, timedelta
from typing import Final, NamedTuple
from uuid import UUID

from push import retry
from push.channels.outcome import NotAccepted, Ticket, TryLater, Unreachable
from push.claiming import Due
from push.holds import WHOLE_CHANNEL, Hold
from push.lifecycle import Step
from push.terms import Terms

EXPIRED: Final = "expired"
EXHAUSTED: Final = "exhausted"
CHANNEL_PAUSE: Final = timedelta(minutes=1)  # when a channel is to wait and its provider does not say how long
_TEXT_LIMIT: Final = 500


class Verdict(NamedTuple):
    """The step a claimed delivery takes now.

    `due_at` None leaves the time as it was. `doubtful` keeps it in doubt whether an earlier try arrived. `outcome`
    names what an attempt came to; it is empty when nothing was sent, and then no attempt is recorded. `reason` stands
    on the delivery, `text` (the provider's own words) on the attempt.
    """

    id: UUID
    step: Step
    due_at: datetime | None = None
    failures: int = 0
    doubtful: bool = False
    provider: str = ""
    provider_id: str = ""
    code: str = ""
    reason: str = ""
    text: str = ""
    held: str = ""
    successor_id: UUID | None = None
    outcome: str = ""
    elapsed_ms: int = 0


class Attempted(NamedTuple):
    """A delivery, what is to become of it, the provider's refusal if that is why, and what else must wait for it."""

    due: Due
    verdict: Verdict
    error: NotAccepted | None = None
    hold: Hold | None = None


def reported_as(done: Attempted) -> list[str]:
    """Return the ids under which a report on this attempt may have come already."""
    if done.verdict.step is Step.ACCEPT:
        return [done.verdict.provider_id]
    return [done.due.id.hex] if done.verdict.step is Step.DOUBT else []


def as_before(done: Attempted) -> bool:
    """Tell whether the delivery went back to be claimed again at once."""
    return done.verdict.step is Step.POSTPONE and done.verdict.due_at is None


def postponed(due: Due, until: datetime | None = None, held: str | None = None) -> Verdict:
    """Return the verdict on a delivery that goes back as it came, not sent: due at `until`, or as before."""
    in_doubt = due.doubtful_since is not None
    return Verdict(due.id, Step.POSTPONE, until, due.failures, in_doubt, held=due.held if held is None else held)


def taken(due: Due, ticket: Ticket, elapsed_ms: int) -> Verdict:
    """Return the verdict on a delivery that the provider took."""
    step = Step.SETTLE if ticket.settled else Step.ACCEPT
    return Verdict(due.id, step, provider=ticket.provider, provider_id=ticket.provider_id, elapsed_ms=elapsed_ms)


def not_taken(due: Due, error: NotAccepted, terms: Terms, now: datetime) -> Verdict:
    """Return the verdict on a delivery that the provider refused, put off, or did not answer for."""
    if isinstance(error, Unreachable):
        plain = Verdict(due.id, Step.REFUSE, failures=due.failures, outcome="unreachable")
    elif isinstance(error, TryLater):
        plain = _put_off(due, error, now)
    else:
        plain = _unanswered(due, terms, now)
    told = _overdue(plain, due)
    text = error.text[:_TEXT_LIMIT]
    return told._replace(provider=error.provider, code=error.code, reason=told.reason or text, text=text)


def hold_of(due: Due, error: NotAccepted, now: datetime) -> Hold | None:
    """Return what else must wait: the whole channel, or everything for this address; None when nothing else must."""
    if not isinstance(error, TryLater) or error.scope == "message":
        return None
    if error.scope == "channel":
        pause = CHANNEL_PAUSE if error.retry_after is None else error.retry_after
        return Hold(due.channel, WHOLE_CHANNEL, now + pause, error.code, error.text[:_TEXT_LIMIT])
    if error.retry_after is None:
        return None
    return Hold(due.channel, due.address, now + error.retry_after, error.code, error.text[:_TEXT_LIMIT])


def _put_off(due: Due, error: TryLater, now: datetime) -> Verdict:
    """Return the verdict on a definite refusal for now; only one about this very message counts against it."""
    hold = hold_of(due, error, now)
    in_doubt = due.doubtful_since is not None
    if hold:
        return Verdict(due.id, Step.RETRY, hold.until, due.failures, in_doubt, outcome=f"held_{error.scope}")
    failures = due.failures + 1
    scheduled = retry.in_doubt(failures) if in_doubt else retry.after_refusal(failures)
    pause = error.retry_after if error.retry_after is not None and scheduled is not None else scheduled
    if pause is None:
        step = Step.DOUBT if in_doubt else Step.EXHAUST
        return Verdict(due.id, step, failures=failures, reason="" if in_doubt else EXHAUSTED, outcome="refused")
    return Verdict(due.id, Step.RETRY, now + pause, failures, in_doubt, outcome="refused")


def _unanswered(due: Due, terms: Terms, now: datetime) -> Verdict:
    """Return the verdict where nobody knows: only a provider that drops repeats gets the same key again."""
    failures = due.failures + 1 if due.doubtful_since else 1
    pause = retry.in_doubt(failures) if terms.drops_repeats else None
    if pause is None:
        return Verdict(due.id, Step.DOUBT, failures=failures, doubtful=True, outcome="ambiguous")
    return Verdict(due.id, Step.RETRY, now + pause, failures, doubtful=True, outcome="ambiguous")


def _overdue(verdict: Verdict, due: Due) -> Verdict:
    """Give up at once what could only be tried again after its expiry, or when a repeat might arrive twice."""
    if verdict.step is not Step.RETRY or verdict.due_at is None:
        return verdict
    if due.doubtful_since and retry.doubt_is_over(due.doubtful_since, verdict.due_at):
        return verdict._replace(step=Step.DOUBT, due_at=None)
    if verdict.due_at < due.expires_at:
        return verdict
    if verdict.doubtful:
        return verdict._replace(step=Step.DOUBT, due_at=None)
    return verdict._replace(step=Step.EXPIRE, due_at=None, reason=EXPIRED)
