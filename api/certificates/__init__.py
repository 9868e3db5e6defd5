"""Certificates of origin, of the customs and of CCPIT: their lives, and what their followers hear."""

from api.certificates.actions import take_receipts
from api.certificates.kinds import CCPIT, CUSTOMS
from api.exchange import take_for

__all__ = ["CCPIT", "CUSTOMS", "take_receipts"]

for _kind in (CUSTOMS, CCPIT):
    take_for(_kind.name, take_receipts)
