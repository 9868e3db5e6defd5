"""出口报关单补录: only of approved certificates, once at a time, sent to the authority, findable and bound."""

from dataclasses import replace
from uuid import UUID

import orjson
import pytest

from api import documents
from api.declarations.backfill import Binding, Wanted, WantedCandidates, Wish, actions, queries
from api.documents import advance, standings
from api.exchange.outgoing import body_of
from api.people import Actor
from kit import database, migrating
from kit.refusals import Refusal
from tests.api.certificates import makers as certificates
from tests.api.documents.makers import (
    CREDIT_CODE,
    MINUTE,
    NUMBER,
    a_document,
    a_move,
    a_person,
    an_approved,
    an_enterprise,
    said,
    the_document,
)
from tests.api.documents.test_queries import OTHER_CODE, refused
from tests.api.people.makers import CREDIT_CODE as PEOPLES_CODE

EXPORT = "900220260000000001"
SECOND = "900220260000000002"
YES = Wish(exported=True, numbers=f"{EXPORT}；{SECOND}")
pytestmark = pytest.mark.usefixtures("valkey")


@pytest.fixture
async def clerk(db: str) -> Actor:
    return await a_person(await an_enterprise(CREDIT_CODE))


async def issued(clerk: Actor, number: str = NUMBER, kind: str = "customs_certificate") -> UUID:
    assert clerk.enterprise_id
    return await an_approved(clerk.enterprise_id, number, kind)


async def answered(document_id: UUID, step: str, minutes: int = 600, note: str = "") -> None:
    """What the customs say about a back-fill, some hours from now."""
    at = (await the_document(document_id)).status_at
    await advance(a_move(document_id, step, 0, note)._replace(occurred_at=at.replace(microsecond=0) + minutes * MINUTE))


async def messages() -> list[dict[str, object]]:
    rows = await database.fetch("select gateway, kind, key, body from outgoing order by id")
    return [{**row, "body": orjson.loads(body_of(row))} for row in rows]


@pytest.mark.feature("SUPP-04")
@pytest.mark.feature("SUPP-08")
async def test_only_an_approved_certificate_is_back_filled(clerk: Actor) -> None:
    assert clerk.enterprise_id
    waiting = await a_document(clerk.enterprise_id)
    await advance(a_move(waiting, "pending_review", 0))
    code, sentence = await refused(actions.submit(clerk, waiting, YES))
    assert (code, sentence) == ("not_issued", "只有审核通过的证书才能补录，它现在是“审核中”。")
    assert await queries.candidates(clerk, WantedCandidates()) == ([], 0)
    await advance(a_move(waiting, "approved", 1))
    (candidate,), total = await queries.candidates(clerk, WantedCandidates())
    assert (candidate.number, candidate.certificate_id, total) == (NUMBER, waiting, 1)


@pytest.mark.feature("SUPP-12")
async def test_numbers_are_needed_when_the_goods_have_left_and_left_out_when_not(clerk: Actor) -> None:
    certificate = await issued(clerk)
    with pytest.raises(Refusal, match="请输入报关单号, 若报关单号为多个, 报关单号之间用英文分号分隔") as caught:
        await actions.submit(clerk, certificate, Wish(exported=True, numbers=" ； "))
    assert caught.value.facts["faults"][0]["field"] == "numbers"
    sent = await actions.submit(clerk, certificate, Wish(exported=False, numbers=EXPORT))
    _, row = await queries.read(clerk, sent.id)
    assert (row.exported, row.numbers, row.declarations) == (False, "", [])


@pytest.mark.feature("SUPP-13")
@pytest.mark.feature("SUPP-15")
async def test_what_was_submitted_is_stored_with_semicolons_and_leaves_for_the_customs_once(clerk: Actor) -> None:
    certificate = await issued(clerk)
    sent = await actions.submit(clerk, certificate, YES)
    _, row = await queries.read(clerk, certificate)
    assert row.numbers == f"{EXPORT};{SECOND}"
    assert (sent.status_label, sent.content) == ("已提交", "trade/origin/customs")
    (message,) = await messages()
    body = message["body"]
    assert isinstance(body, dict)
    assert (message["gateway"], message["kind"], body["number"]) == ("gacc", "backfill", sent.number)
    assert body["data"]["declarations"] == [EXPORT, SECOND]
    assert body["enterprise"] == CREDIT_CODE
    assert await queries.candidates(clerk, WantedCandidates()) == ([], 0)
    assert (await refused(actions.submit(clerk, certificate, YES)))[0] == "backfill_sent"
    assert len(await messages()) == 1


async def test_numbers_that_look_wrong_are_sent_only_when_that_is_meant(clerk: Actor) -> None:
    certificate = await issued(clerk)
    wish = Wish(exported=True, numbers="08112026123")
    code, sentence = await refused(actions.submit(clerk, certificate, wish))
    assert code == "numbers_doubtful"
    assert sentence == "第 1 个「08112026123」只有 11 位，报关单号一般是 18 位。确认无误可以仍然提交。"
    assert await messages() == []
    assert (await actions.submit(clerk, certificate, replace(wish, confirmed=True))).status == "submitted"


