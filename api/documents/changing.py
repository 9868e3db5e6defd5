"""What a batch of moves changes: judged and gathered in memory, written at its end in a few statements."""

from collections.abc import Mapping
from datetime import datetime
from typing import Final
from uuid import UUID

from api.documents import journal_lines, refusals
from api.documents.holding import Held
from api.documents.lifecycle import Lifecycle, Standing, Verdict
from api.documents.moves import MAIN, Change, Move, Outcome
from api.documents.owing import Ledger
from kit import refusals as kit_refusals
from kit import trace
from kit.ids import new_id
from push.message import Message
from subscriptions.announcing import Announcement, announce_many

SPEAKS_FOR: Final = "speaks_for"  # a fact: the id of the document whose followers hear of this one
_TOLD_ONCE: Final = frozenset({Verdict.NOTED, Verdict.LATE})


class Batch:
    """Moves of documents that are locked, in the order in which things happened."""

    def __init__(self, held: Mapping[UUID, Held], told: set[journal_lines.Told], at: datetime) -> None:
        self.at = at
        self._held = held
        self._told = told
        self._lines: list[journal_lines.Line] = []
        self._announcements: list[Announcement] = []
        self._ledger = Ledger()

    def take(self, move: Move) -> Outcome:
        """Judge one move and remember what follows from it."""
        document = self._held.get(move.document_id)
        if document is None:
            return Outcome(Verdict.REFUSED, move.document_id, refusal=kit_refusals.unknown())
        lifecycle, before = document.kind.axis(move.axis), document.standing(move.axis)
        verdict, status = self._judge(lifecycle, before, move)
        self._stand(document, move, verdict, status)
        if verdict is Verdict.REFUSED:
            refusal = refusals.illegal(lifecycle, status, move.step)
            return Outcome(verdict, document.id, status, lifecycle.status_label(status), refusal)
        if verdict is not Verdict.DUPLICATE:
            self._write_down(document, move, verdict, before)
        return Outcome(verdict, document.id, status, lifecycle.status_label(status))

    async def write_down(self) -> None:
        """Write journal, to-do lists and announcements, in the caller's transaction."""
        await journal_lines.write(self._lines, self.at)
        await self._ledger.write()
        await announce_many(self._announcements)

    def _judge(self, lifecycle: Lifecycle, before: Standing, move: Move) -> tuple[Verdict, str]:
        """Judge a move; what moves no status, or is older than it, the journal tells from its repetition."""
        verdict, status = lifecycle.judge(before, move.step, move.occurred_at)
        if verdict in _TOLD_ONCE or (verdict is Verdict.APPLIED and move.occurred_at < before.since):
            key = (move.document_id, move.axis, move.step, move.note, move.occurred_at)
            if key in self._told:
                return Verdict.DUPLICATE, status
            self._told.add(key)
        return verdict, status

    def _stand(self, document: Held, move: Move, verdict: Verdict, status: str) -> None:
        """Move the status; the same step reported later proves that the status still stood then."""
        again = verdict is Verdict.DUPLICATE and move.step not in document.kind.axis(move.axis).asides
        if verdict is Verdict.APPLIED or (again and move.occurred_at > document.standing(move.axis).since):
            if move.axis == MAIN:
                whose = document.id, document.enterprise_id
                self._ledger.turn(document.kind.name, document.standing(MAIN).status, status, whose, move.occurred_at)
            document.stand(move.axis, Standing(status, move.occurred_at))

    def _write_down(self, document: Held, move: Move, verdict: Verdict, before: Standing) -> None:
        document.seq += 1
        document.changed = True
        self._lines.append(_line(document, move, verdict, before, self.at))
        if verdict is not Verdict.LATE and (message := _words(document, move, verdict, before)):
            self._announcements.append(_announcement(document, move, verdict, message))


def _line(document: Held, move: Move, verdict: Verdict, before: Standing, at: datetime) -> journal_lines.Line:
    actor = move.actor
    return journal_lines.Line(
        document_id=document.id,
        seq=document.seq,
        axis=move.axis,
        step=move.step,
        verdict=verdict.value,
        from_status=before.status,
        to_status=document.standing(move.axis).status,
        actor=actor.name if actor.is_system else str(actor.person_id),
        door=actor.door,
        note=move.note,
        receipt_id=move.receipt_id,
        occurred_at=move.occurred_at,
        at=at,
        trace=move.trace or trace.current(),
    )


def _words(document: Held, move: Move, verdict: Verdict, before: Standing) -> Message | None:
    return document.kind.notices(
        Change(
            kind=document.kind.name,
            number=document.number,
            facts=document.facts,
            lifecycle=document.kind.axis(move.axis),
            axis=move.axis,
            step=move.step,
            status=document.standing(move.axis).status,
            previous=before.status,
            occurred_at=move.occurred_at,
            note=move.note,
            stale=verdict is Verdict.NOTED and move.occurred_at < before.since,
        )
    )


def _announcement(document: Held, move: Move, verdict: Verdict, message: Message) -> Announcement:
    """Say it to followers; only a newer status replaces an unsent message, an aside or another axis replaces none."""
    noted = verdict is Verdict.NOTED
    about = document.facts.get(SPEAKS_FOR)
    urgent = document.kind.axis(move.axis).urgent
    return Announcement(
        id=new_id(),
        document=about or str(document.id),
        enterprise=str(document.enterprise_id),
        person=str(document.entered_by) if document.entered_by else None,
        content=document.content,
        tenant_id=document.enterprise_id,
        seq=0 if noted or about or move.axis != MAIN else document.seq,
        urgent=(move.step if noted else document.standing(move.axis).status) in urgent,
        message=message,
        occurred_at=move.occurred_at,
        trace=move.trace or trace.current(),
    )
