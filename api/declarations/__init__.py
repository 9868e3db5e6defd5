"""Customs declarations: filed elsewhere, followed here, and later back-filled into certificates."""

from api.declarations.actions import take_receipts
from api.declarations.kinds import DECLARATION
from api.exchange import take_for

__all__ = ["DECLARATION", "take_receipts"]

take_for(DECLARATION.name, take_receipts)
