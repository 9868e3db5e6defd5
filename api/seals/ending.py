"""Seals and card certificates that run out: 30, 7, 1 days ahead their enterprise hears of it (ux.md M17)."""

from collections.abc import Sequence
from datetime import date
from typing import Final

from api import expiries
from api.expiries import Expiring
from api.seals.kinds import AUTHORISATION
from kit import database
from kit.database import as_uuid
from kit.ids import derived_id

_SEALS: Final = """
    select id, enterprise_id, person_id, name, valid_until from seals
    where state = 'in_use' and valid_until >= $1 and valid_until <= $2 order by valid_until, id"""
_CARDS: Final = """
    select c.enterprise_id, c.person_id, c.valid_until from card_certificates c
    where c.valid_until >= $1 and c.valid_until <= $2 and exists (
        select 1 from memberships m where m.person_id = c.person_id and m.enterprise_id = c.enterprise_id
        and m.revoked_at is null)
    order by c.valid_until, c.person_id"""


async def seals(first: date, last: date) -> Sequence[Expiring]:
    """Return the seals in use that end from one day to another, in Asia/Shanghai, both included."""
    rows = await database.fetch(_SEALS, first.isoformat(), last.isoformat())
    return [
        Expiring(
            id=as_uuid(row["id"]),
            enterprise_id=as_uuid(row["enterprise_id"]),
            person_id=as_uuid(row["person_id"]),
            content=AUTHORISATION.content,
            name=f"印章“{row['name']}”",
            until=date.fromisoformat(row["valid_until"]),
            otherwise="逾期不能自助打印，请续期后重新授权",
            advice="请续期后重新授权",
            link="/h5/me",
        )
        for row in rows
    ]


async def cards(first: date, last: date) -> Sequence[Expiring]:
    """Return the card certificates that end from one day to another, of who still works there."""
    rows = await database.fetch(_CARDS, first.isoformat(), last.isoformat())
    return [
        Expiring(
            id=derived_id(as_uuid(row["person_id"]), "card", str(row["enterprise_id"])),
            enterprise_id=as_uuid(row["enterprise_id"]),
            person_id=as_uuid(row["person_id"]),
            content=AUTHORISATION.content,
            name="操作员卡证书",
            until=date.fromisoformat(row["valid_until"]),
            otherwise="逾期不能自助打印，请续期",
            advice="请续期操作员卡证书",
            link="/h5/me",
        )
        for row in rows
    ]


expiries.register("seals", seals)
expiries.register("cards", cards)
