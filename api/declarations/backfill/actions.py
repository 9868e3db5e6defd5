"""Back-filling: kept as a draft, or sent to the authority; each is one transaction, under the certificate's lock."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final
from uuid import UUID

from api import documents, people
from api.declarations.backfill import messages, numbers, refusals
from api.declarations.backfill.kind import BACKFILL
from api.declarations.backfill.models import Backfill
from api.declarations.kinds import DECLARATION
from api.documents import Document, Held, Move, Receipt
from api.exchange import post
from api.exchange.sending import BELL
from api.identifiers import certificate_type_of
from api.people import Actor
from kit import bell, database
from kit.clock import now
from kit.refusals import unknown

AUTHORITY_OF: Final = {"customs_certificate": "customs", "ccpit_certificate": "ccpit"}
_EDITABLE: Final = ("draft", "failed")
_APPROVED: Final = "approved"
_LEFT: Final = ("released", "closed")  # 放行, 结关


@dataclass(frozen=True, slots=True, kw_only=True)
class Wish:
    """What the dialog holds: 是否实际出口, and the numbers as typed; `confirmed` passes numbers that look wrong."""

    exported: bool
    numbers: str = ""
    confirmed: bool = False


async def save(actor: Actor, certificate_id: UUID, wish: Wish) -> Document:
    """Keep a back-fill as it is typed, to be sent later (X-16: 暂存).

    Raises not_found, not_issued, backfill_sent, numbers_unreadable, too_many_numbers.
    """
    async with database.transaction():
        row, _ = await _enter(actor, certificate_id, wish)
        return await Document.get(id=row.document_id)


async def submit(actor: Actor, certificate_id: UUID, wish: Wish) -> Document:
    """Send the back-fill of an approved certificate to its authority (SUPP-15); what failed may be sent again.

    Raises not_found, not_issued, backfill_sent, numbers_missing, numbers_unreadable, too_many_numbers, and
    numbers_doubtful until it is confirmed; for CCPIT also what `people.require_qualified` raises.
    """
    async with database.transaction():
        row, certificate = await _enter(actor, certificate_id, wish)
        if row.authority == "ccpit":
            await people.require_qualified(actor)
        await _look_at(row, wish)
        await _count_up(row)
        await _known_by(row)
        await documents.advance(Move(document_id=row.document_id, step="submit", actor=actor, occurred_at=now()))
        await post(await messages.outgoing(row))
        await documents.done(certificate.id, BACKFILL.name)
        sent = await Document.get(id=row.document_id)
    await bell.ring(BELL)
    return sent


def take_receipts(receipts: Sequence[Receipt]) -> list[Move]:
    """Turn receipts into moves, in the same order; the register judges them."""
    return [receipt.as_move() for receipt in receipts]


async def _enter(actor: Actor, certificate_id: UUID, wish: Wish) -> tuple[Backfill, Held]:
    """Lock the certificate, then write what the dialog holds; the first time, enter the back-fill too."""
    certificate = await documents.hold_own(actor, certificate_id)
    if certificate.kind.name not in AUTHORITY_OF:
        raise unknown()
    if certificate.status != _APPROVED:
        raise refusals.not_issued(certificate.status_label)
    row = await Backfill.get_or_none(certificate_id=certificate_id) or await _begin(actor, certificate)
    held = await documents.hold(row.document_id)
    if held.status not in _EDITABLE:
        raise refusals.sent_already(held.status_label)
    await _write(row, wish)
    return row, certificate


async def _begin(actor: Actor, certificate: Held) -> Backfill:
    facts = {"certificate_no": certificate.number, documents.SPEAKS_FOR: str(certificate.id)}
    made = await documents.create(actor, BACKFILL.name, facts=facts, content=certificate.content)
    return await Backfill.create(
        document_id=made.id,
        certificate_id=certificate.id,
        enterprise_id=certificate.enterprise_id,
        authority=AUTHORITY_OF[certificate.kind.name],
        certificate_no=certificate.number,
        type_code=certificate.facts.get("certificate_type") or certificate_type_of(certificate.number) or "",
        exported=True,
        numbers="",
        revision=0,
        created_by=actor.person_id,
        created_at=made.created_at,
        updated_at=made.created_at,
    )


async def _write(row: Backfill, wish: Wish) -> None:
    typed = numbers.split(wish.numbers) if wish.exported else []
    if len(typed) > numbers.MOST:
        raise refusals.too_many_numbers()
    if wrong := numbers.unreadable(typed):
        raise refusals.numbers_unreadable(wrong)
    row.exported, row.numbers, row.updated_at = wish.exported, numbers.SEPARATOR.join(typed), now()
    await row.save(update_fields=["exported", "numbers", "updated_at"])


async def _look_at(row: Backfill, wish: Wish) -> None:
    if row.exported and not row.numbers:
        raise refusals.numbers_missing()
    if wish.confirmed:
        return
    if doubts := numbers.doubts(row.declarations) + await _not_released(row):
        raise refusals.doubtful(doubts)


async def _not_released(row: Backfill) -> list[numbers.Doubt]:
    """Return the declarations of which we know that they are not 放行 or 结关 yet (SUPP-04); we may know it late."""
    known = await Document.filter(
        kind=DECLARATION.name, enterprise_id=row.enterprise_id, number__in=row.declarations
    ).exclude(status__in=["unseen", *_LEFT])
    labels = {each.number: each.status_label for each in known}
    return [
        numbers.Doubt(place, number, f"第 {place} 个「{number}」现在是“{labels[number]}”，放行或结关后才能补录。")
        for place, number in enumerate(row.declarations, 1)
        if number in labels
    ]


async def _count_up(row: Backfill) -> None:
    """Give the sending a number: a message that was written once is never written again."""
    row.revision, row.submitted_at = row.revision + 1, now()
    await row.save(update_fields=["revision", "submitted_at"])


async def _known_by(row: Backfill) -> None:
    """Let certificate and back-fill be found by the declarations, and notices say how many there are."""
    await documents.also_known_as(row.certificate_id, {"declaration": row.declarations})
    await documents.also_known_as(
        row.document_id, {"declaration": row.declarations, "certificate": [row.certificate_no]}
    )
    await documents.set_facts(row.document_id, {"declarations": len(row.declarations)})
