"""What runs out on a day: any slice that keeps such a day names it here, and people are reminded of it (ux.md M17)."""

from collections.abc import Awaitable, Callable, Sequence
from datetime import date
from typing import NamedTuple
from uuid import UUID


class Expiring(NamedTuple):
    """Something that is of use until a day (Asia/Shanghai, included).

    `name` is how a message calls it (印章“合同章”), never by a person's name; `otherwise` completes its short message
    (逾期不能自助打印，请续期后重新授权); `advice` says in twenty characters what to do. Followers of the enterprise and
    of `person_id` hear of it by `content`.
    """

    id: UUID
    enterprise_id: UUID
    person_id: UUID | None
    content: str
    name: str
    until: date
    otherwise: str
    advice: str
    link: str


Source = Callable[[date, date], Awaitable[Sequence[Expiring]]]
_SOURCES: dict[str, Source] = {}


def register(name: str, source: Source) -> None:
    """Make a source known: it returns what runs out from one day to another, both included. Raises ValueError."""
    if _SOURCES.setdefault(name, source) is not source:
        raise ValueError(f"two sources of what runs out are called {name}")


async def between(first: date, last: date) -> list[Expiring]:
    """Return what runs out within these days, of every source, the soonest first."""
    found = [each for source in _SOURCES.values() for each in await source(first, last)]
    return sorted(found, key=lambda each: (each.until, each.id))
