"""Filling in what is missing: a question remembers the line that it would complete; the answer completes it.

A dialog is nothing but a command that is typed in parts, so each of its steps can also be typed at once.
"""

import re
from collections.abc import Mapping
from typing import Final

from bot.memory import Thread
from bot.replies import Reply

AWAITING: Final = "slot"
NUMBERED: Final = "numbered"
CERTIFICATE, COORDINATION, DECLARATIONS = "certificate", "coordination", "declarations"
PLACES, REQUEST, TEXT = "places", "request", "text"
FORMS: Final[Mapping[str, re.Pattern[str]]] = {
    CERTIFICATE: re.compile(r"[A-Za-z]{1,2}[0-9A-Za-z \-]{6,30}"),
    COORDINATION: re.compile(r"[Xx][Tt] ?[0-9]{6,14}"),
    DECLARATIONS: re.compile(r"[0-9][0-9A-Za-z ;\-]{5,400}"),
    TEXT: re.compile(r".{1,600}"),
    REQUEST: re.compile(r"[0-9]{4}"),
    PLACES: re.compile(r"[1-9][0-9]?( [1-9][0-9]?){0,19}|全部"),
}


def ask(thread: Thread, question: str, line: str, form: str) -> Reply:
    """Ask for what stands at `{}` in the line; an answer of that form completes it."""
    thread.ask(AWAITING, line=line, form=form)
    return Reply(question)


def number(thread: Thread, lines: Mapping[str, str]) -> None:
    """Let a number of the list that was shown, with declarations behind it, complete its line; choices stay."""
    choices = thread.choices
    thread.ask(NUMBERED, lines=dict(lines))
    thread.choices = choices


def completed(thread: Thread, answer: str) -> str:
    """Return the line that the answer completes, or nothing if it is no answer to what was asked."""
    if thread.awaiting == NUMBERED:
        place, _, rest = answer.partition(" ")
        begun = thread.facts["lines"].get(place, "")
        return f"{begun} {rest}" if begun and FORMS[DECLARATIONS].fullmatch(rest) else ""
    if thread.awaiting != AWAITING or not FORMS[thread.facts["form"]].fullmatch(answer):
        return ""
    return str(thread.facts["line"]).format(answer)


def choose(thread: Thread, question: str, **choices: str) -> Reply:
    """Ask to choose: each choice stands for a whole line."""
    thread.offer(**choices)
    return Reply(question)
