"""Writing down, in the caller's transaction, what followers must hear."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any, Final, NamedTuple
from uuid import UUID

from kit import database
from kit.clock import now
from kit.relation import Relation
from push import outbox
from push.message import Message
from subscriptions.topics import DOCUMENT, ENTERPRISE, PERSON, topic

_NEWS: Final = Relation(
    "news",
    id="uuid",
    document_topic="text",
    enterprise_topic="text",
    person_topic="text",
    content="text",
    tenant_id="uuid",
    seq="bigint",
    urgent="bool",
    trace="text",
    by_sms="bool",
)
_INSERT: Final = """
    insert into announcements (id, document_topic, enterprise_topic, person_topic, content, tenant_id, seq, urgent,
                               trace, by_sms, created_at, deliveries, suppressions)
    select news.*, $1::timestamptz, 0, 0 from {news} where true on conflict (id) do nothing"""


class Announcement(NamedTuple):
    """Something happened to a document of `tenant_id`.

    `seq` orders statuses of the same document: a newer one replaces an unsent older one; 0 neither replaces nor is
    replaced.

    `enterprise` and `person` are plain ids of who may follow it more broadly; `content` is a path such as
    `trade/origin/customs`. An announcement without a tenant asks for no right. A message without the words of a short
    message (`brief`) is not sent as one.
    """

    id: UUID
    document: str
    enterprise: str | None
    person: str | None
    content: str
    tenant_id: UUID | None
    seq: int
    urgent: bool
    message: Message
    occurred_at: datetime
    trace: str


async def announce_many(announcements: Sequence[Announcement]) -> None:
    """Write announcements and their messages (same ids); what was written before stays as it is.

    Joins the caller's transaction; ring the bell `announcements` after its commit.
    """
    if not announcements:
        return
    rows = [_row(each) for each in announcements]
    await database.execute(_NEWS.into(_INSERT, 2), now(), *_NEWS.arguments(rows))
    await outbox.write_messages([outbox.Letter(a.id, a.message, a.trace, a.occurred_at) for a in announcements])


def _row(said: Announcement) -> tuple[Any, ...]:
    return (
        said.id,
        topic(DOCUMENT, said.document),
        topic(ENTERPRISE, said.enterprise),
        topic(PERSON, said.person),
        said.content,
        said.tenant_id,
        said.seq,
        said.urgent,
        said.trace,
        bool(said.message.brief),
    )
