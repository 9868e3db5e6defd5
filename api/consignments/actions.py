"""What becomes of a consignment when the customs answer it."""

from collections.abc import Sequence

from api.documents import Move, Receipt


def take_receipts(receipts: Sequence[Receipt]) -> list[Move]:
    """Turn receipts into moves, in the same order; the register judges them."""
    return [receipt.as_move() for receipt in receipts]
