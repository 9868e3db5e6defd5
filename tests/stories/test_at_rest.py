"""P-4: a stolen database tells nobody's number, and whoever needs one still gets it."""

from datetime import timedelta
from uuid import UUID

import orjson
import pytest

from api import certificates, coordination, datasync, exchange, vaults
from api.certificates import store
from api.certificates.models import CertificateRow, GoodsRow
from api.coordination.models import Coordination
from api.datasync.models import SyncRow
from api.exchange.outgoing import body_of
from api.masterdata import parties
from api.masterdata.models import Party
from api.people import profiles
from api.people.models import Enterprise
from bot.hearing import Heard, Kind
from bot.listening import listen
from kit import database, failpoints, settings
from kit import vaults as kit_vaults
from kit.clock import now
from push import addresses, outbox
from push.address import SMS, WECHAT, Address
from push.arrivals import take
from push.channels.outcome import Unreachable
from push.channels.report import Report
from push.delivering import deliver_once
from tests.api import world
from tests.api.certificates import makers as papers
from tests.api.coordination.makers import a_form, linked
from tests.api.datasync.makers import ccpit_says, ccpit_writes
from tests.api.people import makers
from tests.push.channel import Told
from tests.push.orders import a_letter
from tests.stories import canaries
from tests.stories.canaries import a_mobile

STRANGER = Address(WECHAT, "oSandbox_Stranger_0000000009")
_SECONDS = 300
LAID_OPEN = 8  # columns


async def declared(there: world.World) -> set[str]:
    """A certificate and an application leave for the authorities; returns the numbers that these must learn."""
    phones = [a_mobile() for _ in range(4)]
    form = papers.basic("customs", applicant=makers.an_id_card(), appl_tel=phones[0], exporter_tel=phones[1])
    goods = [papers.goods(producer_tel=phones[2])]
    draft = certificates.Draft(authority="customs", type_code="C", form=form, goods=goods)
    await certificates.declare(there.boss, (await certificates.save_draft(there.boss, draft)).id)
    number, export = "E261026902339001", "900220260000009001"
    await linked(there.boss, number, export)
    wish = a_form(certificate_no=number, export_no=export, phone=phones[3])
    await coordination.submit(there.boss, (await coordination.save(there.boss, wish)).id)
    return {form.applicant, *phones}


async def synced(there: world.World) -> None:
    """CCPIT tells of the enterprise, and of products that wait to be taken over."""
    await database.execute("update syncs set finished_at = requested_at where finished_at is null")
    told = {"phone": a_mobile(), "fax": a_mobile()}
    await ccpit_says(await datasync.request(there.boss, "company"), company=told)
    product = {"filing_no": "18S2102M9997/00054", "producer_tel": a_mobile()}
    await ccpit_writes(await datasync.request(there.boss, "products"), products=[product])
    await exchange.receive_once()


async def refused(person: UUID) -> tuple[str, str]:
    """A short message; the provider repeats its number in refusal and report. Returns it, and as it was dialled."""
    mobile, letter = a_mobile(), a_letter()
    await addresses.bind(person, SMS, mobile)
    order = outbox.direct(letter, Address(SMS, mobile), person, now() + timedelta(days=1))
    await outbox.post([letter], [order])
    told = Told(*[Unreachable("isv.MOBILE", f"mobile {mobile} is invalid") for _ in range(100)])
    while await deliver_once({SMS: told}):
        pass
    await take([Report("fake", order.id.hex, "failed", "x", f"+86{mobile}: no such mobile {mobile}")])
    (parcel,) = [each for each in told.sent if each.delivery_id == order.id]
    return mobile, parcel.address.opened().value


async def talked() -> None:
    """Somebody asks for a code to their mobile in the chat, and tells their identity number."""
    for place, line in enumerate((f"绑定 {a_mobile()}", f"{makers.an_id_card()} {a_mobile()}", f"绑定 {a_mobile()}")):
        await listen(Heard(STRANGER, Kind.LINE, f"canary {place}", line))


@pytest.mark.slow
@pytest.mark.timeout(_SECONDS)
async def test_whatever_is_done_no_number_lies_open_in_the_database_or_in_redis(
    db: str, valkey: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Every operation, the authorities, a provider and the chat; then every table, file and key is read.

    What lies sealed is where `huizhi rekey` will look for it, and opens for whom it is written.
    """
    monkeypatch.setenv("HUIZHI_OPERATOR_TOKEN", world.OPERATOR)
    settings.forget()
    there = await world.a_world()
    planted = await canaries.walked(there)
    wanted = await declared(there)
    await synced(there)
    mobile, dialled = await refused(there.persons["operator"].id)
    await talked()
    assert planted > 25
    assert await canaries.numbers_found() == {}
    known = {(vault.table, column) for vault in vaults.all_vaults() for column in vault.columns}
    assert await canaries.seals_found() - known == set()
    assert known - await canaries.seals_found() <= {("holds", "address"), ("persons", "totp_key")}
    sent = b"".join([body_of(row) for row in await database.fetch("select body from outgoing")]).decode()
    assert [number for number in wanted if number not in sent] == []
    assert mobile == dialled


async def test_what_an_earlier_version_kept_open_is_sealed_by_migrate_and_read_before_and_after(
    db: str, valkey: str
) -> None:
    """Killed in the middle it goes on; done once it looks at nothing any more."""
    there = await world.a_world()
    wanted = await declared(there)
    await profiles.change_enterprise(there.boss, "", {"phone": a_mobile(), "name_en": "DAL"})
    await parties.create(there.boss, "exporter", {"code": "010001", "name_en": "DAL", "phone": a_mobile()})
    await ccpit_says(await datasync.request(there.boss, "company"), company={"phone": a_mobile()})
    await canaries.laid_open()
    assert len(await canaries.numbers_found()) >= LAID_OPEN
    before = await what_is_read()
    failpoints.arm("rekey.before_commit=raise")
    with pytest.raises(failpoints.FailpointHit):
        await vaults.seal_open()
    failpoints.disarm()
    await vaults.seal_open()
    assert await canaries.numbers_found() == {}
    assert await what_is_read() == before
    assert wanted <= set(canaries.NUMBER.findall(before))
    assert await kit_vaults.unsealed(vaults.all_vaults()) == []


async def what_is_read() -> str:
    """What models and messages hold, as the house itself reads it."""
    rows = [row for model in (Enterprise, Party, Coordination, SyncRow) for row in await model.all()]
    forms = [store.form_of(row.form) for row in await CertificateRow.all()]
    goods = [store.goods_of(row.form) for row in await GoodsRow.all()]
    told = [body_of(row).decode() for row in await database.fetch("select body from outgoing")]
    found = [*map(vars, rows), *(form.model_dump() for form in [*forms, *goods]), *told]
    return "\n".join(sorted(orjson.dumps(each, default=str, option=orjson.OPT_SORT_KEYS).decode() for each in found))
