"""授权: the default seal and the default signature are put before customs; its answer opens self-printing (AUTH-06)."""

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any, Final
from uuid import UUID

from api import documents
from api.documents import Document, Move
from api.exchange import sending
from api.people import Actor, audit, locks, memberships
from api.seals import making, messages, queries, refusals, results
from api.seals.kinds import AUTHORISATION
from api.seals.queries import Seal
from api.seals.words import SealKind
from kit import bell, database
from kit.clock import now
from kit.database import as_uuid

_RUNNING: Final = """
    select document_id, requested_at from seal_authorisations where enterprise_id = $1 and finished_at is null"""
_BEGIN: Final = """
    insert into seal_authorisations (document_id, enterprise_id, seal_id, signature_id, requested_by,
                                     requested_at, reason)
    values ($1, $2, $3, $4, $5, $6, '')"""
_SUPERSEDE: Final = "update seal_authorisations set finished_at = $2 where document_id = $1"
_TICK: Final = timedelta(microseconds=1)


async def authorise(actor: Actor) -> Document:
    """Ask customs to accept both defaults, and return the request; for the enterprise's 管理员.

    Not within a transaction: the pictures are read first. One that was left unanswered for 300 seconds gives way to the
    new one. Raises no_default, out_of_date, authorisation_running.
    """
    firm = memberships.require_admin(actor)
    seal, signature = await _default(actor, "seal"), await _default(actor, "signature")
    data: dict[str, Any] = {each.kind: await messages.enclosed(actor, each) for each in (seal, signature)}
    async with database.transaction():
        await locks.hold(f"seals {firm}")
        await _require_still(actor, seal, signature)
        at = await _make_way(actor, firm)
        document = await documents.create(actor, AUTHORISATION.name, facts={"seal": seal.name})
        await database.execute(_BEGIN, document.id, firm, seal.id, signature.id, actor.person_id, at)
        await _post(actor, document, data)
    await bell.ring(sending.BELL)
    return document


async def _default(actor: Actor, kind: SealKind) -> Seal:
    found = await queries.default(actor, kind)
    if found is None:
        raise refusals.no_default(kind)
    if found.valid_until and not found.valid_from <= making.today() <= found.valid_until:
        raise refusals.out_of_date(found.name)
    return found


async def _require_still(actor: Actor, *chosen: Seal) -> None:
    """Make sure that the pictures that were read are still those of the defaults."""
    for each in chosen:
        found = await queries.default(actor, each.kind)
        if found is None or found.id != each.id:
            raise refusals.no_default(each.kind)


async def _make_way(actor: Actor, firm: UUID) -> datetime:
    """Return when the new one begins; raises authorisation_running while the former may still be answered."""
    moment = now()
    for row in await database.fetch(_RUNNING, firm):
        held = await documents.hold(as_uuid(row["document_id"]))
        if seconds := results.seconds_left(database.as_time(row["requested_at"]), moment):
            raise refusals.running(seconds)
        at = max(moment, held.standing(documents.MAIN).since + _TICK)
        await documents.advance(Move(held.id, "superseded", actor, at))
        await database.execute(_SUPERSEDE, held.id, at)
    return moment


async def _post(actor: Actor, document: Document, data: Mapping[str, Any]) -> None:
    assert actor.enterprise_id is not None  # noqa: S101 — a 管理员 has one
    await sending.post(await messages.outgoing(document, actor.enterprise_id, data))
    await audit.record(actor, "authorisation.ask", document.id)
