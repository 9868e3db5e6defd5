"""Filings, and CCPIT's word on them, for the tests of the slice."""

from collections.abc import Mapping
from datetime import timedelta
from typing import Any

import orjson

from api import exchange, filings
from api.filings import AreaForm, Filing, FilingForm, MaterialForm
from api.people import Actor
from kit.clock import now
from kit.ids import new_id
from tests.api.people import makers

MATERIAL = MaterialForm(hs_code="0104", name_zh="活绵羊", origin="142", quantity="1", unit="009", value="2.5")


def a_form(*areas: str, **boxes: Any) -> FilingForm:
    """A complete form, for these areas (S unless told otherwise), with some boxes changed."""
    complete = {
        "hs_code": "02042200",
        "name_en": "MUTTON, FROZEN",
        "name_zh": "带骨绵羊肉",
        "process": "屠宰、分割、冷冻",
        "maker": "大连食品厂，大连市金州区1号",
        "areas": [AreaForm(area=each, type_code="WO", type_text="完全获得") for each in areas or ("S",)],
        "materials": [MATERIAL],
    }
    return FilingForm(**(complete | boxes))


async def a_boss(login: str = "boss", credit_code: str = makers.CREDIT_CODE, *, qualified: bool = True) -> Actor:
    """The 管理员 of an enterprise, whose CCPIT qualification is complete unless told otherwise."""
    _, person = await makers.founded(login, credit_code)
    actor = await makers.at_work(person)
    if qualified:
        await makers.qualified(actor, f"2102{login[:5].upper():0<5}")
    return actor


async def drafted(actor: Actor, form: FilingForm) -> Filing:
    """A draft of that form."""
    return await filings.create(actor, form)


async def declared(actor: Actor, *areas: str) -> Filing:
    """A complete filing for these areas, declared."""
    return await filings.declare(actor, (await filings.create(actor, a_form(*areas))).id)


async def saved(actor: Actor, filing: Filing, form: FilingForm) -> Filing:
    """The filing with another form."""
    return await filings.save(actor, filing.id, form)


async def declare_again(actor: Actor, filing: Filing) -> Filing:
    """The filing, declared."""
    return await filings.declare(actor, filing.id)


async def read(actor: Actor, filing: Filing) -> Filing:
    """The filing as it stands now."""
    return await filings.read(actor, filing.id)


async def ccpit_says(filing: Filing | Mapping[str, Any], step: str, *, seconds: float = 1, **more: Any) -> None:
    """CCPIT answers, so many seconds from now, through the inbox as by HTTP; `more` are note and data."""
    number = filing["number"] if isinstance(filing, Mapping) else filing.number
    at = now() + timedelta(seconds=seconds)
    said = {"kind": "filing", "number": number, "step": step, "occurred_at": at.isoformat(), **more}
    await exchange.store("ccpit", new_id().hex, orjson.dumps(said), "test")
    await exchange.receive_once()
