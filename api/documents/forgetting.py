"""What the register does not keep for good: the journal of documents that have long come to rest (P-3)."""

from datetime import datetime
from typing import Final

from kit import database
from kit.ids import first_id

# Ids tell when a document was entered: what is younger than the period is not even looked at.
_FORGET: Final = """
    delete from journal where document_id in (
        select id from documents where id < $3 and status_at >= $1 and status_at < $2)"""


async def forget_journal(since: datetime, before: datetime) -> int:
    """Delete the journal of documents that moved last in this time, and return how many lines; the documents stay."""
    return await database.execute(_FORGET, since, before, first_id(before))
