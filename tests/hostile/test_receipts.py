"""F-6, F-7, R-17: who has a key posts what they like: it is handled or set aside, and nothing stops."""

import pytest
from httpx import AsyncClient

from api.exchange import quarantine
from api.exchange.receiving import receive_once
from kit import database
from tests.api import things
from tests.api.exchange import letters
from tests.api.exchange.test_http import post
from tests.api.people import makers
from tests.api.world import World
from tests.hostile import LONG
from tests.hostile.forging import Known, forged
from tests.hostile.mutating import spoiled

TIMES = 25_000 if LONG else 130  # in each of two ways, on each of two databases
AT_ONCE = 50
_HAS = (
    "own_certificate", "approved_certificate", "backfill", "coordination", "filing", "declaration", "licence",
    "consignment", "sync",
)  # fmt: skip
_SET_ASIDE = set(quarantine.STATES) - {"failed"}
_HANDLED = {"applied", "late", "duplicate"}


@pytest.fixture(params=["sqlite", "postgres"])
def dialect(request: pytest.FixtureRequest) -> str:
    """What one database stores another may refuse: a NUL, a number too long."""
    return str(request.param)


async def _register() -> list[Known]:
    """An enterprise with a document of each kind that receipts are about."""
    enterprise, person = await makers.founded()
    there = World(enterprise_id=enterprise.id, boss=await makers.at_work(person), persons={"admin": person})
    await makers.qualified(there.boss)
    for thing in _HAS:
        await things.MADE[thing](there)
    rows = await database.fetch("select kind, number from documents order by kind, number")
    return [Known(row["kind"], row["number"] or "") for row in rows]


def _bodies(how: str, known: list[Known]) -> list[bytes]:
    if how == "forged":
        return list(forged(known, TIMES))
    number = {each.kind: each.number for each in known if each.number}
    licence = {"kind": "licence", "number": number["licence"], "enterprise_credit_code": makers.CREDIT_CODE}
    long = letters.form(**licence, step="approved", note="同意" * 300)  # most of what is spoiled is the note
    seeds = [
        letters.answered("5", number["customs_certificate"], note="发票不清晰"),
        letters.attachment("1"),
        long,
        long,
    ]
    return list(spoiled([*seeds, *forged(known, 40)], TIMES))


@pytest.mark.timeout(7200)
@pytest.mark.parametrize("how", ["forged", "spoiled"])
async def test_whatever_is_signed_is_handled_or_set_aside_with_a_sentence(
    portal: AsyncClient, valkey: str, how: str
) -> None:
    """100,000 in `make faults`, 520 here: each 202, none that stumbles, none left lying, each with its sentence."""
    known = await _register()
    before = {row["id"] for row in await database.fetch("select id from inbox")}
    bodies = _bodies(how, known)
    for start in range(0, len(bodies), AT_ONCE):
        for number, body in enumerate(bodies[start : start + AT_ONCE], start):
            assert (await post(portal, body, serial=f"{how}-{number}")).status_code == 202, body
        while await receive_once():
            pass
    rows = [row for row in await database.fetch("select * from inbox") if row["id"] not in before]
    assert len(rows) == len(bodies)
    states = {row["state"] for row in rows}
    failed = [(row["explanation"], bytes(row["body"])[:500]) for row in rows if row["state"] in {"failed", "new"}]
    assert not failed, failed[:3]
    assert states <= _SET_ASIDE | _HANDLED
    assert states & _HANDLED
    assert len(states & _SET_ASIDE) >= 2
    assert all(row["explanation"] and row["tries"] == 0 for row in rows)
