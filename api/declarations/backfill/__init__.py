"""出口报关单补录 (SUPP-01…19): the export declarations that goods of an issued certificate left with."""

from api.declarations.backfill.actions import Wish, save, submit, take_receipts
from api.declarations.backfill.kind import BACKFILL
from api.declarations.backfill.models import Backfill
from api.declarations.backfill.queries import (
    Binding,
    Candidate,
    Item,
    Wanted,
    WantedCandidates,
    binding,
    candidates,
    kept,
    page,
    read,
)
from api.exchange import take_for

__all__ = [
    "BACKFILL",
    "Backfill",
    "Binding",
    "Candidate",
    "Item",
    "Wanted",
    "WantedCandidates",
    "Wish",
    "binding",
    "candidates",
    "kept",
    "page",
    "read",
    "save",
    "submit",
    "take_receipts",
]

take_for(BACKFILL.name, take_receipts)
