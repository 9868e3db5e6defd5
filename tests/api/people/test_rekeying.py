"""A new HUIZHI_SECRET_KEY: the old one is read until all is sealed anew, and nothing is ever taken for empty."""

import asyncio
import contextvars
from collections.abc import Mapping
from typing import Any

import pytest

from api import certificates, errands, vaults
from api.certificates import store
from api.certificates.models import CertificateRow, GoodsRow
from api.people import audit, mobiles, papers, registering
from api.people.actor import Actor
from api.people.audit import chain, resigning
from api.people.audit.seam import seam
from api.people.models import Person, Registration
from api.people.papers import Papers
from kit import database, failpoints, sealing, settings
from kit import vaults as kit_vaults
from kit.database import Row
from push import addresses
from push.channels import report
from tests.api.certificates.full import a_draft
from tests.api.people import makers, test_registering
from tests.api.people.makers import MOBILE

OLD, NEW = "the-key-before-0123456789-0123456789", "the-key-after-0123456789-0123456789"
PRODUCER = "13600000000"
HOLD_SOMETHING = {"persons", "registrations", "certificates", "certificate_goods", "addresses", "deliveries"}
ID_CARD = str(test_registering.FORM["id_card"])


def keys(monkeypatch: pytest.MonkeyPatch, now: str, before: str = "") -> None:
    monkeypatch.setenv("HUIZHI_SECRET_KEY", now)
    monkeypatch.setenv("HUIZHI_SECRET_KEY_OLD", before)
    settings.forget()


@pytest.fixture
async def boss(db: str, valkey: str, monkeypatch: pytest.MonkeyPatch) -> Actor:
    """A person with mobile and ID card, a registration and a certificate with its declarant, under the old key."""
    keys(monkeypatch, OLD)
    async with makers.a_client() as visitor:
        await visitor.post("/api/v1/registrations/code", json={"mobile": MOBILE})
        body = {**test_registering.FORM, "code": await makers.last_code()}
        assert (await visitor.post("/api/v1/registrations", json=body)).status_code == 202
    _, person = await makers.founded(mobile="13900139000")
    await Person.filter(id=person.id).update(**Papers(ID_CARD).columns(), totp_key=sealing.seal("JBSWY3DP", "totp"))
    found = await makers.at_work(await Person.get(id=person.id))
    draft = a_draft()
    draft.goods[0].producer_tel = PRODUCER
    draft.form.applicant, draft.form.appl_tel = "ID-CARD-OF-DECLARANT", "13700137000"
    await certificates.save_draft(found, draft)
    await addresses.bind(person.id, "sms", "13900139000")
    await audit.link()
    return found


async def all_is_there(boss: Actor) -> None:
    person = await Person.get(id=boss.person_id)
    assert (mobiles.of(person), papers.id_card_of(person)) == ("13900139000", ID_CARD)
    assert sealing.unseal(person.totp_key, "totp") == "JBSWY3DP"
    assert await Person.filter(mobiles.is_on_file("13900139000")).count() == 1
    told = registering.form_of(await Registration.get())
    assert told["mobile"] == MOBILE
    assert sealing.unseal(told["papers"]["id_card"], "id card") == ID_CARD
    form = store.form_of((await CertificateRow.get()).form)
    assert (form.applicant, form.appl_tel) == ("ID-CARD-OF-DECLARANT", "13700137000")
    line = store.goods_of((await GoodsRow.all().order_by("no"))[0].form)
    assert line.producer_tel == PRODUCER
    assert await addresses.holder_of("sms", "13900139000") == boss.person_id
    verdict = await audit.verify()
    assert (verdict.lines > 0, verdict.flaws) == (True, ())


async def test_the_old_key_is_read_and_after_rekeying_no_longer_needed(
    boss: Actor, monkeypatch: pytest.MonkeyPatch
) -> None:
    address = report.key("aliyun")
    keys(monkeypatch, NEW, OLD)
    await all_is_there(boss)
    assert address in report.keys("aliyun")
    assert await vaults.closed() == []
    assert await resigning.resign() > 0
    done = await vaults.reseal()
    assert {table for table, rows in done.items() if rows} == HOLD_SOMETHING - {"deliveries"}  # with its address
    assert set((await vaults.reseal()).values()) == {0}
    keys(monkeypatch, NEW)
    await all_is_there(boss)
    assert address not in report.keys("aliyun")
    await audit.record(boss, "session.open", "x")
    await audit.link()
    assert (await audit.verify()).flaws == ()


async def test_killed_in_the_middle_it_goes_on_and_both_keys_read_what_stands(
    boss: Actor, monkeypatch: pytest.MonkeyPatch
) -> None:
    keys(monkeypatch, NEW, OLD)
    await resigning.resign()
    people = vaults.all_vaults()[0]
    assert await kit_vaults.reseal(people) == 1
    failpoints.arm("rekey.before_commit=raise")
    with pytest.raises(failpoints.FailpointHit):
        await vaults.reseal()
    await all_is_there(boss)
    failpoints.disarm()
    done = await vaults.reseal()
    assert (done["persons"], done["registrations"], done["certificates"]) == (0, 1, 1)
    keys(monkeypatch, NEW)
    await all_is_there(boss)


async def test_what_no_key_opens_is_named_and_nothing_is_changed(boss: Actor, monkeypatch: pytest.MonkeyPatch) -> None:
    """Without the old key at hand everything is shut: a seal is never taken for empty and written over."""
    before = str([dict(row) for row in await database.fetch("select * from persons")])
    keys(monkeypatch, NEW)
    assert {each.table for each in await vaults.closed()} == HOLD_SOMETHING
    for vault in vaults.all_vaults():
        if vault.table in HOLD_SOMETHING:
            with pytest.raises(sealing.Unopenable):
                await kit_vaults.reseal(vault)
    with pytest.raises(resigning.Flawed):
        await resigning.resign()
    assert str([dict(row) for row in await database.fetch("select * from persons")]) == before


