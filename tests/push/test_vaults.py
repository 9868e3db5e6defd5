"""Mobile numbers lie sealed in push's tables (P-4), whichever version and whichever key wrote them."""

from datetime import timedelta

import pytest

from kit import database, settings, vaults
from kit.clock import now
from kit.ids import new_id
from kit.refusals import Refusal
from push import addresses, holds
from push.address import SMS, Address
from push.channels.sms.sending import send
from push.delivering import deliver_once
from push.holds import Hold
from push.vaults import VAULTS, rename_together
from tests.push.channel import Told
from tests.push.orders import a_letter, a_person, an_order, put, states

MOBILE, OTHER = "13800001234", "13900001234"
NEW = "another-secret-key-for-tests-0123456789"


def keys(monkeypatch: pytest.MonkeyPatch, present: str, before: str = "") -> None:
    monkeypatch.setenv("HUIZHI_SECRET_KEY", present)
    monkeypatch.setenv("HUIZHI_SECRET_KEY_OLD", before)
    settings.forget()


async def kept() -> str:
    """All that the tables with addresses hold."""
    found = [await database.fetch(f"select * from {table}") for table in ("addresses", "deliveries", "holds")]
    return str([dict(row) for rows in found for row in rows])


async def opened(*numbers: str) -> None:
    """As an earlier version kept them."""
    for number in numbers:
        sealed = Address(SMS, number).kept()
        for table, column in (("addresses", "value"), ("deliveries", "address"), ("holds", "address")):
            await database.execute(f"update {table} set {column} = $1 where {column} = $2", number, sealed)


async def test_what_is_bound_sent_and_held_is_kept_sealed_and_sent_to_the_number(db: str) -> None:
    person, letter = await a_person(sms=MOBILE), a_letter()
    told = Told()
    await put(order := an_order(letter, person_id=person, channel=SMS, address=await the_kept(person)), letter=letter)
    await holds.put([Hold(SMS, Address(SMS, OTHER).kept(), now() + timedelta(days=1), "x", "")], now())
    assert (MOBILE in await kept(), OTHER in await kept()) == (False, False)
    await deliver_once({SMS: told})
    assert await states(order.id) == ["accepted"]
    assert [each.address.opened().value for each in told.sent] == [MOBILE]
    assert [each.address.value for each in await addresses.of_person(person)] == [MOBILE]


async def the_kept(person: object) -> str:
    ((_who, value),) = [(key, value) for key, value in (await addresses.active_for([person])).items()]  # type: ignore[list-item]
    return value


async def test_the_number_leaves_its_seal_for_the_provider_alone(
    db: str, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """What a provider is handed is the number; what opens with no key of ours is refused, and somebody is told."""
    person, letter = await a_person(sms=MOBILE), a_letter()
    order = an_order(letter, person_id=person, channel=SMS, address=await the_kept(person))
    parcel = Told()
    await put(order, letter=letter)
    await deliver_once({SMS: parcel})
    monkeypatch.setenv("HUIZHI_SMS_PROVIDER", "console")
    settings.forget()
    await send(parcel.sent[0])
    assert "138****1234" in capsys.readouterr().out
    keys(monkeypatch, NEW)
    with pytest.raises(Exception, match="does not open the number"):
        await send(parcel.sent[0])
    assert Address(SMS, order.address).masked() == "…"


async def test_what_an_earlier_version_kept_open_is_found_and_sent_before_and_after_it_is_sealed(db: str) -> None:
    """Bindings, what is to be sent, and holds change together: nothing on its way loses its address."""
    person, letter = await a_person(sms=MOBILE), a_letter()
    first, second = (an_order(letter, person_id=person, channel=SMS, address=MOBILE, seq=seq) for seq in (1, 2))
    await put(first, letter=letter)
    await holds.put([Hold(SMS, Address(SMS, OTHER).kept(), now() + timedelta(days=1), "x", "")], now())
    await opened(MOBILE, OTHER)
    assert await addresses.holder_of(SMS, MOBILE) == person
    with pytest.raises(Refusal, match="该手机号码已绑定其他用户"):
        await addresses.bind(new_id(), SMS, MOBILE)
    told = Told()
    await deliver_once({SMS: told})
    await put(second._replace(message_id=(later := a_letter()).id), letter=later)
    assert await rename_together() == 1
    await deliver_once({SMS: told})
    assert [each.address.opened().value for each in told.sent] == [MOBILE, MOBILE]
    assert await vaults.seal_open(VAULTS) == 1  # the log
    assert (MOBILE in await kept(), OTHER in await kept()) == (False, False)
    assert [Address(SMS, hold.address).opened().value for hold in await holds.standing(now())] == [OTHER]
    assert await rename_together() + await vaults.seal_open(VAULTS) == 0


async def test_under_a_new_key_a_number_is_found_lost_and_freed_as_before(
    db: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """While the old key is still set, and once all is under the new one."""
    old = settings.load(settings.House).secret_key
    person = await a_person(sms=MOBILE)
    keys(monkeypatch, NEW, old)
    assert await addresses.holder_of(SMS, MOBILE) == person
    with pytest.raises(Refusal, match="该手机号码已绑定其他用户"):
        await addresses.bind(new_id(), SMS, MOBILE)
    await addresses.lost(SMS, MOBILE, "gone")
    assert await addresses.active_for([person]) == {}
    assert await addresses.found(SMS, MOBILE)
    assert await rename_together() == 1
    keys(monkeypatch, NEW)
    assert await addresses.holder_of(SMS, MOBILE) == person
    assert await vaults.closed(VAULTS) == []


async def test_numbers_that_no_key_opens_stay_and_are_named(db: str, monkeypatch: pytest.MonkeyPatch) -> None:
    await a_person(sms=MOBILE)
    before = await kept()
    keys(monkeypatch, NEW)
    assert await rename_together() == 0
    assert [each.table for each in await vaults.closed(VAULTS)] == ["addresses"]
    assert await kept() == before
