"""The register: one row per document of any kind, its lifecycle, its journal, and the one way to change a status."""

from api.documents.advance import advance, advance_many
from api.documents.entering import Entry, Found, Key, enter_many, look_up
from api.documents.kinds import Kind, kind_of, kinds, register
from api.documents.lifecycle import NEVER, Lifecycle, Verdict, moves_from
from api.documents.models import Document
from api.documents.moves import MAIN, Change, Move, Outcome
from api.documents.queries import Wanted, find, get, journal, page
from api.documents.receipts import Receipt

__all__ = [
    "MAIN",
    "NEVER",
    "Change",
    "Document",
    "Entry",
    "Found",
    "Key",
    "Kind",
    "Lifecycle",
    "Move",
    "Outcome",
    "Receipt",
    "Verdict",
    "Wanted",
    "advance",
    "advance_many",
    "enter_many",
    "find",
    "get",
    "journal",
    "kind_of",
    "kinds",
    "look_up",
    "moves_from",
    "page",
    "register",
]