@pytest.mark.feature("SUPP-04")
async def test_a_declaration_of_which_we_know_that_it_has_not_left_is_doubted(clerk: Actor) -> None:
    assert clerk.enterprise_id
    certificate = await issued(clerk)
    declaration = await a_document(clerk.enterprise_id, EXPORT, "declaration")
    await advance(a_move(declaration, "inspection", 1))
    wish = Wish(exported=True, numbers=EXPORT)
    code, sentence = await refused(actions.submit(clerk, certificate, wish))
    assert code == "numbers_doubtful"
    assert sentence.startswith(f"第 1 个「{EXPORT}」现在是“查验”，放行或结关后才能补录。")
    await advance(a_move(declaration, "released", 2))
    assert (await actions.submit(clerk, certificate, wish)).status == "submitted"


async def test_too_many_numbers_and_what_is_no_number_are_refused(clerk: Actor) -> None:
    certificate = await issued(clerk)
    many = ";".join(f"90022026{n:010}" for n in range(51))
    assert (await refused(actions.submit(clerk, certificate, Wish(exported=True, numbers=many))))[
        0
    ] == "too_many_numbers"
    assert (await refused(actions.save(clerk, certificate, Wish(exported=True, numbers="无"))))[
        0
    ] == "numbers_unreadable"


async def test_a_draft_is_kept_incomplete_and_sent_later(clerk: Actor) -> None:
    certificate = await issued(clerk)
    draft = await actions.save(clerk, certificate, Wish(exported=True, numbers="0811"))
    assert (draft.status_label, await messages()) == ("暂存", [])
    sent = await actions.submit(clerk, certificate, YES)
    assert (sent.id, sent.status) == (draft.id, "submitted")


@pytest.mark.feature("SUPP-17")
async def test_the_final_state_is_that_the_customs_took_it_and_followers_of_the_certificate_hear(clerk: Actor) -> None:
    certificate = await issued(clerk)
    sent = await actions.submit(clerk, certificate, YES)
    await answered(sent.id, "received")
    assert (await the_document(sent.id)).status_label == "海关接收成功"
    told = (await said())[-1]
    assert told["document_topic"] == f"document:{certificate}"
    assert (told["title"], told["facts"]) == ("报关单补录结果通知", {"证书号": NUMBER, "结果": "海关接收成功"})
    assert (told["remark"], told["link"]) == ("2个报关单号", f"/h5/supp/{NUMBER}")
    assert told["brief"] == f"证书{NUMBER}报关单补录：海关接收成功。"
    assert (await refused(actions.submit(clerk, certificate, YES)))[1].endswith("当前状态为“海关接收成功”。")


async def test_what_failed_is_sent_again_as_a_new_message(clerk: Actor) -> None:
    certificate = await issued(clerk)
    sent = await actions.submit(clerk, certificate, YES)
    await answered(sent.id, "failed", 0, note="报关单未结关")
    again = await actions.submit(clerk, certificate, Wish(exported=True, numbers=SECOND))
    assert (again.id, again.status) == (sent.id, "submitted")
    assert len({str(message["key"]) for message in await messages()}) == 2
    assert [hit.document.id for hit in await documents.search(clerk, EXPORT)] == []


async def test_certificate_and_back_fill_are_found_by_the_declarations(clerk: Actor) -> None:
    certificate = await issued(clerk)
    sent = await actions.submit(clerk, certificate, YES)
    assert {hit.document.id for hit in await documents.search(clerk, SECOND)} == {certificate, sent.id}


async def test_certificate_and_declaration_are_bound_once_the_customs_took_it(clerk: Actor) -> None:
    certificate = await issued(clerk)
    firm = clerk.enterprise_id
    assert firm
    assert await queries.binding(firm, NUMBER, EXPORT) is Binding.NONE
    sent = await actions.submit(clerk, certificate, YES)
    assert await queries.binding(firm, NUMBER, SECOND) is Binding.WAITING
    await answered(sent.id, "received")
    assert await queries.binding(firm, NUMBER.lower(), f" {SECOND}") is Binding.BOUND
    assert await queries.binding(firm, NUMBER, "900220260000000003") is Binding.NONE


@pytest.mark.feature("SUPP-06")
async def test_a_ccpit_certificate_goes_the_same_way_through_its_own_gate(clerk: Actor) -> None:
    certificate = await issued(clerk, "CCPIT260001", "ccpit_certificate")
    assert (await refused(actions.submit(clerk, certificate, YES)))[1].startswith(
        "使用系统前必须完善贸促会原产地证资质"
    )
    assert await messages() == []


