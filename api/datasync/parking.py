"""Products that CCPIT told of, parked with the answer and taken over a part at a time (SYNC-21).

An answer may hold thousands; entering them all in one transaction would keep every other writer waiting for seconds.
"""

from collections.abc import Iterator, Sequence
from datetime import datetime
from typing import Any, Final, NamedTuple
from uuid import UUID

import orjson

from api.documents import Move, Receipt
from api.filings import Taken
from api.identifiers import normalise
from api.people import Actor
from kit import database, sealing
from kit.database import Json, as_json, as_time, as_uuid
from kit.relation import Relation

Placed = tuple[int, Any]
PART: Final = 25  # products in one transaction: 45 ms where the machine has other work as well
SEALED_AS: Final = "parked products"  # nobody has looked yet at what CCPIT wrote there
_SKIP_LOCKED: Final[dict[database.Dialect, str]] = {"postgres": " for update skip locked", "sqlite": ""}
_PARK: Final = """
    insert into sync_answers (document_id, receipt_id, door, occurred_at, taken, known, unread)
    values ($1, $2, $3, $4, 0, 0, '[]') on conflict (document_id) do nothing"""
_PARTS: Final = Relation("parts", document_id="uuid", no="bigint", products="jsonb")
_LAY: Final = "insert into sync_parts (document_id, no, products) select document_id, no, products from {parts}"
_COLUMNS: Final = "document_id, receipt_id, door, occurred_at, taken, known, unread"
_WAITING: Final = "select document_id from sync_answers limit 1"
_CLAIM: Final = f"select {_COLUMNS} from sync_answers order by document_id limit 1"  # noqa: S608 — our own names
_FIND: Final = f"select {_COLUMNS} from sync_answers where document_id = $1"  # noqa: S608
_NEXT: Final = "select no, products from sync_parts where document_id = $1 order by no limit 1"
_COUNT: Final = "update sync_answers set taken = taken + $2, known = known + $3, unread = $4 where document_id = $1"


class Answer(NamedTuple):
    """An answer that is being taken over: what told it and when, and what became of its products so far."""

    document_id: UUID
    receipt_id: UUID | None
    actor: Actor
    occurred_at: datetime
    taken: int
    known: int
    unread: list[str]

    def as_move(self, step: str, note: str) -> Move:
        """Return the move that ends the synchronisation, dated when CCPIT answered."""
        return Move(self.document_id, step, self.actor, self.occurred_at, note=note, receipt_id=self.receipt_id)


class Part(NamedTuple):
    """Some of an answer's products, each with its place in the answer."""

    no: int
    products: Sequence[Placed]


async def park(receipt: Receipt, products: Sequence[Any]) -> None:
    """Keep an answer's products, in the caller's transaction; an answer already kept for that document stays."""
    whose = (receipt.document_id, receipt.id, receipt.actor.door, receipt.occurred_at)
    if await database.execute(_PARK, *whose):
        rows = [(receipt.document_id, no, _written(part)) for no, part in enumerate(_parts(products))]
        await database.execute(_PARTS.into(_LAY), *_PARTS.arguments(rows))


async def is_parked(document_id: UUID) -> bool:
    """Tell whether an answer to that synchronisation is being taken over."""
    return bool(await database.fetch(_FIND, document_id))


async def anything_waits() -> bool:
    """Tell whether any answer is being taken over, without a transaction."""
    return bool(await database.fetch(_WAITING))


async def claim() -> Answer | None:
    """Lock the oldest answer until the caller's transaction ends; other workers pass it over."""
    rows = await database.fetch(_CLAIM + _SKIP_LOCKED[database.dialect()])
    return _answer(rows[0]) if rows else None


async def find(document_id: UUID) -> Answer | None:
    """Return an answer that is being taken over."""
    rows = await database.fetch(_FIND, document_id)
    return _answer(rows[0]) if rows else None


async def next_part(document_id: UUID) -> Part | None:
    """Return the first part that was not taken over yet."""
    rows = await database.fetch(_NEXT, document_id)
    return Part(rows[0]["no"], sealing.open_json(as_json(rows[0]["products"]), SEALED_AS)) if rows else None


async def tick(answer: Answer, part: Part, taken: Taken) -> None:
    """Strike a part off and add up what became of it, in the transaction that took it over."""
    unread = Json([*answer.unread, *taken.unread])
    await database.execute(_COUNT, answer.document_id, taken.all, taken.known, unread)
    await database.execute("delete from sync_parts where document_id = $1 and no = $2", answer.document_id, part.no)


async def forget(document_id: UUID) -> None:
    """Strike an answer off, in the transaction that ends its synchronisation."""
    await database.execute("delete from sync_answers where document_id = $1", document_id)


def _parts(products: Sequence[Any]) -> Iterator[list[Placed]]:
    """Yield parts in which the products of one number stand together: they are one filing, and told apart there."""
    together: dict[str | int, list[Placed]] = {}
    for place, product in enumerate(products, 1):
        number = product.get("filing_no") if isinstance(product, dict) else None
        together.setdefault(normalise(number) if isinstance(number, str) else place, []).append((place, product))
    part: list[Placed] = []
    for placed in together.values():
        part += placed
        if len(part) >= PART:
            yield part
            part = []
    if part:
        yield part


def _written(part: list[Placed]) -> str:
    return orjson.dumps(sealing.seal_json(part, SEALED_AS)).decode()


def _answer(row: database.Row) -> Answer:
    return Answer(
        document_id=as_uuid(row["document_id"]),
        receipt_id=as_uuid(row["receipt_id"]) if row["receipt_id"] else None,
        actor=Actor.system(row["door"]),
        occurred_at=as_time(row["occurred_at"]),
        taken=row["taken"],
        known=row["known"],
        unread=as_json(row["unread"]),
    )
