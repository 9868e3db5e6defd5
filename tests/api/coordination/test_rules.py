"""享惠受阻协调: boxes, the two refusals of the manual, and what each state allows."""

from dataclasses import replace
from datetime import timedelta
from uuid import UUID

import orjson
import pytest

from api import coordination, documents
from api.coordination import COORDINATION, Wanted, queries
from api.coordination.checking import faults, folded
from api.coordination.vocabulary import BOXES
from api.declarations import backfill
from api.documents import Document
from api.exchange.outgoing import body_of
from kit import database
from kit.clock import now
from kit.refusals import Refusal
from tests.api.authorities import told
from tests.api.coordination.conftest import Desk
from tests.api.coordination.makers import EXPORT, a_form, linked
from tests.api.documents.makers import NUMBER, a_person, an_approved, an_enterprise, said
from tests.api.documents.test_queries import OTHER_CODE, refused

STATUSES = [status for status in COORDINATION.lifecycle.statuses if status != "removed"]
SENT = {"pending", "failed", "accepted", "returned", "completed"}


PLACEHOLDERS = {
    "certificate_no": "原产地证书号必填",
    "agreement_code": "优惠贸易协定代码必填",
    "export_no": "出口报关单号必填",
    "import_no": "进口报关单号必填",
    "contact": "联系人姓名必填",
    "phone": "联系电话必填",
    "reason": "申请事由必填",
}


@pytest.mark.feature("COORD-13")
@pytest.mark.feature("COORD-14")
@pytest.mark.feature("COORD-15")
@pytest.mark.feature("COORD-16")
@pytest.mark.feature("COORD-17")
@pytest.mark.feature("COORD-18")
@pytest.mark.feature("COORD-19")
@pytest.mark.feature("COORD-29")
async def test_an_empty_box_makes_keeping_fail_and_all_of_them_are_named_at_once(desk: Desk) -> None:
    with pytest.raises(Refusal, match=r"^暂存失败：原产地证书号必填；") as caught:
        await coordination.save(desk.clerk, coordination.Form(type="customs"))
    told = {each["field"]: each["sentence"] for each in caught.value.facts["faults"]}
    assert told == PLACEHOLDERS == {box.name: box.placeholder for box in BOXES}
    assert (await queries.page(desk.clerk, Wanted()))[1] == 0
    for name, sentence in PLACEHOLDERS.items():
        with pytest.raises(Refusal, match=sentence):
            await coordination.save(desk.clerk, a_form(**{name: "  "}))


@pytest.mark.feature("COORD-30")
@pytest.mark.parametrize(
    ("other", "sentence"),
    [
        ({"certificate_no": "证书"}, "只能填写数字、字母和“/”“-”“.”"),
        ({"agreement_code": "99"}, "没有代码为99的优惠贸易协定"),
        ({"phone": "123"}, "请填写手机号，或带区号的固定电话"),
        ({"contact": "人" * 51}, "联系人最多50个字符"),
        ({"reason": "因" * 1001}, "申请事由最多1000个字符"),
    ],
)
def test_what_does_not_fit_a_box_is_said_at_the_box(other: dict[str, str], sentence: str) -> None:
    assert [each["sentence"] for each in faults(folded(a_form(**other)))] == [sentence]


def test_the_import_declaration_is_a_foreign_number_and_land_lines_are_phones() -> None:
    """The foreign customs number as they like (formats.md §3): China's eighteen digits are not asked."""
    assert (
        faults(folded(a_form(import_no="e2018-0154281 ", phone="029-88888888", certificate_no="e26 1026902330183")))
        == []
    )


@pytest.mark.feature("COORD-10")
@pytest.mark.feature("COORD-31")
@pytest.mark.feature("COORD-32")
@pytest.mark.feature("COORD-43")
async def test_what_is_submitted_stands_in_pending_and_leaves_for_the_customs(desk: Desk) -> None:
    made = await desk.pending()
    assert (made.status_label, made.number[:2], len(made.number)) == ("待办", "XT", 12)
    rows = await database.fetch("select kind, gateway, body from outgoing where kind = 'coordination'")
    (body,) = [orjson.loads(body_of(row)) for row in rows]
    assert (body["number"], body["data"]["export_no"], body["data"]["type"]) == (made.number, EXPORT, "customs")


