"""保存, 申报, 复制, 删除 of product filings: each one transaction."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Final
from uuid import UUID

from api import documents, people
from api.documents import MAIN, Held, Move
from api.documents.refusals import illegal
from api.exchange import sending
from api.filings import checking, messages, queries, refusals, store
from api.filings.filing import Filing
from api.filings.forms import FilingForm
from api.filings.kinds import FILING
from api.filings.lifecycle import EDITABLE
from api.filings.models import FilingRow
from api.people import Actor
from kit import bell, database
from kit.clock import now
from kit.refusals import unknown

_TICK: Final = timedelta(microseconds=1)
_KEPT: Final = "approved"  # an area that is approved stays so when the others are declared again


async def create(actor: Actor, form: FilingForm) -> Filing:
    """Save a new draft, complete or not (暂存); raises no_enterprise, out_of_scope, not_qualified (USER-18)."""
    await documents.require_writer(actor)
    await people.require_qualified(actor)
    async with database.transaction():
        document = await documents.create(actor, FILING.name, facts={"name": form.name_zh})
        await store.enter(document, form)
        return await queries.read(actor, document.id)


async def save(actor: Actor, document_id: UUID, form: FilingForm, revision: int | None = None) -> Filing:
    """Save a draft again; raises not_found, not_editable, changed_meanwhile (where a revision is given)."""
    async with database.transaction():
        _, row = await _hold_editable(actor, document_id)
        if revision is not None and revision != row.revision:
            raise refusals.changed_meanwhile(row.revision)
        await store.keep(row, form)
        return await queries.read(actor, document_id)


async def declare(actor: Actor, document_id: UUID) -> Filing:
    """申报: check, move the whole and each area, and post to CCPIT, in one transaction.

    Raises not_qualified, not_found, illegal_step, invalid_form with all faults; what is refused stays a draft, whole.
    """
    async with database.transaction():
        held, row = await _hold(actor, document_id)
        await people.require_qualified(actor)
        form = store.form_of(row)
        if held.status in EDITABLE:  # any other status is refused below, whatever the form
            require_fit(form)
        codes = [each.area for each in form.areas]
        at = await _move(actor, held, "declare", [code for code in codes if held.standing(code).status != _KEPT])
        await store.open_areas(document_id, codes)
        await store.keep(row, form, declared_at=at)
        await messages.post(held, row, form)
        declared = await queries.read(actor, document_id)
    await bell.ring("announcements")
    await bell.ring(sending.BELL)
    return declared


async def copy(actor: Actor, document_id: UUID) -> Filing:
    """复制: a new draft with the same form; raises not_found."""
    async with database.transaction():
        await documents.hold_own(actor, document_id, FILING.name)
        return await create(actor, (await queries.read(actor, document_id)).form)


async def delete(actor: Actor, document_id: UUID) -> None:
    """删除 what the authority has not taken; raises not_found, illegal_step."""
    async with database.transaction():
        held, _ = await _hold(actor, document_id)
        await _move(actor, held, "remove")
        await FilingRow.filter(document_id=document_id).update(removed_at=now())


def require_fit(form: FilingForm) -> None:
    """Raise invalid_form unless the form may be declared."""
    errors = [each for each in checking.check(form) if each.severity == "error"]
    if errors:
        raise refusals.unfit(errors)


async def _move(actor: Actor, held: Held, step: str, codes: Sequence[str] = ()) -> datetime:
    """Move the whole and these areas one step, and return when; the authority's clock may run a little before ours."""
    if (held.status, step) not in held.kind.lifecycle.table:  # done already would pass for done again
        raise illegal(held.kind.lifecycle, held.status, step)
    axes = (MAIN, *codes)
    at = max(now(), *(held.standing(axis).since + _TICK for axis in axes))
    for outcome in await documents.advance_many([Move(held.id, step, actor, at, axis=axis) for axis in axes]):
        if outcome.refusal:
            raise outcome.refusal
    return at


async def _hold(actor: Actor, document_id: UUID) -> tuple[Held, FilingRow]:
    held = await documents.hold_own(actor, document_id, FILING.name)
    row = await FilingRow.get_or_none(document_id=document_id)
    if row is None:
        raise unknown()
    return held, row


async def _hold_editable(actor: Actor, document_id: UUID) -> tuple[Held, FilingRow]:
    held, row = await _hold(actor, document_id)
    if held.status not in EDITABLE:
        raise refusals.not_editable(FILING.lifecycle.status_label(held.status))
    return held, row
