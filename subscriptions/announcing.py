"""Writing down, in the caller's transaction, what followers must hear."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any, Final, NamedTuple
from uuid import UUID

from kit import database
from kit.clock import now
from push import outbox
from push.message import Message
from subscriptions.topics import DOCUMENT, ENTERPRISE, PERSON, topic

_COLUMNS: Final = "id, document_topic, enterprise_topic, person_topic, content, tenant_id, seq, urgent, trace"
_INSERT: Final = {
    "postgres": f"""
        insert into announcements ({_COLUMNS}, created_at, deliveries, suppressions)
        select *, $10::timestamptz, 0, 0
        from unnest($1::uuid[], $2::text[], $3::text[], $4::text[], $5::text[], $6::uuid[], $7::bigint[], $8::bool[],
                    $9::text[])
        on conflict (id) do nothing""",  # noqa: S608 — constants of this file
    "sqlite": f"""
        insert into announcements ({_COLUMNS}, created_at, deliveries, suppressions)
        values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, 0, 0) on conflict (id) do nothing""",  # noqa: S608
}


class Announcement(NamedTuple):
    """Something happened to a document of `tenant_id`.

    `seq` orders statuses of the same document: a newer one replaces an unsent older one; 0 neither replaces nor is
    replaced.

    `enterprise` and `person` are plain ids of who may follow it more broadly; `content` is a path such as
    `trade/origin/customs`. An announcement without a tenant asks for no right.
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
    if database.dialect() == "postgres":
        await database.execute(_INSERT["postgres"], *map(list, zip(*rows, strict=True)), now())
    else:
        written_at = now()
        await database.executemany(_INSERT["sqlite"], [(*row, written_at) for row in rows])
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
    )
