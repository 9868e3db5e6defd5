"""改证重发, 作废, 复制, 删除: what becomes of certificates after, and beside, their declaration."""

from typing import Any
from uuid import UUID

import httpx
import orjson
import pytest

from api import certificates, exchange
from api.certificates.forms import ChangeForm
from api.documents import Receipt, advance_many
from api.exchange.outgoing import body_of
from kit import database
from kit.clock import now
from tests.api.certificates import makers
from tests.api.certificates.walks import API, filled, heard, outgoing, said


async def issued(client: httpx.AsyncClient, authority: str = "customs") -> str:
    """An approved certificate; returns its address."""
    own = await filled(client, authority)
    said(await client.post(f"{own}/declaration"))
    await heard(own, "approved")
    return own


async def reissued(client: httpx.AsyncClient, own: str, category: str = "change") -> dict[str, Any]:
    answer = await client.post(f"{own}/reissue", json={"category": category, "reason": "进口商地址有误"})
    made: dict[str, Any] = said(answer, 201)
    return made


@pytest.mark.feature("CO-17", "CO-24", "CO-94")
@pytest.mark.parametrize("authority", ["customs", "ccpit"])
async def test_a_change_takes_everything_over_and_voids_the_old_one_when_it_is_approved(
    client: httpx.AsyncClient, authority: str
) -> None:
    old = await issued(client, authority)
    number = said(await client.get(old))["number"]
    made = await reissued(client, old)
    new = f"{API}/{made['id']}"
    assert made["category_label"] == "更改"
    assert (made["form"]["change"]["old_cert_no"], made["form"]["change"]["mod_reason"]) == (number, "进口商地址有误")
    assert [line["form"]["hs_code"] for line in made["lines"]] == ["392690"]
    form = made["form"] | {"consignee": "HUE PLASTICS JSC\nHUE, VIET NAM"}
    said(await client.put(f"{new}/basic", json={"form": form}))
    change = said(await client.post(f"{new}/change"))["form"]["change"]
    assert change["mod_colm"] == "进口商"
    assert "HANOI" in change["old_situ_desc"]
    assert "HUE" in change["mod_situ_desc"]
    said(await client.post(f"{new}/declaration"))
    assert said(await client.get(old))["status"] == "approved"
    await heard(new, "approved")
    voided = said(await client.get(old))
    assert voided["status_label"] == "已作废"
    successor = said(await client.get(new))["number"]
    assert voided["advice"] == f"该证书已由证书{successor}代替，请勿再使用，并将正本退回签证机构。"
    assert said(await client.get(f"{old}/receipts"))[-1]["note"] == f"已由改证重发的证书{successor}代替"
    listed = said(await client.get(API, params={"list": "voided", "authority": authority}))
    assert [(item["number"], item["status_label"]) for item in listed["items"]] == [(number, "已作废")]
    assert listed["total"] == 1


@pytest.mark.parametrize(
    ("category", "label", "code"),
    [("reissue", "重发", "2"), ("change_reissue", "更改+重发", "3"), ("change", "更改", "1")],
)
async def test_each_category_is_told_to_the_customs(
    client: httpx.AsyncClient,
    category: str,
    label: str,
    code: str,
) -> None:
    made = await reissued(client, await issued(client), category)
    assert made["category_label"] == label
    said(await client.post(f"{API}/{made['id']}/declaration"))
    (row,) = await database.fetch("select body from outgoing where document_id = $1", UUID(made["id"]))
    assert f"<CertStatus>{code}</CertStatus>".encode() in body_of(row)
    assert b"<ModReason>" in body_of(row)


async def test_only_what_was_issued_is_reissued_and_only_once_at_a_time(client: httpx.AsyncClient) -> None:
    own = await filled(client, "customs")
    wish = {"category": "change", "reason": "x"}
    assert said(await client.post(f"{own}/reissue", json=wish), 409)["code"] == "not_reissuable"
    said(await client.post(f"{own}/declaration"))
    await heard(own, "approved")
    first = await reissued(client, own)
    assert said(await client.post(f"{own}/reissue", json=wish), 409)["code"] == "reissue_open"
    assert (await client.delete(f"{API}/{first['id']}")).status_code == 204
    await reissued(client, own)


