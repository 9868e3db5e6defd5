"""What the operator hears of a batch: metrics, one log line, a line for each delivery that ended badly, and alarms."""

from collections import Counter
from collections.abc import Mapping, Sequence
from typing import Final
from uuid import UUID

from kit import logs, metrics, trace
from push.address import Address
from push.letters import Said
from push.lifecycle import Step
from push.line import Line
from push.verdicts import Attempted

_LOG = logs.get("push.delivering")
_BAD: Final = {Step.REFUSE, Step.EXHAUST, Step.EXPIRE, Step.DOUBT}
_TAKEN: Final = {Step.ACCEPT, Step.SETTLE}
_TRACES_SHOWN: Final = 5


async def tell(line: Line, done: Sequence[Attempted], said: Mapping[UUID, Said]) -> None:
    """Count and log what became of these deliveries, and call the operator where nothing moves without one."""
    outcomes = Counter(each.verdict.step for each in done)
    for step, count in outcomes.items():
        metrics.DELIVERIES.labels(line.name, step.value).inc(count)
    _measure(line, done, said)
    _log_batch(line, done, said, outcomes)
    for each in done:
        if each.verdict.step in _BAD:
            _log_bad_end(each, said)
    await _alarm(line, done)


def _measure(line: Line, done: Sequence[Attempted], said: Mapping[UUID, Said]) -> None:
    moment = line.now()
    histogram = metrics.DELIVERY_SECONDS.labels(line.name)
    for each in done:
        if each.verdict.step in _TAKEN:
            histogram.observe((moment - said[each.due.message_id].written_at).total_seconds())


def _log_batch(line: Line, done: Sequence[Attempted], said: Mapping[UUID, Said], outcomes: Mapping[Step, int]) -> None:
    traces = list(dict.fromkeys(said[each.due.message_id].trace for each in done))
    counts = {step.value: count for step, count in outcomes.items()}
    with trace.bind(traces[0]):
        _LOG.debug("handled", channel=line.name, deliveries=len(done), traces=traces[:_TRACES_SHOWN], **counts)


def _log_bad_end(each: Attempted, said: Mapping[UUID, Said]) -> None:
    due, verdict = each.due, each.verdict
    with trace.bind(said[due.message_id].trace):
        _LOG.warning(
            "not delivered",
            delivery=str(due.id),
            address=Address(due.channel, due.address).masked(),
            channel=due.channel,
            step=verdict.step.value,
            code=verdict.code,
            reason=verdict.reason,
        )


async def _alarm(line: Line, done: Sequence[Attempted]) -> None:
    """Sound each alarm once a batch; one that cannot be sounded stops nothing."""
    for code, text in {each.error.code: each.error.text for each in done if each.error and each.error.alarm}.items():
        _LOG.error("alarm", channel=line.name, code=code, text=text)
        try:
            await line.alarm(line.name, code, text)
        except Exception:  # noqa: BLE001 — the alarm's own trouble is not the delivery's
            _LOG.exception("alarm not sounded", channel=line.name, code=code)
