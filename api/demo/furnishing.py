"""A year of work for the demo's enterprise, so that every list has something to show; written once, told to nobody."""

from collections.abc import Mapping
from random import Random
from typing import Final
from uuid import UUID

from api import people
from api.coordination.vocabulary import Slot
from api.demo import applications, at_ccpit, departures, firm, followed, papers, partners, scans, year
from api.demo.calendar import Calendar
from api.demo.stage import Stage, seed
from api.documents import Document
from api.people.actor import Actor
from api.people.models import Enterprise, Person
from kit import database
from kit.clock import now
from push.forgetting import forget_unordered

_SEED: Final = 20261121
_FORGET: Final = "delete from announcements where tenant_id = $1"


async def furnish(stage: Stage) -> Enterprise:
    """Seed the stage, and give its enterprise a year of documents in all states unless it has some already."""
    enterprise = await seed(stage)
    if await Document.exists(enterprise_id=enterprise.id):
        return enterprise
    actors = [actor for player in stage.players if (actor := await _at_work(player.login))]
    scanned = await scans.upload(actors[0])
    async with database.transaction():
        await _live(enterprise, actors, Calendar(now(), Random(_SEED)), scanned)  # noqa: S311 — a demo's dice
    return enterprise


async def _live(enterprise: Enterprise, actors: list[Actor], calendar: Calendar, scanned: Mapping[Slot, UUID]) -> None:
    """Write the year in the order in which it went by, then put its dates right and let nobody hear of it."""
    boss = actors[0]
    await firm.enter(boss, [actor.name for actor in actors[:2]], calendar)
    await partners.enter(boss)
    written = await papers.enter(actors, enterprise, calendar)
    left = await departures.enter(written, enterprise, calendar)
    await applications.enter(actors, left, calendar, scanned)
    await followed.enter(boss, enterprise.id, calendar)
    await at_ccpit.enter(boss, enterprise.id, calendar)
    await firm.date_back(enterprise.id, calendar)
    await year.put_right(enterprise.id)
    await database.execute(_FORGET, enterprise.id)
    await forget_unordered()


async def _at_work(login: str) -> Actor | None:
    return await people.actor_of_person((await Person.get(login=login)).id, "demo")
