"""What becomes of a declaration when the customs speak."""

from collections.abc import Sequence

from api.documents import Move, Receipt


def take_receipts(receipts: Sequence[Receipt]) -> list[Move]:
    """Turn receipts into moves, in the same order; the register judges them.

    Several letters lead to one status (担保放行, 无纸放行), and some to none: the journal keeps the letter's own words.
    """
    return [
        receipt.as_move()._replace(note="；".join(filter(None, (receipt.label, receipt.note)))) for receipt in receipts
    ]
