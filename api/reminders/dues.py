"""The vocabulary of reminding: what is due, about what, and where it comes from."""

from collections.abc import Awaitable, Callable, Collection, Sequence
from datetime import date, datetime
from typing import NamedTuple
from uuid import UUID

from api.people import NOBODY
from api.reminders.kinds import Kind
from push.message import Message


class Item(NamedTuple):
    """One thing that is due: told once at each `stage`; `day` is the one that the reminder speaks of."""

    subject_id: UUID
    stage: str
    number: str
    day: date


class Due(NamedTuple):
    """What one announcement tells: some things at once, `words` says them; those told meanwhile are left out.

    `document`, `person` and `content` are what followers follow; `reader` is set where it is one person's alone.
    With `direct` that reader is told without following anything.
    """

    kind: Kind
    items: Sequence[Item]
    words: Callable[[Sequence[Item]], Message]
    enterprise_id: UUID
    content: str
    document: str = ""
    person_id: UUID | None = None
    reader: UUID = NOBODY
    direct: bool = False


class Source(NamedTuple):
    """A kind of reminder: what is due at a moment, and which subjects are still worth a word."""

    kind: Kind
    due: Callable[[datetime], Awaitable[list[Due]]]
    open: Callable[[Collection[UUID]], Awaitable[set[UUID]]]