async def test_a_foreign_certificate_and_what_is_no_certificate_are_missing(clerk: Actor) -> None:
    certificate = await issued(clerk)
    stranger = await a_person(await an_enterprise(OTHER_CODE))
    assert clerk.enterprise_id
    licence = await a_document(clerk.enterprise_id, "XK1", "licence")
    missing = await refused(actions.submit(clerk, UUID(int=1), YES))
    assert await refused(actions.submit(stranger, certificate, YES)) == missing
    assert await refused(actions.submit(clerk, licence, YES)) == missing
    await actions.submit(clerk, certificate, YES)
    assert await refused(queries.read(stranger, certificate)) == await refused(queries.read(clerk, UUID(int=1)))
    assert await queries.page(stranger, Wanted()) == ([], 0)


@pytest.mark.feature("SUPP-07")
async def test_candidates_are_narrowed_by_each_condition_alone_or_together(clerk: Actor) -> None:
    first = await issued(clerk)
    await issued(clerk, "RC26102690233018")
    made = (await the_document(first)).created_at
    for wanted in (
        WantedCandidates(number="e26"),
        WantedCandidates(number=NUMBER, created_from=made, created_until=made + MINUTE),
    ):
        assert [each.number for each in (await queries.candidates(clerk, wanted))[0]] == [NUMBER]
    assert (await queries.candidates(clerk, WantedCandidates(authority="ccpit")))[1] == 0
    assert (await queries.candidates(clerk, WantedCandidates(created_until=made)))[1] == 0
    assert (await queries.candidates(clerk, WantedCandidates(), page=2, size=1))[1] == 2


@pytest.mark.feature("SUPP-07")
async def test_candidates_are_found_by_type_and_by_the_exporters_code(db: str) -> None:
    """证明类型, 出口商代码, and both with 证明号, as they stand in the certificates themselves."""
    boss = await certificates.a_clerk()
    one = await certificates.approved(boss, "customs", "C")
    await issued(boss)
    for wanted in (
        WantedCandidates(type_code="C"),
        WantedCandidates(type_code="C", exporter_code=PEOPLES_CODE.lower(), number=one.number[:6]),
    ):
        (found,), total = await queries.candidates(boss, wanted)
        assert (found.certificate_id, found.type_code, found.destination, total) == (one.id, "C", "越南", 1)
    assert (await queries.candidates(boss, WantedCandidates()))[1] == 2
    assert (await queries.candidates(boss, WantedCandidates(exporter_code=CREDIT_CODE)))[1] == 0


@pytest.mark.feature("SUPP-03")
async def test_what_was_back_filled_is_found_by_its_conditions(clerk: Actor) -> None:
    sent = await actions.submit(clerk, await issued(clerk), YES)
    await actions.save(clerk, await issued(clerk, "RC261026902330184"), Wish(exported=True))
    (item,), total = await queries.page(clerk, Wanted(status="submitted", number="E26", authority="customs"))
    assert (item.document_id, item.certificate_no, item.numbers, total) == (sent.id, NUMBER, f"{EXPORT};{SECOND}", 1)
    assert (item.type_code, item.exported, item.status_label) == ("E", True, "已提交")
    assert (await queries.page(clerk, Wanted()))[1] == 2


async def test_candidates_say_again_what_the_register_says(clerk: Actor) -> None:
    """What an older version wrote during an update lacks what the list is narrowed by; the night mends it."""
    certificate = await issued(clerk)
    await database.execute("update document_todos set kind = '', number = '', type_code = '', created_at = null")
    assert (await queries.candidates(clerk, WantedCandidates()))[1] == 0
    assert await standings.restore() == 2  # 待打印 and 待补录
    (found,), _ = await queries.candidates(clerk, WantedCandidates(number=NUMBER[:4], type_code="E"))
    assert (found.certificate_id, found.created_at) == (certificate, (await the_document(certificate)).created_at)
    assert await standings.restore() == 0


async def test_a_candidate_is_found_by_the_number_it_was_given_since(clerk: Actor) -> None:
    certificate = await issued(clerk)
    await documents.renumber(certificate, "C261026902330184")
    assert (await queries.candidates(clerk, WantedCandidates(number=NUMBER)))[1] == 0
    assert [each.number for each in (await queries.candidates(clerk, WantedCandidates(number="c26")))[0]] == [
        "C261026902330184"
    ]


async def test_an_update_fills_what_waits_already(db: str) -> None:
    """The migration's own statements, over rows and facts as the version before wrote them."""
    boss = await certificates.a_clerk()
    one = await certificates.approved(boss, "customs", "C")
    await database.execute("update document_todos set kind = '', number = '', type_code = '', exporter_code = ''")
    await documents.Document.filter(id=one.id).update(facts={"certificate_type": "C"})
    script = next(each for each in migrating.available(database.dialect()) if each.name == "api/0045_candidates")
    for statement in migrating.statements(script.path.read_text("utf-8")):
        if statement.startswith("update"):
            await database.execute(statement)
    (found,), _ = await queries.candidates(boss, WantedCandidates(exporter_code=PEOPLES_CODE, type_code="C"))
    assert found.certificate_id == one.id