@pytest.mark.feature("COORD-33")
@pytest.mark.feature("COORD-35")
async def test_a_certificate_that_is_not_linked_with_the_declaration_is_refused_in_the_manuals_words(
    desk: Desk,
) -> None:
    draft = await desk.draft(export_no="900220260000000009")
    with pytest.raises(Refusal) as caught:
        await coordination.submit(desk.clerk, draft.id)
    assert caught.value.sentence == "提交失败，请进入证书申请系统进行关联操作"
    assert caught.value.facts["why"] == "原产地证书号和出口报关单号未完成绑定关联操作"
    assert caught.value.facts["next_step"] == "需要完成关联操作后再进行享惠受阻申请"
    assert (await Document.get(id=draft.id)).status == "draft"
    assert clerk_has_a_way_out(caught.value)


def clerk_has_a_way_out(refusal: Refusal) -> bool:
    return refusal.facts["link"] == "/declarations/backfills"


async def test_a_back_fill_that_is_still_on_its_way_does_not_link(desk: Desk) -> None:
    assert desk.clerk.enterprise_id
    certificate = await an_approved(desk.clerk.enterprise_id, "E261026902330184")
    await backfill.submit(desk.clerk, certificate, backfill.Wish(exported=True, numbers=EXPORT))
    draft = await desk.draft(certificate_no="E261026902330184")
    with pytest.raises(Refusal) as caught:
        await coordination.submit(desk.clerk, draft.id)
    assert (caught.value.code, caught.value.facts["why"]) == ("not_linked", "报关单号已补录，海关尚未接收")


@pytest.mark.feature("COORD-34")
@pytest.mark.feature("COORD-35")
async def test_a_certificate_of_another_enterprise_is_refused_in_the_manuals_words(desk: Desk) -> None:
    """Foreign and missing are told alike."""
    other = await a_person(await an_enterprise(OTHER_CODE))
    await linked(other, "E266000373410001", "900220260000000002")
    for number in ("E266000373410001", "E266000373419999"):
        draft = await desk.draft(certificate_no=number, export_no="900220260000000002")
        with pytest.raises(Refusal) as caught:
            await coordination.submit(desk.clerk, draft.id)
        assert (caught.value.code, caught.value.sentence) == ("certificate_wrong", "企业填写证书有误")
        assert caught.value.facts["why"] == "证书号不是当前申请企业签发的证书"
        assert caught.value.facts["next_step"] == "需要联系签发企业进行相关的享惠受阻申请的操作"


async def test_a_customs_number_that_names_us_but_was_never_linked_here_asks_for_the_link(desk: Desk) -> None:
    draft = await desk.draft(certificate_no="E261026902339999")
    assert (await refused(coordination.submit(desk.clerk, draft.id)))[0] == "not_linked"


@pytest.mark.parametrize("kind", ["approved_exporter", "ruling"])
async def test_a_statement_of_origin_needs_no_link_but_a_certificates_number_does(desk: Desk, kind: str) -> None:
    statement = await desk.draft(type=kind, certificate_no="CN-AE-2026/0007")
    assert (await coordination.submit(desk.clerk, statement.id)).status == "pending"
    certificate = await desk.draft(type=kind, export_no="900220260000000009")
    assert (await refused(coordination.submit(desk.clerk, certificate.id)))[0] == "not_linked"


@pytest.mark.feature("COORD-38")
@pytest.mark.feature("COORD-39")
@pytest.mark.feature("COORD-41")
@pytest.mark.feature("COORD-42")
@pytest.mark.parametrize("status", STATUSES)
async def test_each_state_allows_what_the_manual_says_and_refuses_the_rest_with_a_sentence(
    desk: Desk, status: str
) -> None:
    """(status, action) for every pair: edit, submit, withdraw, remove."""
    allowed = {
        "edit": status in {"draft", "withdrawn", "failed", "returned"},
        "remove": status in {"draft", "withdrawn", "returned"},
        "withdraw": status == "pending",
    }
    made = await desk.in_status(status)
    label = made.status_label
    detail = await queries.read(desk.clerk, made.id)
    assert {"edit": detail.may_edit, "remove": detail.may_remove, "withdraw": detail.may_withdraw} == allowed
    wishes = {
        "edit": lambda: coordination.save(desk.clerk, a_form(reason="改"), made.id),
        "withdraw": lambda: coordination.withdraw(desk.clerk, made.id),
        "remove": lambda: coordination.remove(desk.clerk, made.id),
    }
    for name in ("edit", "withdraw", "remove"):
        if not allowed[name]:
            code, sentence = await refused(wishes[name]())
            assert label in sentence or code == "withdrawn_too_late"
            assert (await Document.get(id=made.id)).status == status
    if not allowed["edit"]:
        assert (await refused(coordination.submit(desk.clerk, made.id)))[0] == "not_editable"
    for name in ("edit", "withdraw", "remove"):
        if allowed[name]:
            await wishes[name]()


