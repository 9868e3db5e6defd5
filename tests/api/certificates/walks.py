"""The walks through the certificate routes that several stories begin with."""

from datetime import timedelta
from typing import Any
from uuid import UUID

import httpx
import orjson

from api import exchange
from api.exchange.outgoing import body_of
from kit import database
from kit.clock import now
from kit.ids import new_id
from tests.api.certificates import makers
from tests.api.documents import makers as documents

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


async def heard(own: str, step: str, note: str = "", number: str = "", **data: Any) -> None:
    """The authority's receipt, a second from now, through the inbox."""
    sql = "select kind, number from documents where id = $1"
    (row,) = await database.fetch(sql, UUID(own.rpartition("/")[2]))
    at = (now() + timedelta(seconds=1)).isoformat()
    called = {"kind": row["kind"], "number": number or row["number"]}
    said = called | {"step": step, "occurred_at": at, "note": note, "data": data}
    source = "ccpit" if row["kind"] == "ccpit_certificate" else "http"
    await exchange.store(source, new_id().hex, orjson.dumps(said), "test")
    await exchange.receive_once()


async def pushed() -> list[dict[str, Any]]:
    """What followers were told, oldest first: {title, facts by label, …}."""
    return await documents.said()


async def outgoing() -> list[dict[str, Any]]:
    """What was posted to the authorities, oldest first."""
    sql = "select gateway, kind, key, body, filename from outgoing order by id"
    return [{**row, "body": body_of(row)} for row in await database.fetch(sql)]
