"""Enterprises, people and register rows for the tests of the back office, each whole unless the test says otherwise."""

from datetime import UTC, datetime, timedelta
from uuid import UUID

from api import certificates, consignments, coordination, declarations, licences
from api.documents import Document, Entry, Key, Move, advance, enter_many, look_up
from api.people import Actor
from api.people.models import Enterprise, Membership, Person
from kit import database
from kit.clock import now
from kit.ids import new_id

SLICES = (certificates, consignments, coordination, declarations, licences)  # importing a slice registers its kinds
NINE = datetime(2026, 11, 21, 1, 0, tzinfo=UTC)  # 09:00 in Shanghai
MINUTE = timedelta(minutes=1)
CREDIT_CODE = "91110000102690233A"  # its check character is not asked here
NUMBER = "E261026902330183"
GATEWAY = Actor.system("gateway:gacc")


async def an_enterprise(credit_code: str = CREDIT_CODE) -> UUID:
    enterprise = await Enterprise.create(
        id=new_id(), name="西安某进出口公司", credit_code=credit_code, org_code=credit_code[8:17], created_at=now()
    )
    return enterprise.id


async def a_person(enterprise_id: UUID | None) -> Actor:
    """A person who may act for that enterprise, or for none."""
    name = new_id().hex
    person = await Person.create(id=new_id(), login=name, name=name, password_hash="", created_at=now())
    if enterprise_id:
        await Membership.create(
            id=new_id(), person_id=person.id, enterprise_id=enterprise_id, role="operator", granted_at=now()
        )
    return Actor(person_id=person.id, enterprise_id=enterprise_id, role="operator", door="http", name=name)


async def a_document(
    enterprise_id: UUID, number: str = NUMBER, kind: str = "customs_certificate", entered_by: UUID | None = None
) -> UUID:
    key = Key(kind, number)
    await enter_many([Entry(key=key, enterprise_id=enterprise_id, entered_by=entered_by)])
    return (await look_up([key]))[key].id


def a_move(document_id: UUID, step: str, minutes: int, note: str = "", axis: str = "") -> Move:
    """A step so many minutes after nine, through the customs' door."""
    return Move(
        document_id=document_id, step=step, actor=GATEWAY, occurred_at=NINE + minutes * MINUTE, note=note, axis=axis
    )


async def an_approved(enterprise_id: UUID, number: str = NUMBER, kind: str = "customs_certificate") -> UUID:
    """A certificate that its authority has issued."""
    document_id = await a_document(enterprise_id, number, kind)
    await advance(a_move(document_id, "approved", 0))
    return document_id


async def the_document(document_id: UUID) -> Document:
    return await Document.get(id=document_id)


async def said() -> list[dict[str, object]]:
    """The announcements with their messages, oldest first."""
    sql = """
        select a.id, a.document_topic, a.enterprise_topic, a.person_topic, a.content, a.seq, a.urgent, a.trace, m.title,
               m.facts, m.remark, m.brief, m.link, m.kind
        from announcements as a join messages as m on m.id = a.id order by a.id"""
    return [dict(row) | {"facts": dict_of(row["facts"])} for row in await database.fetch(sql)]


def dict_of(facts: object) -> dict[str, str]:
    return {label: value for label, value, _kind in database.as_json(facts)}
