"""The register: one row per document of any kind, its lifecycle, its journal, and the one way to change a status."""

from api.documents.advance import advance, advance_many
from api.documents.changing import SPEAKS_FOR
from api.documents.creating import Begun, create, create_many, hold, hold_own, renumber, set_facts
from api.documents.entering import Entry, Found, Key, enter_many, look_up
from api.documents.holding import Held
from api.documents.journal_lines import last_words
from api.documents.kinds import Kind, Numbering, kind_of, kinds, register
from api.documents.lifecycle import NEVER, OWN_STEPS, REMOVED, Lifecycle, Verdict, moves_from
from api.documents.models import Document
from api.documents.moves import MAIN, Change, Move, Outcome
from api.documents.numbering import is_working
from api.documents.other_numbers import also_known_as, in_role
from api.documents.owing import done
from api.documents.queries import Step, Wanted, find, get, history, journal, page
from api.documents.receipts import Receipt
from api.documents.searching import Hit, search
from api.documents.todos import Summary, Todo, tick_off, todo, todo_page
from api.documents.writing import require_writer

__all__ = [
    "MAIN",
    "NEVER",
    "OWN_STEPS",
    "REMOVED",
    "SPEAKS_FOR",
    "Begun",
    "Change",
    "Document",
    "Entry",
    "Found",
    "Held",
    "Hit",
    "Key",
    "Kind",
    "Lifecycle",
    "Move",
    "Numbering",
    "Outcome",
    "Receipt",
    "Step",
    "Summary",
    "Todo",
    "Verdict",
    "Wanted",
    "advance",
    "advance_many",
    "also_known_as",
    "create",
    "create_many",
    "done",
    "enter_many",
    "find",
    "get",
    "history",
    "hold",
    "hold_own",
    "in_role",
    "is_working",
    "journal",
    "kind_of",
    "kinds",
    "last_words",
    "look_up",
    "moves_from",
    "page",
    "register",
    "renumber",
    "require_writer",
    "search",
    "set_facts",
    "tick_off",
    "todo",
    "todo_page",
]
