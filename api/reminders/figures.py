"""What a report says of an enterprise: results of some days, what is still to be done, what nobody has confirmed."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from api import documents, overview, printing
from api.documents import Summary
from api.overview import Count
from api.people import Actor

RESULTS: Final = {"通过": ("approved", "accepted"), "退回": ("returned",), "失败": ("failed", "refused")}


@dataclass(frozen=True, slots=True)
class Figures:
    """The numbers of a report; `prints` are the certificates whose print nobody has confirmed, the oldest first."""

    results: dict[str, int]
    todo: Sequence[Summary]
    prints: Sequence[str]
    unconfirmed: int

    def open(self, name: str) -> int:
        """Return how much stands on a list of open work."""
        return next((each.open for each in self.todo if each.list.name == name), 0)

    def oldest(self, name: str) -> datetime | None:
        """Return since when the oldest on a list waits."""
        return next((each.oldest for each in self.todo if each.list.name == name), None)


async def of(actor: Actor, since: datetime, until: datetime) -> Figures:
    """Return the figures of the actor's enterprise for a time; open work is that of now. Raises `scope`."""
    counts = await overview.counts(actor, since, until)
    prints, unconfirmed = await printing.unconfirmed(actor, size=5)
    return Figures(
        results=results(counts),
        todo=await documents.todo(actor, first=0),
        prints=[each.number for each in prints],
        unconfirmed=unconfirmed,
    )


def results(counts: Sequence[Count]) -> dict[str, int]:
    """Return how many documents ended how."""
    return {label: sum(each.number for each in counts if each.status in of_it) for label, of_it in RESULTS.items()}
