"""From raw receipts to moved documents: claimed, read, joined, moved, announced and ticked in one transaction."""

from collections import Counter, defaultdict
from collections.abc import Awaitable, Callable, Mapping, Sequence
from datetime import datetime, timedelta
from typing import Final, TypeVar
from uuid import UUID

from api import documents
from api.documents import Outcome, Receipt, Verdict, holding
from api.exchange import alerts, endings, inbox, outgoing, slices
from api.exchange.endings import Ending
from api.exchange.gateways import dialects
from api.exchange.inbox import Row
from api.exchange.joining import Joined, join
from api.exchange.readings import Reading, Unread
from api.people import Actor
from api.problems import WEATHER
from kit import bell, database, failpoints, logs, metrics

_LOG = logs.get("api.exchange.receiving")
BATCH: Final = 500
TRIES: Final = 3
_AHEAD: Final = timedelta(minutes=10)  # how far an authority's clock may run ahead before we date its word ourselves
_ANNOUNCEMENTS: Final = "announcements"
_RANKS: Final = {verdict: rank for rank, verdict in enumerate(Verdict)}  # applied, noted, late, duplicate, refused
_NEWS: Final = frozenset({Verdict.APPLIED, Verdict.NOTED, Verdict.LATE})
Read = tuple[Row, Reading]
Claimed = TypeVar("Claimed", int, UUID)


async def receive_once(limit: int = BATCH) -> int:
    """Handle up to `limit` waiting receipts and return how many; several processes may do so at once.

    A receipt that breaks the batch is found out by taking them one by one: the others go on without it (R-17).
    """
    try:
        handled = await _receive(inbox.claim, limit)
    except WEATHER:
        raise
    except Exception as error:  # noqa: BLE001 — whatever it is, it may be one receipt's and must not stop the others
        _LOG.warning("batch broken", error=type(error).__name__)
        handled = await _one_by_one(limit)
    if handled:
        await bell.ring(_ANNOUNCEMENTS)
    return handled


async def _one_by_one(limit: int) -> int:
    handled = 0
    for receipt_id in await inbox.waiting(limit):
        try:
            handled += await _receive(inbox.claim_one, receipt_id)
        except WEATHER:
            raise
        except Exception as error:  # noqa: BLE001 — this receipt's own fault: counted, and told after the last try
            _LOG.exception("receipt broken", receipt=str(receipt_id))
            await _stumbled(receipt_id, type(error).__name__)
    return handled


async def _stumbled(receipt_id: UUID, fault: str) -> None:
    async with database.transaction():
        source = await inbox.stumble(receipt_id, f"处理时出错（{fault}），原文已保存。", TRIES)
        if source is not None:
            await alerts.raise_alert("failed", source, f"来自{source}的回执处理{TRIES}次均出错（{fault}）。")
            metrics.RECEIPTS.labels(source, "failed").inc()


async def _receive(claim: Callable[[Claimed], Awaitable[list[Row]]], which: Claimed) -> int:
    async with database.transaction():
        rows = await claim(which)
        if not rows:
            return 0
        found = await _handle(rows)
        await inbox.tick([ending.tick for ending in found])
        await alerts.raise_alerts(ending.alert for ending in found if ending.alert)
        failpoints.hit("ingest.before_commit")
    _count(rows, found)
    return len(rows)


async def _handle(rows: Sequence[Row]) -> list[Ending]:
    """Read receipts and move their documents; return what became of each."""
    found: list[Ending] = []
    understood: list[Read] = []
    for row in rows:
        reading = dialects.read(row.body)
        if isinstance(reading, Unread):
            found.append(endings.of_unread(row, reading))
        else:
            understood.append((row, reading))
    return found + await _join_and_move(understood)


async def _join_and_move(read: Sequence[Read]) -> list[Ending]:
    joined = await join([reading for _row, reading in read])
    found = [
        endings.of_stranger(row, reading, each.sentence)
        for (row, reading), each in zip(read, joined, strict=True)
        if each.document_id is None
    ]
    receipts = _receipts(read, joined)
    found += await _move(receipts, {row.id: (row, reading) for row, reading in read})
    # After the documents are locked, in their order: two workers never wait for each other over what was sent.
    await outgoing.answered([_answer(receipt) for receipt in receipts if outgoing.UNSENT not in receipt.data])
    return found


