"""Customs certificate numbers, which the applicant gives: type, year, organisation code, serial (formats.md §4)."""

from typing import Final
from uuid import UUID

from api import documents
from api.certificates.certificate import KIND_OF
from api.documents import Key
from api.masterdata import today
from api.people.models import Enterprise
from kit import database

_TAKE: Final = """
    insert into certificate_serials (prefix, taken) values ($1, 1)
    on conflict (prefix) do update set taken = certificate_serials.taken + 1 returning taken"""


async def next_customs_number(enterprise_id: UUID, type_code: str) -> str:
    """Return the next free number of that type and year, in the caller's transaction.

    Serials that receipts of certificates declared elsewhere made known are passed over.
    """
    firm = await Enterprise.get(id=enterprise_id)
    prefix = f"{type_code}{today():%y}{firm.org_code}"
    while True:
        (row,) = await database.fetch(_TAKE, prefix)
        number = f"{prefix}{row['taken']:04d}"
        if not await documents.look_up([Key(KIND_OF["customs"], number)]):
            return number
