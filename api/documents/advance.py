"""The one way to change a status: lock, consult the table, write status, journal line and announcement together."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any, Final
from uuid import UUID

import orjson

from api.documents import holding, journal_lines, standings
from api.documents.changing import Batch
from api.documents.holding import Held
from api.documents.moves import MAIN, Move, Outcome
from kit import database
from kit.clock import now
from kit.relation import Relation

_NEW: Final = Relation("new", id="uuid", status="text", status_at="timestamptz", axes="jsonb", seq="bigint")
_SAVE: Final = """
    update documents
    set status = new.status, status_at = new.status_at, axes = new.axes, seq = new.seq, updated_at = $1::timestamptz
    from {new} where documents.id = new.id"""


async def advance(move: Move) -> Outcome:
    """Move one document one step, in the caller's transaction or one of its own; raises the Refusal of a refused move.

    Ring the bell `announcements` after the commit.
    """
    (outcome,) = await advance_many([move])
    if outcome.refusal:
        raise outcome.refusal
    return outcome


async def advance_many(moves: Sequence[Move]) -> list[Outcome]:
    """Move documents, each move judged in the order in which things happened; returns one outcome for each move.

    A refused move changes nothing and harms no other. Joins the caller's transaction or opens its own; ring the bell
    `announcements` after the commit.
    """
    if not moves:
        return []
    async with database.transaction():
        held = await holding.lock({move.document_id for move in moves})
        batch = Batch(held, await journal_lines.told(_in_doubt(held, moves)), now())
        order = sorted(range(len(moves)), key=lambda index: moves[index].occurred_at)
        outcomes = {index: batch.take(moves[index]) for index in order}
        await _save([each for each in held.values() if each.changed], batch.at)
        await batch.write_down()
    return [outcomes[index] for index in range(len(moves))]


def _in_doubt(held: dict[UUID, Held], moves: Sequence[Move]) -> set[UUID]:
    """Return the documents whose journals must be asked: asides and old steps may have been told before."""
    here = [move for move in moves if move.document_id in held]
    return {move.document_id for move in here if _may_have_been_told(held[move.document_id], move)}


def _may_have_been_told(document: Held, move: Move) -> bool:
    asides = document.kind.axis(move.axis).asides
    return move.occurred_at <= document.standing(move.axis).since or move.step in asides


async def _save(changed: Sequence[Held], at: datetime) -> None:
    if changed:
        await database.execute(_NEW.into(_SAVE, 2), at, *_NEW.arguments([_row(document) for document in changed]))
        await standings.move((document.id, *document.standings[MAIN]) for document in changed)


def _row(document: Held) -> tuple[Any, ...]:
    main = document.standings[MAIN]
    return (document.id, main.status, main.since, orjson.dumps(document.axes()).decode(), document.seq)