async def _move(receipts: Sequence[Receipt], cases: dict[UUID, Read]) -> list[Ending]:
    """Let each slice turn its receipts into moves, move the documents, and tell the slices what was news."""
    of_kind: defaultdict[str, list[Receipt]] = defaultdict(list)
    for receipt in receipts:
        of_kind[receipt.kind].append(receipt)
    await _foretell(of_kind)
    moves = [move for kind, taken in of_kind.items() for move in slices.moves_for(kind, taken)]
    outcomes: dict[UUID, Outcome] = {}
    for move, outcome in zip(moves, await documents.advance_many(moves), strict=True):
        if move.receipt_id is not None:
            outcomes[move.receipt_id] = _better(outcomes.get(move.receipt_id), outcome)
    for kind, taken in of_kind.items():
        await slices.tell(kind, [each for each in taken if each.id in outcomes and outcomes[each.id].verdict in _NEWS])
    kept = [endings.of_kept(cases[each.id][0], each.document_id) for each in receipts if each.id not in outcomes]
    return kept + [endings.of_move(*cases[receipt_id], outcome) for receipt_id, outcome in outcomes.items()]


async def _foretell(of_kind: Mapping[str, Sequence[Receipt]]) -> None:
    """Let slices write what notices shall say; all documents are locked first: no two workers wait in a ring."""
    foretold = {kind: slices.foretold(kind, taken) for kind, taken in of_kind.items()}
    if any(foretold.values()):
        await holding.lock({each.document_id for taken in of_kind.values() for each in taken})
    for kind, told in foretold.items():
        await slices.foretell(kind, told)


def _better(one: Outcome | None, other: Outcome) -> Outcome:
    """Return the outcome that a receipt ends in which moved its document on several axes: what was news."""
    return one if one and _RANKS[one.verdict] <= _RANKS[other.verdict] else other


def _receipts(read: Sequence[Read], joined: Sequence[Joined]) -> list[Receipt]:
    actors: dict[str, Actor] = {}
    receipts: list[Receipt] = []
    for (row, reading), each in zip(read, joined, strict=True):
        if each.document_id is not None:
            actor = actors.setdefault(row.source, Actor.system(f"gateway:{row.source}"))
            receipts.append(_receipt(row, reading, each.document_id, actor))
    return receipts


def _answer(receipt: Receipt) -> outgoing.Answer:
    return outgoing.Answer(
        document_id=receipt.document_id,
        receipt_id=receipt.id,
        at=receipt.occurred_at,
        is_attachment=receipt.step.startswith("attachment_"),
        subject=receipt.subject,
    )


def _receipt(row: Row, reading: Reading, document_id: UUID, actor: Actor) -> Receipt:
    unknown = reading.is_unknown
    return Receipt(
        id=row.id,
        document_id=document_id,
        kind=reading.kind,
        number=reading.number,
        step=reading.step,
        occurred_at=_dated(reading.occurred_at, row.received_at),
        actor=actor,
        trace=row.trace,
        label=reading.label,
        note="；".join(filter(None, (reading.code, reading.note))) if unknown else reading.note,
        facts=reading.facts,
        subject=reading.subject,
        data=reading.data,
    )


def _dated(occurred_at: datetime | None, received_at: datetime) -> datetime:
    """Return when it happened; a moment that has not come yet would make every later receipt seem old."""
    if occurred_at is None or occurred_at > received_at + _AHEAD:
        return received_at
    return occurred_at


def _count(rows: Sequence[Row], found: Sequence[Ending]) -> None:
    sources = {row.id: row.source for row in rows}
    outcomes = Counter((sources[ending.tick.id], ending.tick.state) for ending in found)
    for (source, state), times in outcomes.items():
        metrics.RECEIPTS.labels(source, state).inc(times)
    _LOG.debug("received", receipts=len(rows), outcomes={state: n for (_source, state), n in outcomes.items()})
