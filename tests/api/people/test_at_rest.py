"""P-4: who reads the database alone learns no mobile and no ID-card number, and all that needs them still works."""

import pytest

from api.people import forgetting, mobiles, operators
from api.people.models import Person
from api.people.operators import OperatorChange
from api.people.papers import Papers
from kit import database
from tests.api.people import makers, test_registering
from tests.api.people.makers import MOBILE, OTHER_MOBILE, a_client

OURS = ("persons", "registrations", "phone_codes", "phone_code_events", "sessions", "audit", "sign_in_failures")
ID_CARD = str(test_registering.FORM["id_card"])


async def dumped() -> str:
    """Every row of this slice's tables, as a thief of the database would read them."""
    rows = [await database.fetch(f"select * from {table}") for table in OURS]
    return str([dict(row) for found in rows for row in found])


async def test_a_registration_a_code_and_a_person_leave_no_number_in_the_tables(db: str, valkey: str) -> None:
    """Through registration, its decision, the first sign-in and a change of the mobile by the 管理员."""
    async with a_client() as visitor:
        await visitor.post("/api/v1/registrations/code", json={"mobile": MOBILE})
        body = {**test_registering.FORM, "code": await makers.last_code()}
        which = (await visitor.post("/api/v1/registrations", json=body)).json()["id"]
    kept = await dumped()
    assert (MOBILE in kept, ID_CARD in kept, "高永欣" in kept) == (False, False, False)
    assert which.replace("-", "") in kept.replace("-", "")
    _, boss = await makers.founded(mobile=OTHER_MOBILE)
    actor = await makers.at_work(boss)
    clerk = await makers.an_operator(actor, mobile="13700137000")
    (membership,) = [row for row in await database.fetch("select id, person_id from memberships") if row["person_id"]
                     and database.as_uuid(row["person_id"]) == clerk.id]  # fmt: skip
    change = OperatorChange(name="李四", mobile="13600136000", papers=Papers(ID_CARD))
    await operators.change_operator(actor, database.as_uuid(membership["id"]), change)
    kept = await dumped()
    assert [number for number in (OTHER_MOBILE, "13700137000", "13600136000", ID_CARD) if number in kept] == []
    assert mobiles.of(await Person.get(id=clerk.id)) == "13600136000"


async def test_what_an_earlier_version_kept_open_is_found_and_then_sealed(db: str) -> None:
    _, boss = await makers.founded()
    await database.execute("update persons set mobile = $1, mobile_index = '' where id = $2", MOBILE, boss.id)
    assert await Person.filter(mobiles.is_on_file(MOBILE)).exists()
    assert mobiles.of(await Person.get(id=boss.id)) == MOBILE
    await forgetting.forget_old()
    assert MOBILE not in await dumped()
    assert await Person.filter(mobiles.is_on_file(MOBILE)).exists()
    assert mobiles.of(await Person.get(id=boss.id)) == MOBILE


async def test_two_people_never_share_a_mobile_even_under_seal(db: str) -> None:
    """The index is unique in the database itself."""
    _, boss = await makers.founded(mobile=MOBILE)
    _, other = await makers.founded("other", makers.OTHER_CREDIT_CODE)
    with pytest.raises(Exception, match=r"(?i)unique"):
        await Person.filter(id=other.id).update(**mobiles.columns(MOBILE))
    assert mobiles.of(await Person.get(id=boss.id)) == MOBILE
