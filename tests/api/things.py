"""What the rows of the matrix ask about: each is made anew for enterprise A and named by an id or a number.

A slice's thing is usually one line in CREATED: the operation that makes it, asked by A's 管理员 with the document's
example, and the field of the answer that names it.
"""

from collections.abc import Awaitable, Callable
from datetime import timedelta
from itertools import count
from typing import Any
from uuid import UUID

from api import approvals, certificates, coordination, datasync, files, filings, printing, seals
from api.certificates.forms import GoodsForm
from api.certificates.models import GoodsRow
from api.datasync.models import SyncRow
from api.declarations.backfill import actions as backfilling
from api.exchange import Outgoing, alerts, inbox, post, quarantine
from api.files.rules import COORDINATION, MARK, SEAL
from api.masterdata import parties
from api.people import registering, tokens
from api.people.models import Membership, Person, Registration
from api.people.papers import Papers
from api.people.tokens import TokenWish
from kit import database
from kit.clock import now
from kit.ids import new_id
from push import outbox
from push.address import SMS, Address
from push.message import Message
from tests.api.coordination.makers import a_form as a_coordination_form
from tests.api.documents.makers import a_document, an_approved
from tests.api.files.papers import in_pieces, png
from tests.api.filings.makers import a_form
from tests.api.people import makers
from tests.api.seals import makers as scanned
from tests.api.world import NUMBER, World

Maker = Callable[[World], Awaitable[object]]
_SERIALS = count(1000)

# thing: (operation that makes it, field of its answer)
CREATED: dict[str, tuple[str, str]] = {}


async def a_colleague(world: World) -> object:
    """Somebody new at A, to be revoked or reset."""
    login = new_id().hex
    person = await Person.create(login=login, name="王五", password_hash="", created_at=now())
    made = await Membership.create(person=person, enterprise_id=world.enterprise_id, role="operator", granted_at=now())
    return made.id


async def a_stranger(_world: World) -> object:
    """The login of somebody who is in the system and belongs nowhere."""
    return (await Person.create(login=new_id().hex, name="赵六", password_hash="", created_at=now())).login


async def a_given_up_delivery(world: World) -> object:
    """A delivery for A that was tried in vain."""
    letter = outbox.Letter(new_id(), Message(title="证书审核结果通知", kind="T1"), "", now())
    order = outbox.Order(
        message_id=letter.id,
        person_id=world.boss.person_id,
        tenant_id=world.enterprise_id,
        subscription_id=None,
        why="因：按企业订阅",
        channel=SMS,
        address=Address(SMS, makers.MOBILE).kept(),
        thread="",
        seq=1,
        lane=outbox.Lane.STATUS,
        due_at=now(),
        expires_at=now() + timedelta(hours=72),
    )
    await outbox.post([letter], [order])
    await database.execute("update deliveries set state = 'dead', shelf = 2 where id = $1", order.id)
    return order.id


async def a_machines_token(world: World) -> object:
    """A token of A, to be revoked."""
    return (await tokens.create(world.boss, TokenWish(name="old", scopes=["read"])))[0].id


async def a_mobile(_world: World) -> object:
    """A mobile to which a code may be sent: nothing was sent there lately."""
    await database.execute("delete from phone_code_events")
    return makers.OTHER_MOBILE


async def a_party(world: World) -> object:
    """An exporter of A."""
    return (await parties.create(world.boss, "exporter", {"code": new_id().hex[-8:], "name_en": "DAL"})).id


async def a_registration(_world: World) -> object:
    """A registration that nobody has decided."""
    form = registering.resealed({"enterprise_name": "x", "name": "x", "mobile": makers.OTHER_MOBILE})
    told = {"login": new_id().hex, "credit_code": "x", "password_hash": "", "form": form}
    return (await Registration.create(created_at=now(), **told)).id


async def an_approved_certificate(world: World) -> object:
    """A certificate of A that customs has approved."""
    return await an_approved(world.enterprise_id, f"E26102690233{next(_SERIALS):04}")


async def a_print(world: World) -> object:
    """A print of A that nobody has confirmed."""
    certificate = await an_approved(world.enterprise_id, f"E26102690233{next(_SERIALS):04}")
    return (await printing.start(world.boss, certificate, printing.Wish())).id


async def a_failed_print(world: World) -> object:
    """A print of A that did not come out."""
    made = await a_print(world)
    assert isinstance(made, UUID)
    return (await printing.answer(world.boss, made, printing.Answer(printed=False))).id


async def a_backfill(world: World) -> object:
    """A 补录 of A, kept and not sent."""
    certificate = await an_approved(world.enterprise_id, f"E26102690233{next(_SERIALS):04}")
    return (await backfilling.save(world.boss, certificate, backfilling.Wish(exported=True, numbers=""))).id


def followed(kind: str, prefix: str) -> Maker:
    """The number of what A follows here and has filed elsewhere."""

    async def make(world: World) -> object:
        number = f"{prefix}{next(_SERIALS)}"
        await a_document(world.enterprise_id, number, kind)
        return number

    return make


async def a_coordination(world: World) -> object:
    """A draft of an application of A."""
    return (await coordination.save(world.boss, a_coordination_form())).id


async def a_filing(world: World) -> object:
    """A draft of A that is fit to be declared."""
    await makers.qualified(world.boss)
    return (await filings.create(world.boss, a_form())).id