async def test_an_issued_certificate_is_voided_once_and_a_draft_never(client: httpx.AsyncClient) -> None:
    own = await issued(client)
    assert said(await client.post(f"{own}/void", json={"reason": "订单取消"}))["status_label"] == "已作废"
    assert said(await client.post(f"{own}/void", json={"reason": "订单取消"}))["status_label"] == "已作废"
    assert said(await client.get(own))["status_label"] == "已作废"
    draft = await filled(client)
    assert said(await client.post(f"{draft}/void", json={"reason": "订单取消"}), 409)["code"] == "illegal_step"


@pytest.mark.parametrize(("authority", "who"), [("customs", "海关"), ("ccpit", "贸促会")])
async def test_voiding_tells_no_authority_and_says_what_the_person_has_to_do(
    client: httpx.AsyncClient, authority: str, who: str
) -> None:
    """No message leaves; the answer and the page afterwards say so, and that the original must be handed back."""
    own = await issued(client, authority)
    assert said(await client.get(own))["advice"] == ""
    sent = len(await outgoing())
    told = f"作废只登记在本系统：{who}没有可以接收的作废报文，尚不知情。请勿再使用该证书，并持正本到签证机构办理退证。"
    assert said(await client.post(f"{own}/void", json={"reason": "订单取消"}))["advice"] == told
    assert said(await client.get(own))["advice"] == told
    assert len(await outgoing()) == sent


@pytest.mark.feature("CO-57", "CO-87", "CO-88")
async def test_a_copy_is_a_draft_of_its_own(client: httpx.AsyncClient) -> None:
    own = await issued(client)
    made = said(await client.post(f"{own}/copy"), 201)
    assert (made["status"], made["category"], made["form"]["inv_no"]) == ("draft", "new", "")
    assert made["form"]["consignee"].startswith("HANOI")
    assert len(made["lines"]) == 1
    assert made["number"] != said(await client.get(own))["number"]


@pytest.mark.feature("CO-19", "CO-87")
async def test_a_draft_is_deleted_and_nothing_else_is(client: httpx.AsyncClient) -> None:
    own = await filled(client)
    assert (await client.delete(own)).status_code == 204
    said(await client.get(own), 404)
    listed = said(await client.get(API, params={"list": "general"}))
    assert (listed["items"], listed["total"]) == ([], 0)
    assert said(await client.delete(await issued(client)), 409)["code"] == "illegal_step"


async def test_a_save_keeps_what_was_typed_even_when_it_is_nonsense(client: httpx.AsyncClient) -> None:
    own = await filled(client)
    form = makers.basic(total_amt="约一千", inv_date="昨天").model_dump()
    kept = said(await client.put(f"{own}/basic", json={"form": form}))
    assert (kept["form"]["total_amt"], kept["form"]["inv_date"]) == ("约一千", "昨天")


async def test_a_change_of_a_certificate_that_was_declared_elsewhere_voids_it_too(client: httpx.AsyncClient) -> None:
    """It is known by its receipts alone; the form names its number."""
    number = "C26M000100Y47777"
    said_before = {"kind": "customs_certificate", "number": number, "step": "approved"}
    await exchange.store("http", "before", orjson.dumps(said_before | {"occurred_at": now().isoformat()}), "test")
    await exchange.receive_once()
    made = said(await client.post(API, json={"authority": "customs", "type_code": "C", "category": "change"}), 201)
    own = f"{API}/{made['id']}"
    form = makers.basic("customs", change=ChangeForm(old_cert_no=number, mod_reason="笔误"))
    said(await client.put(f"{own}/basic", json={"form": form.model_dump()}))
    said(await client.post(f"{own}/goods", json=makers.goods().model_dump()), 201)
    said(await client.post(f"{own}/declaration"))
    await heard(own, "approved")
    (row,) = await database.fetch("select status from documents where number = $1", number)
    assert row["status"] == "voided"


@pytest.mark.parametrize("step", ["remove", "declare", "void"])
async def test_no_authority_takes_our_own_steps(db: str, step: str) -> None:
    clerk = await makers.a_clerk()
    made = await (makers.approved if step == "void" else makers.a_draft)(clerk)
    (row,) = await database.fetch("select kind, number, status from documents where id = $1", made.id)
    receipt = Receipt(
        id=made.id, document_id=made.id, kind=row["kind"], number=row["number"], step=step, occurred_at=now(),
        actor=makers.GACC, trace="", facts={},
    )  # fmt: skip
    await advance_many(certificates.take_receipts([receipt]))
    (after,) = await database.fetch("select status from documents where id = $1", made.id)
    assert after["status"] == row["status"]
