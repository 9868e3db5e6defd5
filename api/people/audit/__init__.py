"""The audit trail: who did what, to what, with which result; each line signed and chained to the one before (P-5)."""

from api.people.audit.chain import forget, link
from api.people.audit.lines import record
from api.people.audit.verifying import Flaw, Verdict, verify

__all__ = ["Flaw", "Verdict", "forget", "link", "record", "verify"]
