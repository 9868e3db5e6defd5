"""Keeping exporters, importers, producers and special clauses: saved at once, without any approval (BASE-06)."""

from collections.abc import Collection, Mapping
from typing import Any
from uuid import UUID

from api.documents import tails
from api.documents.writing import require_writer
from api.masterdata import refusals
from api.masterdata.models import Party
from api.masterdata.parties.boxes import PartyKind
from api.masterdata.parties.checking import checked, code_label, words
from api.masterdata.parties.queries import field_of
from api.people import Actor, audit, locks
from kit import database
from kit.clock import now
from kit.refusals import unknown


async def create(actor: Actor, kind: PartyKind, form: Mapping[str, str]) -> Party:
    """Save a new record of the actor's enterprise; raises invalid_form, code_taken, no_enterprise, out_of_scope."""
    enterprise_id = await require_writer(actor)
    kept = checked(kind, form)
    async with database.transaction():
        await _hold_code(enterprise_id, kind, kept["code"])
        made = await Party.create(
            enterprise_id=enterprise_id,
            kind=kind,
            entered_by=actor.person_id,
            created_at=now(),
            **_columns(kept),
        )
        await tails.change((enterprise_id, made.id), {}, {field_of(kind): made.words})
        await audit.record(actor, "party.create", made.id)
    return made


async def update(actor: Actor, kind: PartyKind, party_id: UUID, form: Mapping[str, str]) -> Party:
    """Save a record again; certificates already filled from it keep what they have. Raises not_found besides."""
    enterprise_id = await require_writer(actor)
    kept = checked(kind, form)
    async with database.transaction():
        mine = Party.filter(id=party_id, enterprise_id=enterprise_id, kind=kind)
        before = await mine.get_or_none()
        if before is None:
            raise unknown()
        await _hold_code(enterprise_id, kind, kept["code"], party_id)
        await mine.update(**_columns(kept))
        field = field_of(kind)
        await tails.change((enterprise_id, party_id), {field: before.words}, {field: words(kept)})
        await audit.record(actor, "party.update", party_id)
        return await mine.get()


async def delete(actor: Actor, kind: PartyKind, ids: Collection[UUID]) -> int:
    """Delete records, all of them or, where one is missing or foreign, none; raises not_found."""
    enterprise_id = await require_writer(actor)
    async with database.transaction():
        chosen = Party.filter(id__in=list(set(ids)), enterprise_id=enterprise_id, kind=kind)
        await tails.forget([(enterprise_id, field_of(kind), each.id, each.words) for each in await chosen])
        gone = await chosen.delete()
        if gone < len(set(ids)):
            raise unknown()
        for party_id in ids:
            await audit.record(actor, "party.delete", party_id)
    return gone


def _columns(kept: Mapping[str, str]) -> dict[str, Any]:
    code = kept["code"]
    return {"code": code, "code_key": code.upper(), "words": words(kept), "form": dict(kept), "updated_at": now()}


async def _hold_code(enterprise_id: UUID, kind: PartyKind, code: str, but: UUID | None = None) -> None:
    """Raise unless the code is free, and keep it so until the transaction ends."""
    await locks.hold(f"parties {enterprise_id}")
    same = Party.filter(enterprise_id=enterprise_id, kind=kind, code_key=code.upper())
    if await (same.exclude(id=but) if but else same).exists():
        raise refusals.code_taken(code_label(kind), code)
