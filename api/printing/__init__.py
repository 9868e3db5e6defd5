"""打印: what was sent to a printer, and the question whether it came out right (PRINT-28, PRINT-29)."""

from api.printing.actions import Answer, Wish, answer, explain, job_ended, start
from api.printing.queries import Print, last_failed, read, unconfirmed
from api.printing.vocabulary import REASONS, Part, State, question

__all__ = [
    "REASONS",
    "Answer",
    "Part",
    "Print",
    "State",
    "Wish",
    "answer",
    "explain",
    "job_ended",
    "last_failed",
    "question",
    "read",
    "start",
    "unconfirmed",
]
