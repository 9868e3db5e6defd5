"""`advance` is the one way to change a status: row, journal and announcement together, or nothing."""

import asyncio
from uuid import UUID

import pytest

from api import documents
from api.documents import Verdict, advance, advance_many, journal_lines
from kit import database
from kit.refusals import Refusal
from tests.api.documents.makers import (
    GATEWAY,
    MINUTE,
    NINE,
    a_document,
    a_move,
    a_person,
    an_enterprise,
    said,
    the_document,
)


async def lines_of(document_id: UUID) -> list[tuple[int, str, str, str, str]]:
    lines = await journal_lines.of_document(document_id)
    return [(line.seq, line.step, line.verdict, line.from_status, line.to_status) for line in lines]


async def test_a_step_writes_status_journal_and_announcement_together(db: str) -> None:
    """One move: the row has the new status and the authority's time, the journal a line, followers a message."""
    enterprise = await an_enterprise()
    clerk = await a_person(enterprise)
    document = await a_document(enterprise, entered_by=clerk.person_id)
    outcome = await advance(a_move(document, "approved", 5, note="同意"))
    row = await the_document(document)
    assert (outcome.verdict, outcome.label) == (Verdict.APPLIED, "审核通过")
    assert (row.status, row.status_label, row.status_at, row.seq) == ("approved", "审核通过", NINE + 5 * MINUTE, 1)
    (line,) = await documents.journal(clerk, document)
    assert (line.step, line.from_status, line.to_status, line.note) == ("approved", "unseen", "approved", "同意")
    assert (line.actor, line.door, line.occurred_at) == ("gateway:gacc", "gateway:gacc", NINE + 5 * MINUTE)
    (announced,) = await said()
    assert announced["document_topic"] == f"document:{document}"
    assert announced["enterprise_topic"] == f"enterprise:{enterprise}"
    assert announced["person_topic"] == f"person:{clerk.person_id}"
    assert (announced["content"], announced["seq"]) == ("trade/origin/customs", 1)
    assert announced["title"] == "证书审核结果通知"


async def test_an_older_receipt_is_written_down_and_changes_nothing_else(db: str) -> None:
    """Late: a journal line, the status and its time stay, nobody is told; told once more, not even a line."""
    document = await a_document(await an_enterprise())
    await advance(a_move(document, "approved", 5))
    for expected in (Verdict.LATE, Verdict.DUPLICATE):
        outcome = await advance(a_move(document, "pending_review", 3))
        assert (outcome.verdict, outcome.label) == (expected, "审核通过")
    assert (await the_document(document)).status_at == NINE + 5 * MINUTE
    assert await lines_of(document) == [
        (1, "approved", "applied", "unseen", "approved"),
        (2, "pending_review", "late", "approved", "approved"),
    ]
    assert len(await said()) == 1


async def test_the_same_step_again_changes_nothing(db: str) -> None:
    """A duplicate leaves no line and no message, at the same moment or later."""
    document = await a_document(await an_enterprise())
    await advance(a_move(document, "received", 1))
    for minute in (1, 4):
        assert (await advance(a_move(document, "received", minute))).verdict is Verdict.DUPLICATE
    assert len(await lines_of(document)) == 1
    assert len(await said()) == 1


async def test_the_same_step_reported_later_proves_that_the_status_still_stood(db: str) -> None:
    """Received at 1 and again at 9: a failure of 5 that arrives last is late, whichever came first."""
    document = await a_document(await an_enterprise())
    await advance_many([a_move(document, "received", minute) for minute in (1, 9)])
    assert (await advance(a_move(document, "failed", 5))).verdict is Verdict.LATE
    assert (await the_document(document)).status == "received"


async def test_sent_back_again_for_another_reason_is_news(db: str) -> None:
    document = await a_document(await an_enterprise())
    await advance(a_move(document, "returned", 1, note="发票不清晰"))
    await advance(a_move(document, "returned", 9, note="运输路线与提单不符"))
    assert [each["remark"] for each in await said()] == [
        "发票不清晰，请修改后再申报",
        "运输路线与提单不符，请修改后再申报",
    ]


