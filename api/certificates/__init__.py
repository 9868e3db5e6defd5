"""Certificates of origin, of the customs and of CCPIT: filled in, checked, declared, replaced; what followers hear."""

from api.certificates.actions import declare, reissue, void
from api.certificates.certificate import Category, Certificate, Draft
from api.certificates.checking import check
from api.certificates.consenting import DECLARATION, described
from api.certificates.drafting import begin, copy, remove, save_basic, save_draft
from api.certificates.findings import Finding
from api.certificates.kinds import CCPIT, CUSTOMS
from api.certificates.picture import COPY, PREVIEW, draw
from api.certificates.preview import printed
from api.certificates.queries import Item, Wanted, page, read
from api.certificates.receipts import numbers_given, receipts_taken, take_receipts
from api.exchange import take_for

__all__ = [
    "CCPIT",
    "COPY",
    "CUSTOMS",
    "DECLARATION",
    "PREVIEW",
    "Category",
    "Certificate",
    "Draft",
    "Finding",
    "Item",
    "Wanted",
    "begin",
    "check",
    "copy",
    "declare",
    "described",
    "draw",
    "page",
    "printed",
    "read",
    "reissue",
    "remove",
    "save_basic",
    "save_draft",
    "take_receipts",
    "void",
]

for _kind in (CUSTOMS, CCPIT):
    take_for(_kind.name, take_receipts, before=numbers_given, after=receipts_taken)
