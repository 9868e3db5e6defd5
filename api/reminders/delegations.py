"""Rights that run out: what a 代理 may do for an enterprise ends on a day that its 管理员 chose (AUTH-16)."""

from collections.abc import Sequence
from datetime import date, timedelta
from typing import Final

from api import expiries
from api.expiries import Expiring
from api.reminders import days
from kit import database
from kit.database import as_time, as_uuid

_ENDING: Final = """
    select id, enterprise_id, person_id, expires_at from memberships
    where revoked_at is null and expires_at >= $1 and expires_at < $2 order by expires_at, id"""
_DAY: Final = timedelta(days=1)


async def ending(first: date, last: date) -> Sequence[Expiring]:
    """Return the rights of 代理 and 经办人 that end from one day to another, in Asia/Shanghai, both included."""
    rows = await database.fetch(_ENDING, days.midnight(first), days.midnight(last + _DAY))
    return [_expiring(row) for row in rows]


def _expiring(row: database.Row) -> Expiring:
    return Expiring(
        id=as_uuid(row["id"]),
        enterprise_id=as_uuid(row["enterprise_id"]),
        person_id=as_uuid(row["person_id"]),
        content="trade/origin",
        name="企业授权",
        until=days.day_of(as_time(row["expires_at"])),
        otherwise="逾期不能再为企业办理，请企业管理员续期",
        advice="请企业管理员续期授权",
        link="/h5/me",
    )


expiries.register("memberships", ending)
