"""How much a subscription of the enterprise would bring, by what came in the last two weeks (ux.md §3.7)."""

from datetime import timedelta
from typing import Final

from api import overview
from api.documents import kind_of
from api.overview import Count
from api.people import Actor
from kit.clock import now
from subscriptions.topics import covering

_DAYS: Final = 14


async def spoken(actor: Actor, content: str) -> str:
    """Return how many results a day there were, as a clause in the words of ux.md §3.7; empty where less than one.

    A document counts once, with the last that came: messages on the way to it are not known, and not guessed.
    """
    until = now()
    counts = await overview.counts(actor, until - timedelta(days=_DAYS), until)
    a_day = sum(each.number for each in counts if _is_told(each, content)) // _DAYS
    return f"约每天 {a_day} 条，" if a_day else ""


def _is_told(count: Count, content: str) -> bool:
    """Tell whether followers of that content hear of such documents: what we do ourselves is no result."""
    kind = kind_of(count.kind)
    ours = kind.lifecycle.ours | {kind.lifecycle.start, kind.drafted}
    return content in covering(kind.content) and count.status not in ours
