"""What followers were told of and why not is kept for some time, and then no longer (P-3)."""

from datetime import datetime
from typing import Final

from kit import database
from kit.ids import first_id

# A delivery's id begins with the milliseconds of its announcement's, so one range holds for all three.
_DELETE: Final = (
    "delete from digest_members where delivery_id >= $1 and delivery_id < $2",
    "delete from suppressions where announcement_id >= $1 and announcement_id < $2",
    "delete from announcements where id >= $1 and id < $2",
)


async def forget_announcements(since: datetime, before: datetime) -> int:
    """Delete the announcements of this time, who was not told of them and why, and what was merged; return how many."""
    first, end = first_id(since), first_id(before)
    async with database.transaction():
        return sum([await database.execute(statement, first, end) for statement in _DELETE])
