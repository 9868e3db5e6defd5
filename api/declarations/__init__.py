"""Customs declarations and the agents' consignments for them: filed elsewhere, followed here."""

from api.declarations.actions import take_receipts
from api.declarations.kinds import CONSIGNMENT, DECLARATION

__all__ = ["CONSIGNMENT", "DECLARATION", "take_receipts"]
