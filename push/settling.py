"""What a provider's report means for the delivery: pure decisions, no database."""

import re
from collections.abc import Sequence
from datetime import datetime
from typing import Final, NamedTuple
from uuid import UUID

from push import retry
from push.channels.report import Report
from push.claiming import Due
from push.lifecycle import State, Step, after, may
from push.verdicts import EXHAUSTED

BLOCKED: Final = {"user block"}
PASSING: Final = {"system failed", "freq limit"}  # wechat-and-bots.md §1.2, the second one undocumented
_PREFIX: Final = re.compile(r"^failed\s*:?\s*")


class Settled(NamedTuple):
    """Where reports have taken a delivery; `blocked` when its person refuses messages there."""

    id: UUID
    state: State
    due_at: datetime | None
    failures: int
    code: str
    reason: str
    blocked: bool


def settle(due: Due, state: State, reports: Sequence[Report], now: datetime) -> Settled | None:
    """Return what the reports change, or None: a report that the table does not have for this state changes nothing."""
    settled = None
    for report in reports:
        step, due_at = _step(due, report, now)
        if may(state, step):
            state = after(state, step)
            failures = due.failures + (step in {Step.REPORT_LATER, Step.REPORT_EXHAUSTED})
            reason = "" if state is State.DELIVERED else _reason(step, report)
            settled = Settled(due.id, state, due_at, failures, report.code, reason, _names(report, BLOCKED))
    return settled


def _step(due: Due, report: Report, now: datetime) -> tuple[Step, datetime | None]:
    if report.status == "delivered":
        return Step.REPORT_DELIVERED, None
    if not _names(report, PASSING):
        return Step.REPORT_FAILED, None
    pause = retry.after_report(due.failures + 1)
    if pause is None or now + pause >= due.expires_at:
        return Step.REPORT_EXHAUSTED, None
    return Step.REPORT_LATER, now + pause


def _reason(step: Step, report: Report) -> str:
    return report.text or report.code or (EXHAUSTED if step is Step.REPORT_EXHAUSTED else "")


def _names(report: Report, reasons: set[str]) -> bool:
    """Tell whether the report gives one of these reasons, however it is spelled ('failed: system failed')."""
    return any(_PREFIX.sub("", told.strip().lower()) in reasons for told in (report.code, report.text))
