"""Documents that our own people begin: entered as drafts, renumbered by their authority, told about by facts."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Final
from uuid import UUID

import orjson

from api.documents import holding, journal_lines, other_numbers, owing, refusals, standings, tails
from api.documents.holding import Held
from api.documents.journal_lines import ENTERED, RENUMBERED, Aside
from api.documents.kinds import kind_of
from api.documents.lifecycle import REMOVED
from api.documents.models import Document
from api.documents.numbering import next_number
from api.documents.writing import require_writer
from api.identifiers import normalise
from api.people import Actor
from kit import database
from kit.clock import now
from kit.ids import new_id
from kit.refusals import unknown
from kit.relation import Relation

_ENTER: Final = """
    insert into documents (id, kind, number, enterprise_id, entered_by, content, status, status_at, facts, axes, seq,
                           created_at, updated_at)
    values ($1, $2, $3, $4, $5, $6, $7, $8, $9, '{}', 1, $8, $8)
    on conflict (number, kind) do nothing"""
_BEGUN: Final = Relation(
    "begun",
    id="uuid",
    kind="text",
    number="text",
    enterprise_id="uuid",
    entered_by="uuid",
    content="text",
    status="text",
    at="timestamptz",
    facts="jsonb",
)
_ENTER_MANY: Final = """
    insert into documents (id, kind, number, enterprise_id, entered_by, content, status, status_at, facts, axes, seq,
                           created_at, updated_at)
    select id, kind, number, enterprise_id, entered_by, content, status, at, facts, '{}', 1, at, at from {begun}"""
_REGISTER: Final = Actor.system("register")


@dataclass(frozen=True, slots=True, kw_only=True)
class Begun:
    """A draft to be entered with many others, under a number of its own; `at` is when it was begun, aware."""

    number: str
    at: datetime
    facts: Mapping[str, Any] = field(default_factory=dict)
    content: str = ""
    id: UUID = field(default_factory=new_id)


async def create_many(actor: Actor, kind: str, drafts: Sequence[Begun]) -> None:
    """Enter many drafts of the actor's enterprise, with their journal lines, in two statements.

    Joins the caller's transaction or opens its own. A number that is taken fails the whole. Raises no_enterprise,
    out_of_scope.
    """
    owner, of_kind = await require_writer(actor), kind_of(kind)
    if not drafts:
        return
    rows = [
        (each.id, kind, normalise(each.number), owner, actor.person_id, each.content or of_kind.content,
         of_kind.drafted, each.at, orjson.dumps(each.facts).decode())
        for each in drafts
    ]  # fmt: skip
    lines = [Aside(each.id, 1, ENTERED, of_kind.drafted).by(actor, each.at) for each in drafts]
    async with database.transaction():
        await database.execute(_BEGUN.into(_ENTER_MANY), *_BEGUN.arguments(rows))
        await standings.enter({row[0]: row[2] for row in rows})
        await journal_lines.write(lines, now())


async def create(
    actor: Actor,
    kind: str,
    *,
    number: str = "",
    facts: Mapping[str, Any] | None = None,
    content: str = "",
    trace: str = "",
) -> Document:
    """Enter a draft of the actor's enterprise, with its journal line; without a number it gets a working number.

    `content` is for a kind whose documents stand in several places of the tree that followers choose from. Joins the
    caller's transaction or opens its own. Raises no_enterprise, out_of_scope, number_taken.
    """
    enterprise_id = await require_writer(actor)
    of_kind, document_id, at = kind_of(kind), new_id(), now()
    async with database.transaction():
        called = normalise(number) or await next_number(of_kind)
        row = (document_id, kind, called, enterprise_id, actor.person_id, content or of_kind.content)
        if not await database.execute(_ENTER, *row, of_kind.drafted, at, database.Json(dict(facts or {}))):
            raise refusals.number_taken(called)
        await standings.enter({document_id: called})
        line = Aside(document_id, 1, ENTERED, of_kind.drafted, trace=trace)
        await journal_lines.write([line.by(actor, at)], at)
        return await Document.get(id=document_id)


async def renumber(document_id: UUID, number: str, actor: Actor = _REGISTER) -> None:
    """Give a document the number that its authority gave it; the old one still finds it. Journalled.

    Joins the caller's transaction or opens its own. Raises not_found, number_taken; the same number again is nothing.
    """
    called, at = normalise(number), now()
    async with database.transaction():
        held = await hold(document_id)
        if held.number == called:
            return
        if await Document.filter(kind=held.kind.name, number=called).exists():
            raise refusals.number_taken(called)
        await Document.filter(id=document_id).update(number=called, seq=held.seq + 1, updated_at=at)
        await other_numbers.add(document_id, "apply", [held.number])
        owner, kind = (held.enterprise_id, document_id), held.kind.name
        await tails.change(owner, {kind: held.number}, {kind: called})
        await owing.renumber(document_id, called)
        note = f"{held.number}→{called}"
        line = Aside(document_id, held.seq + 1, RENUMBERED, held.status, note=note)
        await journal_lines.write([line.by(actor, at)], at)


async def set_facts(document_id: UUID, facts: Mapping[str, Any]) -> None:
    """Add to what notices may say of a document, in the caller's transaction or one of its own; raises not_found."""
    async with database.transaction():
        held = await hold(document_id)
        await Document.filter(id=document_id).update(facts={**held.facts, **facts})


async def hold_own(actor: Actor, document_id: UUID, kind: str = "") -> Held:
    """Lock a document of the enterprise that the actor writes for; foreign, missing and of another kind are alike.

    Raises no_enterprise, out_of_scope, not_found. What our own people removed is missing.
    """
    enterprise_id = await require_writer(actor)
    held = await hold(document_id)
    if held.enterprise_id != enterprise_id or (kind and held.kind.name != kind) or held.status == REMOVED:
        raise unknown()
    return held


async def hold(document_id: UUID) -> Held:
    """Lock one register row for the rest of the transaction, and return it; raises not_found.

    An action that looks before it moves a status looks at this: nobody moves the row meanwhile.
    """
    held = (await holding.lock([document_id])).get(document_id)
    if held is None:
        raise unknown()
    return held
