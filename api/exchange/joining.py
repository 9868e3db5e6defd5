"""Joining readings to the register: which document a receipt is about, and whose it is."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Final
from uuid import UUID

from api import documents
from api.documents import Entry, Found, Key
from api.exchange.readings import Reading
from kit import database
from kit.relation import Relation

_CODES: Final = Relation("wanted", org_code="text")
_OWNERS: Final = """
    select enterprises.id, enterprises.org_code, enterprises.credit_code
    from {wanted} join enterprises on enterprises.org_code = wanted.org_code"""
_CREDIT_CODE: Final = 18  # characters; 9 to 17 are the organisation code


@dataclass(frozen=True, slots=True)
class Joined:
    """A reading's document, or a sentence why it has none here."""

    document_id: UUID | None
    sentence: str = ""


async def join(readings: Sequence[Reading]) -> list[Joined]:
    """Find the register row of each reading; enter those never seen, if we know the enterprise.

    A receipt that names another enterprise than the register does is foreign, whoever sent it.
    """
    owners = await _owners({_org_code(reading.owner) for reading in readings if reading.owner})
    keys = {key_of(reading) for reading in readings}
    found = await documents.look_up(keys)
    unseen = {
        key_of(r): Entry(key=key_of(r), enterprise_id=owners[r.owner], facts=r.facts)
        for r in readings
        if key_of(r) not in found and r.owner in owners
    }
    if unseen:
        await documents.enter_many(list(unseen.values()))
        found |= await documents.look_up(unseen.keys())
    return [_joined(reading, found.get(key_of(reading)), owners) for reading in readings]


def key_of(reading: Reading) -> Key:
    """Return what tells the reading's document apart."""
    return Key(reading.kind, reading.number)


def _joined(reading: Reading, found: Found | None, owners: Mapping[str, UUID]) -> Joined:
    owner = owners.get(reading.owner)
    if found is None:
        return Joined(None, _stranger(reading))
    if reading.owner and owner != found.enterprise_id:
        return Joined(None, f"回执写明的企业（{reading.owner}）与登记簿中该编号所属企业不一致。")
    return Joined(found.id)


def _stranger(reading: Reading) -> str:
    if not reading.owner:
        return "回执没有写明企业，登记簿里也没有这个编号。"
    return f"回执所属企业（{reading.owner}）没有在本系统登记。"


async def _owners(org_codes: Collection[str]) -> dict[str, UUID]:
    """Return the enterprises by both of their codes, whichever a receipt names."""
    if not org_codes:
        return {}
    rows = await database.fetch(_CODES.into(_OWNERS), *_CODES.arguments([(code,) for code in org_codes]))
    ids = [(row, database.as_uuid(row["id"])) for row in rows]
    return {row["org_code"]: id_ for row, id_ in ids} | {row["credit_code"]: id_ for row, id_ in ids}


def _org_code(code: str) -> str:
    return code[8:17] if len(code) == _CREDIT_CODE else code
