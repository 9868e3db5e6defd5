"""享惠受阻协调 (COORD-01…45): asking the customs to coordinate where a preference was refused abroad."""

from api.coordination.actions import attach, detach, remove, save, submit, take_receipts, withdraw
from api.coordination.consenting import WITHDRAW
from api.coordination.kind import COORDINATION
from api.coordination.queries import Detail, Item, Wanted, page, read
from api.coordination.vocabulary import Form
from api.exchange import take_for

__all__ = [
    "COORDINATION",
    "WITHDRAW",
    "Detail",
    "Form",
    "Item",
    "Wanted",
    "attach",
    "detach",
    "page",
    "read",
    "remove",
    "save",
    "submit",
    "take_receipts",
    "withdraw",
]

take_for(COORDINATION.name, take_receipts)
