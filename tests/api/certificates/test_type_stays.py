"""The type that the register is told when a certificate is begun stays: the index documents_of_type relies upon it."""

from datetime import timedelta
from uuid import UUID

import httpx
import orjson

from api import exchange
from kit import database
from kit.clock import now
from kit.ids import new_id
from tests.api.certificates import makers
from tests.api.certificates.walks import API, filled, said


async def _types(own: str) -> tuple[str, str]:
    """The type of a certificate as its own row has it, and as the register was told."""
    sql = """select c.type_code, d.facts ->> 'certificate_type' as told
        from certificates c join documents d on d.id = c.document_id where d.id = $1"""
    (row,) = await database.fetch(sql, UUID(own.rpartition("/")[2]))
    return row["type_code"], row["told"]


async def _approved_as_another_type(number: str) -> None:
    at = (now() + timedelta(seconds=1)).isoformat()
    told = {"kind": "customs_certificate", "number": number, "step": "approved", "occurred_at": at}
    await exchange.store("http", new_id().hex, orjson.dumps(told | {"certificate_type": "E"}), "test")
    assert await exchange.receive_once()


async def test_neither_saving_nor_a_receipt_nor_a_reissue_changes_the_type(client: httpx.AsyncClient) -> None:
    own = await filled(client, "customs")
    form = makers.basic("customs").model_dump()
    assert (await client.put(f"{own}/basic", json={"form": form, "type_code": "E"})).status_code == 422
    assert (await client.put(f"{own}/basic", json={"form": form | {"type_code": "E"}})).status_code == 422
    said(await client.put(f"{own}/basic", json={"form": form | {"dest_country_name": "智利"}}))
    assert await _types(own) == ("C", "C")
    said(await client.post(f"{own}/declaration"))
    await _approved_as_another_type(said(await client.get(own))["number"])
    assert said(await client.get(own))["status"] == "approved"
    assert await _types(own) == ("C", "C")
    again = said(await client.post(f"{own}/reissue", json={"category": "change", "reason": "地址"}), 201)
    assert await _types(f"{API}/{again['id']}") == ("C", "C")
