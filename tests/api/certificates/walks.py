"""The walks through the certificate routes that several stories begin with."""

from datetime import timedelta
from typing import Any
from uuid import UUID

import httpx

from api.documents import Receipt, advance_many
from api.exchange import slices
from kit import database
from kit.clock import now
from kit.ids import new_id
from tests.api.certificates import makers

API = "/api/v1/certificates"


def said(answer: httpx.Response, status: int = 200) -> Any:
    assert answer.status_code == status, answer.text
    return answer.json()


async def filled(client: httpx.AsyncClient, authority: Any = "ccpit", type_code: str = "C") -> str:
    """A certificate filled in as a clerk does it: 新建, 基本信息, 商品信息; returns its address."""
    made = said(await client.post(API, json={"authority": authority, "type_code": type_code}), 201)
    own = f"{API}/{made['id']}"
    said(await client.put(f"{own}/basic", json={"form": makers.basic(authority).model_dump()}))
    said(await client.post(f"{own}/goods", json=makers.goods().model_dump()), 201)
    return own


async def heard(own: str, step: str, note: str = "", **data: Any) -> None:
    """The authority's receipt, as `receiving` hands it to the slice."""
    document_id = UUID(own.rpartition("/")[2])
    (row,) = await database.fetch("select kind, number from documents where id = $1", document_id)
    receipt = Receipt(
        id=new_id(),
        document_id=document_id,
        kind=row["kind"],
        number=row["number"],
        step=step,
        occurred_at=now() + timedelta(seconds=1),
        actor=makers.GACC,
        trace="",
        note=note,
        facts={},
        data=data,
    )
    async with database.transaction():
        await advance_many(slices.moves_for(row["kind"], [receipt]))
        await slices.tell(row["kind"], [receipt])


async def outgoing() -> list[dict[str, Any]]:
    """What was posted to the authorities, oldest first."""
    sql = "select gateway, kind, key, body, filename from outgoing order by id"
    return [dict(row) for row in await database.fetch(sql)]