async def a_sync(world: World) -> object:
    """A synchronisation of A, under way or the one before it."""
    running = await SyncRow.get_or_none(enterprise_id=world.enterprise_id, kind="company", finished_at__isnull=True)
    return running.document_id if running else (await datasync.request(world.boss, "company")).id


async def a_card_holder(world: World) -> object:
    """A's 管理员, whose card is bound."""
    papers = Papers(makers.an_id_card(), "legal_person", f"89300{next(_SERIALS)}")
    await Person.filter(id=world.boss.person_id).update(**papers.columns())
    return world.boss.person_id


async def a_scan(world: World) -> object:
    """A scan that A has uploaded, of ink small enough for a signature."""
    return (await files.save(world.boss, "matrix.png", in_pieces(scanned.a_scan(300, 200)), SEAL)).id


async def a_sealer(world: World) -> object:
    """A's 管理员, whose card's days are declared."""
    person = await a_card_holder(world)
    await seals.declare_card(world.boss, world.boss.person_id, scanned.FIRST, scanned.LAST)
    return person


async def a_seal(world: World) -> object:
    """A seal of A in use."""
    await a_sealer(world)
    return (await scanned.a_seal(world.boss)).id


async def a_disabled_seal(world: World) -> object:
    """A seal of A that may be deleted."""
    made = await a_seal(world)
    assert isinstance(made, UUID)
    return (await seals.disable(world.boss, made)).id


async def an_alert(_world: World) -> object:
    """An alert that nobody has acknowledged."""
    await alerts.raise_alert("channel", new_id().hex, "通道 sms 停止发送")
    return (await alerts.standing(1))[0].id


async def an_approval(world: World) -> object:
    """What A's 经办人 asked a second person's consent to, about a draft that cannot be withdrawn."""
    request = approvals.Request(
        id=new_id(), enterprise_id=world.enterprise_id, act=coordination.WITHDRAW.name, code=new_id().hex[-6:],
        matters=[approvals.Matter(document_id=new_id(), number="XT2026119999", says="", since="")],
        requester_id=world.persons["operator"].id, door="http", asked_at=now(), expires_at=now() + approvals.LIFE,
    )  # fmt: skip
    await approvals.requests.write(request)
    return request.id


def _plain(what: Callable[[World], Any]) -> Maker:
    async def made(world: World) -> object:
        return what(world)

    return made


async def a_file(world: World) -> object:
    """A picture that A has uploaded."""
    return (await files.save(world.boss, "matrix.png", in_pieces(png()), MARK)).id


async def a_paper(world: World) -> object:
    """A picture that A has uploaded for an application of 享惠受阻协调."""
    return (await files.save(world.boss, "matrix.png", in_pieces(png()), COORDINATION)).id


async def a_certificate(world: World) -> object:
    """A draft of A with one line of goods."""
    draft = certificates.Draft(authority="customs", type_code="C", goods=[GoodsForm()])
    return (await certificates.save_draft(world.boss, draft)).id


async def a_line(_world: World) -> object:
    """The line of the certificate that was made last."""
    line = await GoodsRow.all().order_by("-id").first()
    assert line
    return line.id


async def a_failed_message(world: World) -> object:
    """A message of A that no authority took."""
    message = Outgoing(gateway="gacc", kind="certificate", enterprise_id=world.enterprise_id, key=new_id().hex,
                       body=b"<Certificate/>", filename="a.xml")  # fmt: skip
    await post(message)
    await database.execute("update outgoing set state = 'failed' where id = $1", message.id)
    return message.id


async def a_set_aside(_world: World) -> object:
    """A receipt that nobody could read."""
    serial = new_id().hex
    await inbox.store("gacc", serial, b"?", "matrix")
    await database.execute("update inbox set state = 'damaged' where serial = $1", serial)
    return (await quarantine.latest(1))[0].id


async def a_session(world: World) -> object:
    """Another session of A's 管理员."""
    await makers.a_token(world.boss.person_id)
    rows = await database.fetch("select id from sessions where person_id = $1", world.boss.person_id)
    return max(database.as_uuid(row["id"]) for row in rows)


MADE: dict[str, Maker] = {
    "session": a_session,
    "password": _plain(lambda _: makers.PASSWORD),
    "id_card": _plain(lambda _: makers.an_id_card()),
    "login": _plain(lambda _: new_id().hex),
    "nothing": _plain(lambda _: new_id()),
    "number": _plain(lambda _: NUMBER),
    "enterprise": _plain(lambda world: world.enterprise_id),
    "membership": a_colleague,
    "stranger": a_stranger,
    "delivery": a_given_up_delivery,
    "token": a_machines_token,
    "mobile": a_mobile,
    "registration": a_registration,
    "alert": an_alert,
    "approval": an_approval,
    "approved_certificate": an_approved_certificate,
    "backfill": a_backfill,
    "unconfirmed_print": a_print,
    "failed_print": a_failed_print,
    "coordination": a_coordination,
    "licence": followed("licence", "XK2026"),
    "consignment": followed("consignment", "WT2026"),
    "declaration": followed("declaration", "90022026000000"),
    "party": a_party,
    "sync": a_sync,
    "seal": a_seal,
    "disabled_seal": a_disabled_seal,
    "scan": a_scan,
    "card_holder": a_card_holder,
    "sealer": a_sealer,
    "filing": a_filing,
    "file": a_file,
    "paper": a_paper,
    "outgoing": a_failed_message,
    "set_aside": a_set_aside,
    "own_certificate": a_certificate,
    "line_of_certificate": a_line,
}
