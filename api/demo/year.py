"""Writing the past: a document is begun now and dated back, then lives through its steps at their own times."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from typing import Final
from uuid import UUID

from tortoise.expressions import F

from api.documents import Document, Move, advance_many
from api.people import Actor
from kit import database

GATEWAYS: Final = {
    "customs_certificate": Actor.system("gateway:gacc"),
    "ccpit_certificate": Actor.system("gateway:ccpit"),
}
OWN: Final = frozenset({"declare", "void", "submit", "withdraw", "remove"})
Step = tuple[str, datetime]
Life = tuple[UUID, str, Actor, Sequence[Step]]  # a document, its kind, who worked on it, and its steps
_BEGUN: Final = """
    update journal set occurred_at = (select d.created_at from documents d where d.id = journal.document_id)
    where step = 'entered' and document_id in (select id from documents where enterprise_id = $1)"""
_WRITTEN: Final = """
    update journal set at = occurred_at
    where document_id in (select id from documents where enterprise_id = $1)"""


async def begin(document_id: UUID, moment: datetime) -> None:
    """Let a draft have been begun at that moment."""
    await Document.filter(id=document_id).update(created_at=moment, status_at=moment)


async def date_back(begun: Mapping[UUID, datetime]) -> None:
    """Let documents that an authority told of have been known since those moments."""
    for document_id, moment in begun.items():
        await Document.filter(id=document_id).update(created_at=moment)


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


NOTES: Final = {
    "returned": "运输路线与提单不符",
    "failed": "报文格式校验失败：收货人不能为空",
    "inspection": "请联系现场海关配合查验",
}
