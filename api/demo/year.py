"""Writing the past: a document is begun now and dated back, then lives through its steps at their own times."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from typing import Final
from uuid import UUID

from tortoise.expressions import F

from api.demo.calendar import Calendar, stored
from api.documents import Document, Move, advance_many, standings
from api.documents.kinds import kind_of
from api.documents.numbering import next_number
from api.people import Actor
from kit import database
from kit.clock import in_shanghai, now

GATEWAYS: Final = {
    "customs_certificate": Actor.system("gateway:gacc"),
    "ccpit_certificate": Actor.system("gateway:ccpit"),
}
OWN: Final = frozenset({"declare", "void", "submit", "withdraw", "remove"})
NOTES: Final = {
    "returned": "运输路线与提单不符",
    "failed": "报文格式校验失败：收货人不能为空",
    "inspection": "请联系现场海关配合查验",
    "tax_due": "请在15日内缴纳税款",
    "held": "待补充单证",
    "refused": "委托双方信息不一致",
}
Step = tuple[str, datetime]
Life = tuple[UUID, str, Actor, Sequence[Step]]  # a document, its kind, who worked on it, and its steps
_BEGUN: Final = """
    update journal set occurred_at = (select d.created_at from documents d where d.id = journal.document_id)
    where step = 'entered' and document_id in (select id from documents where enterprise_id = $1)"""
_WRITTEN: Final = """
    update journal set at = occurred_at
    where document_id in (select id from documents where enterprise_id = $1)"""
_GIVE_BACK: Final = "update document_counters set taken = taken - 1 where prefix = $1 and day = $2"


async def begin(document_id: UUID, moment: datetime) -> None:
    """Let a draft have been begun at that moment, under a working number of that day."""
    document = await Document.get(id=document_id)
    kind = kind_of(document.kind)
    await database.execute(_GIVE_BACK, kind.numbering.prefix, in_shanghai(now()).strftime(kind.numbering.period))
    number = await next_number(kind, moment)
    await Document.filter(id=document_id).update(number=number, created_at=stored(moment), status_at=stored(moment))


async def date_back(begun: Mapping[UUID, datetime]) -> None:
    """Let documents that an authority told of have been known since those moments."""
    for document_id, moment in begun.items():
        await Document.filter(id=document_id).update(created_at=stored(moment))


def dated(steps: Iterable[tuple[str, float]], begun: datetime, calendar: Calendar) -> list[Step]:
    """Return steps with their moments; of each is told how many hours it came after the one before."""
    found, at = [], begun
    for step, hours in steps:
        at = calendar.after(at, hours)
        found.append((step, at))
    return found


async def live(lives: Iterable[Life]) -> None:
    """Let documents take their steps: our own by the person named, all others by their authority."""
    await advance_many(
        [
            Move(document_id, step, actor if step in OWN else _gateway(kind), at, note=NOTES.get(step, ""))
            for document_id, kind, actor, steps in lives
            for step, at in steps
        ]
    )


def _gateway(kind: str) -> Actor:
    return GATEWAYS.get(kind, GATEWAYS["customs_certificate"])


async def put_right(enterprise_id: UUID) -> None:
    """Let every list and every journal show when things happened, and not when they were written."""
    await database.execute(_BEGUN, enterprise_id)
    await database.execute(_WRITTEN, enterprise_id)
    await Document.filter(enterprise_id=enterprise_id).update(updated_at=F("status_at"))
    await standings.restore(enterprise_id)
