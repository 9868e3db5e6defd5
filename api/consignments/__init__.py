"""Agents' consignments (代理报关委托): sent to the customs, answered by one receipt."""

from api.consignments.actions import take_receipts
from api.consignments.kinds import CONSIGNMENT
from api.exchange import take_for

__all__ = ["CONSIGNMENT", "take_receipts"]

take_for(CONSIGNMENT.name, take_receipts)