async def test_an_illegal_step_is_refused_and_harms_no_other(db: str) -> None:
    """In one batch, the refused move names the status in its sentence and the others go through."""
    enterprise = await an_enterprise()
    issued, other = await a_document(enterprise), await a_document(enterprise, "E261026902330184")
    await advance(a_move(issued, "approved", 1))
    refused, applied = await advance_many([a_move(issued, "returned", 2), a_move(other, "received", 2)])
    assert refused.refusal is not None
    assert refused.refusal.sentence == "该证书当前状态为“审核通过”，不能办理“审核不通过”。"
    assert applied.verdict is Verdict.APPLIED
    with pytest.raises(Refusal, match="审核通过"):
        await advance(a_move(issued, "returned", 3))
    assert (await the_document(issued)).status == "approved"
    assert len(await lines_of(issued)) == 1


async def test_several_moves_of_one_document_are_taken_in_the_order_they_happened(db: str) -> None:
    """A batch handed over backwards ends at the newest step, with a line and a message for each."""
    document = await a_document(await an_enterprise())
    steps = ["received", "pending_review", "approved"]
    outcomes = await advance_many([a_move(document, step, minute) for minute, step in enumerate(steps)][::-1])
    assert [outcome.label for outcome in outcomes] == ["审核通过", "审核中", "海关已接收"]
    assert [line[1] for line in await lines_of(document)] == steps
    assert [each["seq"] for each in await said()] == [1, 2, 3]


async def test_an_aside_is_told_once_and_never_replaces_a_status(db: str) -> None:
    """A refused attachment is noted and told whatever the status; it may not supersede an unsent status message."""
    document = await a_document(await an_enterprise())
    await advance(a_move(document, "pending_review", 5))
    for expected in (Verdict.NOTED, Verdict.DUPLICATE):
        assert (await advance(a_move(document, "attachment_refused", 2, note="发票.pdf"))).verdict is expected
    row = await the_document(document)
    assert (row.status, row.status_at) == ("pending", NINE + 5 * MINUTE)
    assert [each["seq"] for each in await said()] == [1, 0]
    assert [each["urgent"] for each in await said()] == [False, True]


async def test_a_document_that_is_not_there_is_refused_like_any_other(db: str) -> None:
    (outcome,) = await advance_many([a_move(UUID(int=1), "approved", 1)])
    assert outcome.refusal is not None
    assert outcome.refusal.code == "not_found"


async def test_a_failure_of_the_caller_takes_everything_back(db: str) -> None:
    """Status, journal and announcement stand in the caller's transaction."""
    document = await a_document(await an_enterprise())
    with pytest.raises(ZeroDivisionError):
        async with database.transaction():
            await advance(a_move(document, "approved", 1))
            raise ZeroDivisionError
    assert (await the_document(document)).status == "unseen"
    assert await lines_of(document) == []
    assert await said() == []


async def test_two_who_move_the_same_documents_at_once_neither_lose_nor_wait_for_ever(db: str) -> None:
    """Overlapping batches in opposite orders, at once: every line is there once, in an unbroken row of numbers."""
    enterprise = await an_enterprise()
    ids = [await a_document(enterprise, f"E2610269023301{n:02}") for n in range(6)]
    steps = ["received", "pending_review", "returned", "received", "pending_review", "approved"]
    batches = [[a_move(each, step, minute) for each in ids] for minute, step in enumerate(steps)]
    await asyncio.wait_for(asyncio.gather(*(advance_many(b[:: 1 - 2 * (n % 2)]) for n, b in enumerate(batches))), 20)
    for each in ids:
        lines = await lines_of(each)
        assert [line[0] for line in lines] == list(range(1, len(lines) + 1))
        assert (await the_document(each)).status == "approved"


async def test_who_acts_is_written_down_by_id_and_door(db: str) -> None:
    enterprise = await an_enterprise()
    clerk = await a_person(enterprise)
    document = await a_document(enterprise)
    await advance(
        documents.Move(document_id=document, step="approved", actor=GATEWAY, occurred_at=NINE, trace="a" * 32)
    )
    await advance(documents.Move(document_id=document, step="void", actor=clerk, occurred_at=NINE + MINUTE))
    by_gateway, by_clerk = await journal_lines.of_document(document)
    assert by_gateway.trace == "a" * 32
    assert (by_clerk.actor, by_clerk.door) == (str(clerk.person_id), "http")