@pytest.mark.feature("COORD-40")
async def test_what_was_deleted_is_missing_everywhere_but_in_its_journal(desk: Desk) -> None:
    made = await desk.draft()
    await coordination.remove(desk.clerk, made.id)
    assert await refused(queries.read(desk.clerk, made.id)) == await refused(queries.read(desk.clerk, UUID(int=1)))
    assert await refused(coordination.remove(desk.clerk, made.id)) == ("not_found", "未查询到相关信息!")
    assert (await queries.page(desk.clerk, Wanted()))[1] == 0
    assert await documents.search(desk.clerk, made.number) == []
    (row,) = await database.fetch("select count(*) as n from journal where document_id = $1", made.id)
    assert row["n"] == 2


async def test_what_came_back_is_changed_and_submitted_again(desk: Desk) -> None:
    made = await desk.pending()
    await told(made.id, "returned", "附件不清晰")
    assert (await said())[-1]["brief"] == f"协调单{made.number}被退回：附件不清晰。请登录修改后重新提交。"
    await coordination.save(desk.clerk, a_form(reason="已更换清晰的附件。"), made.id)
    assert (await coordination.submit(desk.clerk, made.id)).status == "pending"
    assert (await refused(coordination.save(desk.clerk, a_form(), made.id)))[0] == "not_editable"


async def test_the_type_of_an_application_stays(desk: Desk) -> None:
    made = await desk.draft()
    assert (await refused(coordination.save(desk.clerk, a_form(type="ccpit"), made.id)))[0] == "type_fixed"


@pytest.mark.feature("COORD-36")
async def test_applications_are_found_by_each_of_the_seven_conditions(desk: Desk) -> None:
    await desk.draft(type="ruling", certificate_no="CN-AE-1", agreement_code="22", export_no="X1")
    made = await desk.pending()
    sent = (await coordination.read(desk.clerk, made.id)).row.submitted_at
    assert sent
    conditions = [
        Wanted(number=made.number),
        Wanted(certificate_no=NUMBER.lower()),
        Wanted(export_no="9002"),
        Wanted(status="pending"),
        Wanted(type="customs"),
        Wanted(agreement_code="02"),
        Wanted(submitted_from=sent, submitted_until=sent + timedelta(seconds=1)),
    ]
    for wanted in conditions:
        found, total = await queries.page(desk.clerk, wanted)
        assert ([item.document_id for item in found], total) == ([made.id], 1), wanted
    assert (await queries.page(desk.clerk, Wanted(submitted_until=sent)))[1] == 0
    assert (await queries.page(desk.clerk, Wanted()))[1] == 2


async def test_a_foreign_application_is_a_missing_one(desk: Desk) -> None:
    made = await desk.pending()
    stranger = await a_person(await an_enterprise(OTHER_CODE))
    for wish in (
        queries.read,
        coordination.withdraw,
        coordination.submit,
        coordination.remove,
        lambda who, which: coordination.save(who, a_form(), which),
    ):
        assert await refused(wish(stranger, made.id)) == await refused(wish(desk.clerk, UUID(int=1)))
    machine = replace(desk.clerk, scopes=frozenset({"read"}))
    assert (await refused(coordination.withdraw(machine, made.id)))[0] == "out_of_scope"
    assert now() > made.created_at


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        (" cn-ae－2026/0007 ", "CN-AE-2026/0007"),
        ("ＡＥ2026 0007", "AE20260007"),
        ("e26-1026-90233-0183", "E261026902330183"),
        ("e26 10", "E2610"),
    ],
)
def test_a_statements_number_keeps_its_dashes_and_a_certificates_is_folded(typed: str, kept: str) -> None:
    assert folded(a_form(type="approved_exporter", certificate_no=typed)).certificate_no == kept
