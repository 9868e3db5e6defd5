"""How much room an enterprise has for files (F-10)."""

from typing import Final
from uuid import UUID

from api.files import refusals
from api.files.settings import Files
from kit import database, settings

_USED: Final = "select count(*) as files, coalesce(sum(size), 0) as bytes from files where enterprise_id = $1"


async def require_room(enterprise_id: UUID) -> None:
    """Raise quota_full if the enterprise's files, or their bytes, have reached the limit."""
    limits = settings.load(Files)
    used = (await database.fetch(_USED, enterprise_id))[0]
    if used["files"] >= limits.files_most or used["bytes"] >= limits.files_most_mib * 1024 * 1024:
        raise refusals.quota_full()
