"""Customs declarations: filed elsewhere, followed here, and back-filled into certificates once goods have left."""

from api.declarations import backfill
from api.declarations.actions import take_receipts
from api.declarations.kinds import DECLARATION
from api.exchange import take_for

__all__ = ["DECLARATION", "backfill", "take_receipts"]

take_for(DECLARATION.name, take_receipts)