async def test_a_trail_that_was_changed_is_not_blessed(boss: Actor, monkeypatch: pytest.MonkeyPatch) -> None:
    await database.execute("update audit set result = 'forged' where seq = 1")
    keys(monkeypatch, NEW, OLD)
    with pytest.raises(resigning.Flawed, match="第1条被改动"):
        await resigning.resign()
    keys(monkeypatch, OLD)
    assert len((await audit.verify()).flaws) == 1


async def half_signed(boss: Actor, monkeypatch: pytest.MonkeyPatch) -> None:
    """A trail of a dozen lines of which four are signed anew: the next part was killed."""
    for number in range(12):
        await audit.record(boss, "session.open", f"{number}")
    await audit.link()
    keys(monkeypatch, NEW, OLD)
    monkeypatch.setattr(resigning, "_LINKED", resigning._LINKED.replace("limit 500", "limit 2"))
    monkeypatch.setattr(resigning, "_REST", 0)
    for _ in range(2):
        assert await resigning._resign_some()
    failpoints.arm("rekey.before_commit=raise")
    with pytest.raises(failpoints.FailpointHit):
        await resigning.resign()
    failpoints.disarm()


async def macs() -> list[str]:
    return [row["mac"] for row in await database.fetch("select mac from audit order by seq")]


async def test_a_trail_half_signed_holds_and_goes_on_where_it_ended(
    boss: Actor, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Between two parts others write, link and verify; afterwards the new key alone opens all of it."""
    await half_signed(boss, monkeypatch)
    before = await macs()
    await audit.record(boss, "session.open", "meanwhile")
    await audit.link()
    assert (await audit.verify()).flaws == ()
    assert await resigning.resign() == len(before) + 1
    assert [a == b for a, b in zip(before, await macs(), strict=False)] == [True] * 4 + [False] * (len(before) - 4)
    assert await seam() is None
    keys(monkeypatch, NEW)
    assert (await audit.verify()).flaws == ()


@pytest.mark.parametrize("seq", [2, 4, 5, 9])
async def test_what_is_done_to_a_trail_half_signed_is_found(
    boss: Actor, monkeypatch: pytest.MonkeyPatch, seq: int
) -> None:
    """Before the seam, beside it and behind it; taken out, or written over."""
    await half_signed(boss, monkeypatch)
    await database.execute("update audit set result = 'forged' where seq = $1", seq)
    assert [flaw.seq for flaw in (await audit.verify()).flaws] == [seq]
    await database.execute("delete from audit where seq = $1", seq)
    assert [flaw.seq for flaw in (await audit.verify()).flaws] == [seq]
    with pytest.raises(resigning.Flawed):
        await resigning.resign()


async def test_a_seam_of_somebody_elses_is_found(boss: Actor, monkeypatch: pytest.MonkeyPatch) -> None:
    await half_signed(boss, monkeypatch)
    await database.execute("update audit_seam set seq = 5")
    assert "首尾标记被改动。" in [flaw.sentence for flaw in (await audit.verify()).flaws]


@pytest.mark.parametrize("gone", [3, 4, 7])
async def test_retention_may_take_lines_up_to_the_seam_and_beyond(
    boss: Actor, monkeypatch: pytest.MonkeyPatch, gone: int
) -> None:
    await half_signed(boss, monkeypatch)
    (row,) = await database.fetch("select seq, chain from audit where seq = $1", gone)
    async with database.transaction():
        await chain.set_end("first", row["seq"], row["chain"])
        await database.execute("delete from audit where seq <= $1", gone)
    assert (await audit.verify()).flaws == ()
    assert await resigning.resign() > 0
    keys(monkeypatch, NEW)
    assert (await audit.verify()).flaws == ()


async def test_what_is_tampered_with_between_two_parts_stops_the_next(
    boss: Actor, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What was held against the chain at the start is held against it again by the part that signs it."""
    await half_signed(boss, monkeypatch)
    await database.execute("update audit set result = 'forged' where seq = 6")
    before = await macs()
    with pytest.raises(resigning.Flawed, match="第6条在换密钥期间被改动"):
        await resigning._resign_some()
    assert await macs() == before


async def test_what_is_changed_meanwhile_stays(boss: Actor, monkeypatch: pytest.MonkeyPatch) -> None:
    """A mobile entered while a row is between reading and writing waits for that, and is not written over."""
    keys(monkeypatch, NEW, OLD)
    entering, outside = [], contextvars.copy_context()

    async def enter() -> None:
        await Person.filter(id=boss.person_id).update(**mobiles.columns("13600136000"))

    def enter_another(row: Row) -> Mapping[str, Any]:
        entering.append(asyncio.get_running_loop().create_task(enter(), context=outside))
        return people.anew(row)

    people = vaults.all_vaults()[0]
    assert await kit_vaults.reseal(people._replace(anew=enter_another)) == 1
    await asyncio.gather(*entering)
    assert mobiles.of(await Person.get(id=boss.person_id)) == "13600136000"


async def test_the_command_says_what_it_did_or_why_not(
    boss: Actor, db: str, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    await database.disconnect()
    monkeypatch.setenv("HUIZHI_DATABASE_URL", db)
    keys(monkeypatch, NEW)
    assert await errands.rekey() == 1
    assert "行打不开，什么都没有改。" in capsys.readouterr().out
    keys(monkeypatch, NEW, OLD)
    assert await errands.rekey() == 0
    assert "persons：1 行已换用新密钥。" in capsys.readouterr().out
