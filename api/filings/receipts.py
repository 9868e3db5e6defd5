"""What becomes of a filing when CCPIT speaks: of single areas (`data.areas`), or of the whole.

{"kind": "filing", "number": "BA261121000001", "step": "approved", "occurred_at": "…", "note": "…",
 "data": {"areas": ["S"], "filing_numbers": {"S": "18S2102M9997/00054"}}}
"""

from collections.abc import Sequence
from typing import Final
from uuid import UUID

from api import documents
from api.documents import MAIN, Document, Move, Receipt
from api.filings import store
from api.filings.kinds import FILING
from api.filings.lifecycle import ANSWERS, DECIDED
from api.filings.models import FilingRow

_LONGEST: Final = 32


def take(receipts: Sequence[Receipt]) -> list[Move]:
    """Turn receipts into moves: of each area that is named, else of the whole."""
    return [move for receipt in receipts for move in _moves(receipt)]


async def taken(receipts: Sequence[Receipt]) -> None:
    """Write down 备案申请号, let areas follow the whole and the whole follow its areas; in the caller's transaction."""
    for receipt in receipts:
        row = await FilingRow.get_or_none(document_id=receipt.document_id)
        if row is not None:
            codes = row.areas.split()
            await _number(receipt, codes)
            if not areas_of(receipt):
                await documents.advance_many([_on(receipt, code) for code in codes if receipt.step in ANSWERS])
            await settle(receipt.as_move(), codes)


def areas_of(receipt: Receipt) -> list[str]:
    """Return the areas that a receipt names; what is no area is passed over."""
    named = receipt.data.get("areas", [])
    return [code for code in named if code in FILING.axes] if isinstance(named, list) else []


async def settle(move: Move, codes: Sequence[str]) -> None:
    """Let certificates name what is approved, and the whole follow its areas once all are decided."""
    document = await Document.get(id=move.document_id)
    standings = {code: document.status_on(code) for code in codes if code in FILING.axes}
    await store.approve(document.id, [code for code, status in standings.items() if status == "approved"])
    if codes and set(standings.values()) <= DECIDED:
        step = _settled(set(standings.values()))
        if FILING.lifecycle.table.get((document.status, step)):
            await documents.advance_many([move._replace(step=step, axis=MAIN)])


def _settled(standings: set[str]) -> str:
    if len(standings) == 1:
        return f"settle_{next(iter(standings))}"
    return "settle_partly" if "approved" in standings else "settle_returned"


def _moves(receipt: Receipt) -> list[Move]:
    if receipt.step not in ANSWERS:
        return [receipt.as_move()._replace(step="unknown")]
    return [_on(receipt, code) for code in areas_of(receipt)] or [receipt.as_move()]


def _on(receipt: Receipt, area: str) -> Move:
    return receipt.as_move()._replace(axis=area)


async def _number(receipt: Receipt, codes: Sequence[str]) -> None:
    told = receipt.data.get("filing_numbers", {})
    if isinstance(told, dict):
        numbers = {
            code: number
            for code, number in told.items()
            if code in codes and isinstance(number, str) and 0 < len(number) <= _LONGEST
        }
        await give_numbers(receipt.document_id, numbers)


async def give_numbers(document_id: UUID, numbers: dict[str, str]) -> None:
    """Write down the 备案申请号 of areas, and let the filing be found by them; in the caller's transaction."""
    await store.number_areas(document_id, numbers)
    every = [number for number in (await store.numbers_of(document_id)).values() if number]
    await documents.also_known_as(document_id, {"filing": every})
