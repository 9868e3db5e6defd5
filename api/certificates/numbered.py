"""统一编号 and 证书号: what the system calls a certificate, and what its authority does (CO-23)."""

from typing import NamedTuple

from api import documents
from api.certificates.certificate import KIND_OF, Certificate


class Numbers(NamedTuple):
    """What a certificate is called; either is empty where nobody gave that number."""

    unified: str
    certificate: str


async def numbers_of(found: Certificate) -> Numbers:
    """Return both numbers; the caller has asked for the right to see the certificate."""
    kind = documents.kind_of(KIND_OF[found.authority])
    if documents.is_working(kind, found.number):
        return Numbers(found.number, "")
    before = await documents.in_role(found.id, "apply")
    return Numbers(next((each for each in before if documents.is_working(kind, each)), ""), found.number)
