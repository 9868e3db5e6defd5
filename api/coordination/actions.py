"""What one may do with an application: each action is one transaction, under the lock of its register row."""

from collections.abc import Sequence
from typing import Final
from uuid import UUID

from api import approvals, documents, files
from api.coordination import checking, messages, refusals
from api.coordination.kind import COORDINATION, EDITABLE, REMOVABLE
from api.coordination.models import Coordination
from api.coordination.vocabulary import SHORT_TYPES, SLOTS, Form, Slot
from api.documents import Document, Move, Receipt
from api.exchange import post
from api.exchange.sending import BELL
from api.files import Attached
from api.people import Actor
from kit import bell, database
from kit.clock import now
from kit.refusals import unknown

WITHDRAW: Final = "coordination.withdraw"
_BELLS = (BELL, "announcements")
_CONTENTS = {"customs": "trade/origin/customs", "ccpit": "trade/origin/ccpit"}


async def save(actor: Actor, form: Form, document_id: UUID | None = None) -> Document:
    """Keep an application (暂存), a new one or one that may be changed; empty boxes make it fail (COORD-29).

    Raises not_found, not_editable, type_fixed, save_failed with every fault.
    """
    kept = checking.folded(form)
    async with database.transaction():
        row = await _editable(actor, document_id) if document_id else None
        if wrong := checking.faults(kept):
            raise refusals.unfit(wrong, submitting=False)
        row = await _change(row, kept) if row else await _begin(actor, kept)
        await _known_by(row)
        return await Document.get(id=row.document_id)


async def submit(actor: Actor, document_id: UUID) -> Document:
    """Send an application to the customs (提交): 申报成功, and it stands in 待办 (COORD-31, COORD-43).

    Raises not_found, not_editable, submit_failed, certificate_wrong, not_linked; the application stays as it was.
    """
    async with database.transaction():
        row = await _editable(actor, document_id)
        if wrong := checking.faults(_form(row)):
            raise refusals.unfit(wrong, submitting=True)
        await checking.require_ours_and_bound(row)
        row.revision, row.submitted_at = row.revision + 1, now()
        await row.save(update_fields=["revision", "submitted_at"])
        await _move(actor, document_id, "submit")
        for message in await messages.submission(actor, row):
            await post(message)
        sent = await Document.get(id=document_id)
    await ring()
    return sent


async def withdraw(actor: Actor, document_id: UUID, since: str = "") -> Document:
    """Take an application back (撤回), if it still stands as it did `since` then (empty: however it stands).

    Raises not_found, consent_wanted, not_withdrawable, withdrawn_too_late, changed_meanwhile.
    """
    await approvals.require_free(actor, WITHDRAW)
    return await withdraw_consented(actor, document_id, since)


async def withdraw_consented(actor: Actor, document_id: UUID, since: str) -> Document:
    """Withdraw what needs nobody's consent any more; raises as `withdraw` does.

    Whether the customs were quicker is decided here, once, under the row's lock.
    """
    async with database.transaction():
        held = await documents.hold_own(actor, document_id, COORDINATION.name)
        refusals.require_withdrawable(held.number, held.status, held.status_label)
        if since and since != (await Document.get(id=document_id)).status_at.isoformat():
            raise refusals.changed_meanwhile(held.number)
        await _move(actor, document_id, "withdraw")
        await post(await messages.withdrawal(await Coordination.get(document_id=document_id)))
        taken_back = await Document.get(id=document_id)
    await ring()
    return taken_back


async def remove(actor: Actor, document_id: UUID) -> None:
    """Delete an application (删除); its journal stays. Raises not_found, not_removable."""
    async with database.transaction():
        held = await documents.hold_own(actor, document_id, COORDINATION.name)
        if held.status not in REMOVABLE:
            raise refusals.not_removable(held.status_label)
        await _move(actor, document_id, "remove")
        await Coordination.filter(document_id=document_id).update(removed_at=now())


async def attach(actor: Actor, document_id: UUID, slot: Slot, file_id: UUID) -> Attached:
    """Put an uploaded file into one of the four slots; raises not_found, not_editable, slot_taken, purpose_wrong."""
    async with database.transaction():
        await _editable(actor, document_id)
        if (await files.get(actor, file_id)).purpose != COORDINATION.name:
            raise refusals.purpose_wrong()
        if any(each.slot == slot for each in await files.of_document(actor, document_id)):
            raise refusals.slot_taken(SLOTS[slot])
        return await files.attach(actor, document_id, slot, file_id)


async def detach(actor: Actor, document_id: UUID, slot: Slot) -> None:
    """Empty a slot; raises not_found, not_editable, slot_empty."""
    async with database.transaction():
        await _editable(actor, document_id)
        there = [each for each in await files.of_document(actor, document_id) if each.slot == slot]
        if not there:
            raise refusals.slot_empty(SLOTS[slot])
        for each in there:
            await files.detach(actor, document_id, slot, each.file.id)


def take_receipts(receipts: Sequence[Receipt]) -> list[Move]:
    """Turn receipts into moves, in the same order; the register judges them."""
    return [receipt.as_move() for receipt in receipts]


async def _editable(actor: Actor, document_id: UUID) -> Coordination:
    """Lock an application that may be changed, and return it."""
    held = await documents.hold_own(actor, document_id, COORDINATION.name)
    if held.status not in EDITABLE:
        raise refusals.not_editable(held.status_label)
    row = await Coordination.get_or_none(document_id=document_id)
    if row is None:
        raise unknown()
    return row


async def _begin(actor: Actor, form: Form) -> Coordination:
    facts = {"type": SHORT_TYPES[form.type]}
    content = _CONTENTS.get(form.type, "")
    made = await documents.create(actor, COORDINATION.name, facts=facts, content=content)
    row = Coordination(
        document_id=made.id,
        enterprise_id=made.enterprise_id,
        revision=0,
        created_by=actor.person_id,
        created_at=made.created_at,
        updated_at=made.created_at,
        **_columns(form),
    )
    await row.save(force_create=True)
    return row


async def _change(row: Coordination, form: Form) -> Coordination:
    if row.type != form.type:
        raise refusals.type_fixed()
    row.update_from_dict({**_columns(form), "updated_at": now()})
    await row.save(update_fields=[*_columns(form), "updated_at"])
    return row


async def _known_by(row: Coordination) -> None:
    declarations = [row.export_no, row.import_no]
    await documents.also_known_as(row.document_id, {"certificate": [row.certificate_no], "declaration": declarations})


async def _move(actor: Actor, document_id: UUID, step: str) -> None:
    await documents.advance(Move(document_id=document_id, step=step, actor=actor, occurred_at=now()))


async def ring() -> None:
    """Wake who sends messages and tells followers."""
    for name in _BELLS:
        await bell.ring(name)


def _columns(form: Form) -> dict[str, str]:
    return {name: getattr(form, name) for name in Form.__dataclass_fields__}


def _form(row: Coordination) -> Form:
    return Form(**{name: getattr(row, name) for name in Form.__dataclass_fields__})
