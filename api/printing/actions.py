"""Printing: sent to a printer, then answered by who stood there; both answers are told to the authority (PRINT-29)."""

from dataclasses import dataclass
from datetime import datetime
from typing import Final
from uuid import UUID

from api import documents
from api.documents import Held
from api.exchange import post
from api.exchange.sending import BELL
from api.people import Actor, audit
from api.printing import messages, queries, refusals
from api.printing.queries import Print
from api.printing.vocabulary import ASKED_AFTER, REASONS, TO_PRINT, Part, State
from kit import bell, database
from kit.clock import now
from kit.ids import new_id
from kit.refusals import unknown

KINDS: Final = frozenset({"customs_certificate", "ccpit_certificate"})
_APPROVED: Final = "approved"
_START: Final = """
    insert into prints (id, certificate_id, enterprise_id, part, copies, state, reason, started_by, started_at,
                        asked_at, answered_by, answered_at)
    values ($1, $2, $3, $4, $5, $6, '', $7, $8, $9, $10, $11) on conflict do nothing"""
_ENDED: Final = """
    update prints set asked_at = $2 where id = $1 and state = 'sent' and asked_at > $2"""
_ANSWER: Final = """
    update prints set state = $2, answered_by = $3, answered_at = $4 where id = $1 and state = 'sent'"""
_EXPLAIN: Final = "update prints set reason = $2 where id = $1 and state = 'failed'"


@dataclass(frozen=True, slots=True)
class Wish:
    """What is to be printed, and how often."""

    part: Part = Part.ORIGINAL
    copies: int = 1


@dataclass(frozen=True, slots=True)
class Answer:
    """是 or 否, with the reason of a 否 where it is known already."""

    printed: bool
    reason: str = ""


async def start(actor: Actor, certificate_id: UUID, wish: Wish) -> Print:
    """Write down that a certificate goes to a printer; a 副本 alone asks no question afterwards.

    Raises not_found, not_printable, confirm_first while an earlier original waits for its answer.
    """
    async with database.transaction():
        held = await _certificate(actor, certificate_id)
        print_id, at = new_id(), now()
        if not await database.execute(_START, *_row(print_id, held, wish, actor.person_id, at)):
            raise refusals.confirm_first(held.number)
        await audit.record(actor, "print.start", print_id, wish.part)
        return await queries.read(actor, print_id)


async def _certificate(actor: Actor, certificate_id: UUID) -> Held:
    held = await documents.hold_own(actor, certificate_id)
    if held.kind.name not in KINDS:
        raise unknown()
    if held.status != _APPROVED:
        raise refusals.not_printable(held.status_label)
    return held


def _row(print_id: UUID, held: Held, wish: Wish, person_id: UUID, at: datetime) -> tuple[object, ...]:
    copy_alone = wish.part is Part.COPY
    state, answered = (State.PRINTED, (person_id, at)) if copy_alone else (State.SENT, (None, None))
    subject = (print_id, held.id, held.enterprise_id, wish.part.value, wish.copies, state.value)
    return (*subject, person_id, at, at + ASKED_AFTER, *answered)


async def job_ended(actor: Actor, print_id: UUID) -> Print:
    """Ask now whether it came out: the printer has ended its job. Raises not_found."""
    async with database.transaction():
        await queries.hold(actor, print_id)
        await database.execute(_ENDED, print_id, now())
        return await queries.read(actor, print_id)


async def answer(actor: Actor, print_id: UUID, said: Answer) -> Print:
    """Take the answer: 是 takes the certificate from 待打印, either one is told to the authority; once.

    The same answer again changes nothing. Raises not_found, answered_already, unknown_reason.
    """
    async with database.transaction():
        held = await queries.hold(actor, print_id)
        wished = State.PRINTED if said.printed else State.FAILED
        if held.state is wished:
            return held
        if not await database.execute(_ANSWER, print_id, wished.value, actor.person_id, now()):
            raise refusals.answered_already(held.state)
        if said.printed:
            await documents.tick_off(actor, held.certificate_id, TO_PRINT)
        await audit.record(actor, "print.answer", print_id, wished.value)
        await post(await messages.outgoing(held, printed=said.printed))
        found = await explain(actor, print_id, said.reason) if said.reason else await queries.read(actor, print_id)
    await bell.ring(BELL)
    return found


async def explain(actor: Actor, print_id: UUID, reason: str) -> Print:
    """Keep why a print failed; raises not_found, unknown_reason, not_failed."""
    async with database.transaction():
        await queries.hold(actor, print_id)
        if reason not in REASONS:
            raise refusals.unknown_reason()
        if not await database.execute(_EXPLAIN, print_id, reason):
            raise refusals.not_failed()
        return await queries.read(actor, print_id)
