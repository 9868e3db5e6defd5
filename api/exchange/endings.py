"""How a receipt ends: its inbox state, the sentence that explains it, and what the operator must know of it."""

from typing import Final, NamedTuple
from uuid import UUID

from api.documents import Outcome, Verdict, kind_of
from api.exchange.alerts import Alert
from api.exchange.inbox import Row, Tick
from api.exchange.readings import Reading, Unread

_STATES: Final = {
    Verdict.APPLIED: "applied",
    Verdict.NOTED: "applied",
    Verdict.LATE: "late",
    Verdict.DUPLICATE: "duplicate",
    Verdict.REFUSED: "refused",
}
_SENTENCES: Final = {
    Verdict.APPLIED: "状态已更新为“{label}”。",
    Verdict.NOTED: "已记录，状态仍为“{label}”。",
    Verdict.LATE: "回执早于当前状态“{label}”，仅作记录。",
    Verdict.DUPLICATE: "重复的回执，状态仍为“{label}”。",
}


class Ending(NamedTuple):
    """What became of one receipt."""

    tick: Tick
    alert: Alert | None = None


def of_unread(row: Row, fault: Unread) -> Ending:
    """End a receipt that could not be read."""
    text = f"来自{row.source}的回执无法处理：{fault.sentence}"
    return Ending(Tick(row.id, fault.outcome, fault.sentence), Alert(fault.outcome, row.source, text))


def of_stranger(row: Row, reading: Reading, sentence: str) -> Ending:
    """End a receipt for an enterprise, or a document, that is not ours to move."""
    text = f"来自{row.source}的{kind_of(reading.kind).label}回执未登记：{sentence}"
    return Ending(Tick(row.id, "foreign", sentence), Alert("foreign", reading.owner or reading.kind, text))


def of_move(row: Row, reading: Reading, outcome: Outcome) -> Ending:
    """End a receipt whose document was asked to move."""
    if reading.is_unknown:
        return _of_unknown(row, reading, outcome)
    if outcome.refusal:
        tick = Tick(row.id, "refused", outcome.refusal.sentence, outcome.document_id)
        text = f"来自{row.source}的{kind_of(reading.kind).label}回执与登记簿不符：{outcome.refusal.sentence}"
        return Ending(tick, Alert("refused", f"{reading.kind} {outcome.status} {reading.step}", text))
    sentence = _SENTENCES[outcome.verdict].format(label=outcome.label)
    return Ending(Tick(row.id, _STATES[outcome.verdict], sentence, outcome.document_id))


def of_kept(row: Row, document_id: UUID) -> Ending:
    """End a receipt of which its slice made no move: it is kept, and read no second time."""
    return Ending(Tick(row.id, "applied", "已记录，没有引起状态变化。", document_id))


def _of_unknown(row: Row, reading: Reading, outcome: Outcome) -> Ending:
    """End a receipt whose code no table holds: its raw text stays, the journal has a line, and only we are told."""
    sentence = f"回执代码“{reading.code}”含义未知，原文已保存，状态仍为“{outcome.label}”。"
    text = f"来自{row.source}的{kind_of(reading.kind).label}回执代码“{reading.code}”含义未知，请补充代码表。"
    tick = Tick(row.id, "unknown", sentence, outcome.document_id)
    return Ending(tick, Alert("unknown", f"{reading.kind} {reading.code}", text))
