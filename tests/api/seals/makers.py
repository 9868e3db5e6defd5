"""Scans of seals and signatures, who may have them, and an enterprise with both."""

import struct
from datetime import date
from typing import Any

from api import files, seals
from api.files.rules import MARK, SEAL
from api.people import Actor
from api.people.models import Person
from api.people.papers import Papers
from api.seals import Seal, Wish
from kit.ids import new_id
from tests.api.files.papers import chunk, in_pieces, png
from tests.api.people import makers

FIRST, LAST = date(2026, 1, 1), date(2099, 12, 31)
SPARE = 4  # white pixels around the ink


def resolution(dpi: int) -> bytes:
    """The chunk that says how many pixels lie on a metre."""
    metre = round(dpi / 0.0254)
    return chunk(b"pHYs", struct.pack(">IIB", metre, metre, 1))


def a_scan(width: int = 400, height: int = 400, dpi: int = 300, *, spare: int = SPARE) -> bytes:
    """A red rectangle of ink on white paper, in pixels."""
    white = b"\0" + b"\xff\xff\xff" * (width + 2 * spare)
    inked = b"\0" + b"\xff\xff\xff" * spare + b"\xc8\x1e\x1e" * width + b"\xff\xff\xff" * spare
    pixels = white * spare + inked * height + white * spare
    return png(width + 2 * spare, height + 2 * spare, resolution(dpi) if dpi else b"", pixels=pixels)


async def a_boss(login: str = "seals", credit_code: str = makers.CREDIT_CODE) -> Actor:
    """A 管理员 with a card and an ID card, and the card's days declared."""
    _, person = await makers.founded(login, credit_code)
    actor = await makers.at_work(person)
    papers = Papers(makers.an_id_card(), "legal_person", new_id().hex[-12:])
    await Person.filter(id=person.id).update(**papers.columns())
    await seals.declare_card(actor, person.id, FIRST, LAST)
    return actor


async def a_picture(boss: Actor, content: bytes, *, purpose: str = "seal") -> Any:
    """An uploaded scan."""
    rule = SEAL if purpose == "seal" else MARK
    return (await files.save(boss, "扫描.png", in_pieces(content), rule)).id


async def a_seal(boss: Actor, shape: Any = "round", content: bytes = b"", **more: Any) -> Seal:
    """A seal of the 管理员's own card, or their signature."""
    scan = content or (a_scan(300, 200) if shape == "signature" else a_scan())
    told = {"shape": shape, "person_id": boss.person_id, "file_id": await a_picture(boss, scan), "name": "合同章"}
    wish = Wish(**(told | more))
    return await seals.make(boss, wish)


async def both(boss: Actor) -> tuple[Seal, Seal]:
    """A seal and a signature, each the default."""
    seal, signature = await a_seal(boss), await a_seal(boss, "signature", name="")
    return await seals.set_default(boss, seal.id), await seals.set_default(boss, signature.id)
