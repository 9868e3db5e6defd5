"""What the exchange does not keep for good: the bytes of receipts and messages, alerts that were dealt with (P-3)."""

from datetime import datetime
from typing import Final

from kit import database
from kit.ids import first_id

# The row stays: its serial is what makes a receipt that comes again a duplicate.
_BLANK: Final = "update inbox set body = $3, explanation = '' where id >= $1 and id < $2 and state <> 'new'"
_SENT: Final = """
    update outgoing set body = $3 where id >= $1 and id < $2 and state in ('sent', 'answered', 'failed')"""
_ALERTS: Final = "delete from alerts where acknowledged_at >= $1 and acknowledged_at < $2"


async def forget_bodies(since: datetime, before: datetime) -> int:
    """Blank the receipts that came in this time and return how many; one that nobody has read yet stays."""
    return await database.execute(_BLANK, first_id(since), first_id(before), b"")


async def forget_sent(since: datetime, before: datetime) -> int:
    """Blank the messages that we wrote in this time and return how many; one that still waits stays."""
    return await database.execute(_SENT, first_id(since), first_id(before), b"")


async def forget_alerts(since: datetime, before: datetime) -> int:
    """Delete the alerts that were acknowledged in this time, and return how many; open ones stay."""
    return await database.execute(_ALERTS, since, before)
