"""Import and export licences: filed elsewhere, followed here (X-12)."""

from api.exchange import take_for
from api.licences.actions import take_receipts
from api.licences.kinds import LICENCE

__all__ = ["LICENCE", "take_receipts"]

take_for(LICENCE.name, take_receipts)
