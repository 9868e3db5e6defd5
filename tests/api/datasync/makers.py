"""Synchronisations, and CCPIT's answers to them, for the tests of the slice."""

from datetime import timedelta
from typing import Any

import orjson

from api import datasync, exchange
from api.datasync import Sync
from api.exchange.outgoing import body_of
from api.people import Actor
from kit import database
from kit.clock import now
from kit.ids import new_id
from tests.api.people import makers


def a_product(serial: int = 54, area: str = "S", **boxes: Any) -> dict[str, Any]:
    """A product as CCPIT tells of it."""
    filing_no = f"18{area}2102M9997/{serial:05}"
    told = {"filing_no": filing_no, "area": area, "hs_code": "02042200", "name_en": f"MUTTON {serial}"}
    return told | boxes


async def a_boss(login: str = "GAYONGXIN", credit_code: str = makers.CREDIT_CODE) -> Actor:
    """The 管理员 of an enterprise with its CCPIT qualification."""
    _, person = await makers.founded(login, credit_code)
    actor = await makers.at_work(person)
    await makers.qualified(actor, f"2102{login[:5].upper():0<5}")
    return actor


async def ccpit_says(sync: Sync, step: str = "success", *, seconds: float = 1, **data: Any) -> None:
    """CCPIT answers, so many seconds from now, through the inbox as by HTTP, and all of it is taken over."""
    await ccpit_writes(sync, step, seconds=seconds, **data)
    await exchange.receive_once()
    await taken_over()


async def taken_over() -> int:
    """Take over what is parked, part by part; return in how many steps."""
    steps = 0
    while await datasync.apply_once():
        steps += 1
    return steps


async def ccpit_writes(sync: Sync, step: str = "success", *, seconds: float = 1, **data: Any) -> None:
    """CCPIT's answer lies in the inbox, and nobody has read it yet."""
    at = (now() + timedelta(seconds=seconds)).isoformat()
    said = {"kind": "sync", "number": sync.number, "step": step, "occurred_at": at, "data": data}
    await exchange.store("ccpit", new_id().hex, orjson.dumps(said), "test")


async def outgoing() -> list[dict[str, Any]]:
    """Every message to CCPIT, as it is in the outbox."""
    rows = await database.fetch("select body from outgoing where kind = 'sync' order by id")
    return [orjson.loads(body_of(row)) for row in rows]


async def briefs() -> list[str]:
    """What followers hear: number, status and remark of each message."""
    rows = await database.fetch("select facts, remark from messages order by id")
    return [f"{_facts(row['facts'])} {row['remark']}" for row in rows]


def _facts(told: Any) -> str:
    facts = orjson.loads(told) if isinstance(told, str) else told
    return " ".join(str(fact["value"] if isinstance(fact, dict) else fact[1]) for fact in facts[1:3])


async def again(actor: Actor, sync: Sync) -> Sync:
    """The synchronisation as it stands now."""
    return await datasync.read(actor, sync.id)
