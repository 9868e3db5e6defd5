"""A clerk who follows, certificates of a given age, and what they are told."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from uuid import UUID

import time_machine

from api import following, reminders
from api.documents import Move, advance
from api.people import Actor
from api.reminders.dues import Source
from kit import database
from push.claiming import Due, claim
from subscriptions import bursts
from subscriptions.fanout import fan_out_once
from tests.api.documents.makers import GATEWAY, a_document, a_person, an_enterprise, dict_of
from tests.api.following.makers import reachable

NINE = datetime(2026, 11, 21, 1, 0, tzinfo=UTC)  # 09:00 on a Saturday in Shanghai
DAY = timedelta(days=1)
NUMBER, OTHER = "E261026902330183", "E261026902330184"


@dataclass(kw_only=True)
class Office:
    """An enterprise and its clerk, who hears of everything on WeChat."""

    enterprise: UUID
    clerk: Actor

    async def issued(self, number: str, at: datetime, kind: str = "customs_certificate") -> UUID:
        """A certificate that was approved at that moment."""
        made = await a_document(self.enterprise, number, kind, entered_by=self.clerk.person_id)
        await advance(Move(made, "approved", GATEWAY, at))
        return made


async def an_office(*, follows: bool = True) -> Office:
    bursts.forget()
    with on(NINE - 500 * DAY):
        enterprise = await an_enterprise()
        clerk = await a_person(enterprise)
        await reachable(clerk, "wechat")
        if follows:
            await following.follow_enterprise(clerk, [""], ["wechat"])
    return Office(enterprise=enterprise, clerk=clerk)


@contextmanager
def on(moment: datetime) -> Iterator[None]:
    with time_machine.travel(moment, tick=False):
        yield


async def quietly() -> None:
    """Let what the making of the stage announced be over and done."""
    await fan_out_once(100, following.rights)
    await database.execute("update deliveries set state = 'delivered', shelf = 1 where state = 'new'")
    bursts.forget()


async def reminded(source: Source, moment: datetime) -> list[dict[str, object]]:
    """What a tick at that moment announces."""
    with on(moment):
        await reminders.tell(source)
        return await unsaid()


async def unsaid() -> list[dict[str, object]]:
    """The announcements that wait to be fanned out, as they are said."""
    sql = """
        select m.title, m.facts, m.remark, m.brief, m.kind, a.document_topic, a.enterprise_topic, a.content
        from announcements a join messages m on m.id = a.id where a.fanned_out_at is null order by a.id"""
    return [dict(row) | {"facts": dict_of(row["facts"])} for row in await database.fetch(sql)]


async def sent(moment: datetime) -> list[Due]:
    """What stands on the way to WeChat after the fan-out at that moment."""
    with on(moment):
        await fan_out_once(100, following.rights)
        return list((await claim("wechat", moment, 100)).rows)
