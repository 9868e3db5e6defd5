"""Certificates of origin, of the customs and of CCPIT: their lives, and what their followers hear."""

from api.certificates.actions import take_receipts
from api.certificates.kinds import CCPIT, CUSTOMS
from api.certificates.numbers import organisation_of

__all__ = ["CCPIT", "CUSTOMS", "organisation_of", "take_receipts"]
