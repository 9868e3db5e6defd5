"""Verification codes are not kept: once no code can be used any more, its words leave the outbox (W-7, P-3)."""

from datetime import datetime, timedelta
from typing import Final

from kit import clock, database
from kit.database import Json

KEPT: Final = timedelta(minutes=10)  # a code lives for five (S-1), and its row may be sent until then
_FORGET: Final = """
    update messages set facts = $1, brief = '', remark = '' where kind = 'code' and brief <> '' and created_at < $2"""


async def forget_codes(now: datetime | None = None) -> int:
    """Blank the words of old codes and return how many; the deliveries and their attempts stay."""
    return await database.execute(_FORGET, Json([]), (now or clock.now()) - KEPT)
