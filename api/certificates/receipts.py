"""What becomes of certificates when their authority speaks: moves, and what an approval means for others."""

from collections.abc import Sequence
from typing import Final
from uuid import UUID

from api import documents, exchange
from api.certificates import lifecycle, shelves
from api.documents import MAIN, Move, Receipt, Verdict
from api.documents.other_numbers import LONGEST
from api.identifiers import normalise
from kit import database, relation
from kit.refusals import Refusal
from kit.relation import IDS

_ORIGINALS: Final = """
    select certificates.document_id, certificates.original_id, documents.number from {ids}
    join certificates on certificates.document_id = ids.id join documents on documents.id = ids.id
    where certificates.original_id is not null"""
OURS: Final = frozenset({"declare", "void", "remove"})
UNKNOWN: Final = "unknown"
_NUMBER: Final = "certificate_no"  # in the data of a CCPIT receipt: the number that CCPIT gave


def take_receipts(receipts: Sequence[Receipt]) -> list[Move]:
    """Turn receipts into moves, in the same order, for the register to judge; no authority takes our own steps."""
    return [
        receipt.as_move() if receipt.step not in OURS else receipt.as_move()._replace(step=UNKNOWN)
        for receipt in receipts
    ]


async def numbers_given(receipts: Sequence[Receipt]) -> None:
    """Take the numbers that CCPIT gave before its word is passed on: the first push says the number that counts."""
    for receipt in receipts:
        if (number := _number_in(receipt)) and await _is_accepted(receipt):
            await _take_number(receipt, number)


async def _is_accepted(receipt: Receipt) -> bool:
    """Tell whether the register will take the receipt for the authority's answer, or for what it has heard before."""
    held = await documents.hold(receipt.document_id)
    verdict, _ = held.kind.lifecycle.judge(held.standing(MAIN), receipt.step, receipt.occurred_at)
    return receipt.step in lifecycle.ANSWERS and verdict is not Verdict.REFUSED


async def receipts_taken(receipts: Sequence[Receipt]) -> None:
    """Let an approved certificate void the one it replaces (CO-94)."""
    approved = {receipt.document_id: receipt for receipt in receipts if receipt.step == "approved"}
    if approved:
        await _void_originals(approved)


def _number_in(receipt: Receipt) -> str:
    told = receipt.data.get(_NUMBER)
    return called if isinstance(told, str) and len(called := normalise(told)) <= LONGEST else ""


async def _take_number(receipt: Receipt, number: str) -> None:
    """Let the certificate go by CCPIT's number; where another has it, somebody must look, and the receipt stands."""
    try:
        await documents.renumber(receipt.document_id, number, receipt.actor)
    except Refusal as refused:
        text = f"贸促会给证书{receipt.number}的编号{number}未能采用：{refused.sentence}"
        await exchange.raise_alert("certificate_number", number, text)


async def _void_originals(approved: dict[UUID, Receipt]) -> None:
    rows = await database.fetch(IDS.into(_ORIGINALS), *relation.ids(approved))
    moves = []
    for row in rows:
        receipt = approved[database.as_uuid(row["document_id"])]
        moves.append(_void(database.as_uuid(row["original_id"]), receipt, row["number"]))
    for outcome in await documents.advance_many(moves):
        if outcome.verdict is Verdict.APPLIED:
            await shelves.move(outcome.document_id, "voided")


def _void(original_id: UUID, receipt: Receipt, number: str) -> Move:
    return Move(
        document_id=original_id,
        step="void",
        actor=receipt.actor,
        occurred_at=receipt.occurred_at,
        note=f"已由改证重发的证书{number}代替",
        trace=receipt.trace,
    )
