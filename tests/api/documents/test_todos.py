"""待打印, 待补录, 待办, 待修改: a status puts a document on its lists and takes it off, and nothing else does."""

from datetime import timedelta
from uuid import UUID

import pytest

from api import documents
from api.documents import advance, advance_many, kinds
from api.documents.owing import _todos, todo_lists
from api.people import Actor
from kit import database
from kit.clock import now
from tests.api.documents.makers import MINUTE, NINE, a_document, a_move, a_person, an_approved, an_enterprise
from tests.api.documents.test_queries import OTHER_CODE, refused


async def open_work(actor: Actor) -> dict[str, int]:
    return {each.list.label: each.open for each in await documents.todo(actor)}


def test_every_list_that_a_status_leads_to_has_words_and_every_status_is_real() -> None:
    known = {kind.name: kind.lifecycle.statuses for kind in kinds()}
    for (kind, status), names in _todos().items():
        assert status in known[kind]
        assert names <= todo_lists().keys()


async def test_an_approved_certificate_is_to_be_printed_and_back_filled_until_it_is_voided(db: str) -> None:
    clerk = await a_person(enterprise := await an_enterprise())
    certificate = await an_approved(enterprise)
    assert await open_work(clerk) == {"待打印": 1, "待补录": 1, "待办": 0, "待修改": 0}
    await advance(a_move(certificate, "approved", 5))
    await advance(a_move(certificate, "void", 9))
    assert set((await open_work(clerk)).values()) == {0}


async def test_many_moves_of_one_batch_end_on_the_lists_of_the_last_status(db: str) -> None:
    """Returned and then approved in one batch: nothing is to be mended; whichever comes first."""
    clerk = await a_person(enterprise := await an_enterprise())
    for number, steps in (("E261026902330001", "returned approved"), ("E261026902330002", "approved returned")):
        document = await a_document(enterprise, number)
        moves = [a_move(document, step, {"returned": 1, "approved": 2}[step]) for step in steps.split()]
        await advance_many(moves)
    assert await open_work(clerk) == {"待打印": 2, "待补录": 2, "待办": 0, "待修改": 0}


async def test_the_longest_waiting_comes_first_and_what_waits_too_long_is_late(db: str) -> None:
    clerk = await a_person(enterprise := await an_enterprise())
    old, new = await a_document(enterprise, "E261026902330001"), await a_document(enterprise, "E261026902330002")
    await advance(a_move(new, "approved", 0)._replace(occurred_at=now()))
    await advance(a_move(old, "approved", 0)._replace(occurred_at=now() - timedelta(days=31)))
    (backfill,) = [each for each in await documents.todo(clerk) if each.list.name == "backfill"]
    assert (backfill.open, backfill.overdue) == (2, 1)
    assert [(each.document_id, each.overdue) for each in backfill.first] == [(old, True), (new, False)]
    late, total = await documents.todo_page(clerk, "backfill", overdue=True)
    assert ([each.document_id for each in late], total) == ([old], 1)
    assert await documents.todo_page(clerk, "no such list") == ([], 0)


async def test_what_was_printed_is_ticked_off_by_hand_and_written_down_once(db: str) -> None:
    clerk = await a_person(enterprise := await an_enterprise())
    certificate = await an_approved(enterprise)
    for _ in range(2):
        await documents.tick_off(clerk, certificate, "print")
    assert (await open_work(clerk))["待打印"] == 0
    last = (await documents.history(clerk, certificate))[-1]
    assert (last.step_label, last.note) == ("标记为已办", "待打印")
    assert len(await documents.journal(clerk, certificate)) == 2
    assert (await refused(documents.tick_off(clerk, certificate, "backfill")))[0] == "not_by_hand"
    await advance(a_move(certificate, "attachment_accepted", 3))
    assert (await documents.journal(clerk, certificate))[-1].seq == 3


async def test_open_work_never_leaves_the_enterprise(db: str) -> None:
    stranger = await a_person(await an_enterprise(OTHER_CODE))
    certificate = await an_approved(await an_enterprise())
    assert set((await open_work(stranger)).values()) == {0}
    assert await documents.todo_page(stranger, "print") == ([], 0)
    missing = await refused(documents.tick_off(stranger, UUID(int=1), "print"))
    assert await refused(documents.tick_off(stranger, certificate, "print")) == missing


@pytest.mark.parametrize("dialect", ["postgres"], indirect=True)
async def test_a_list_of_open_work_is_read_from_its_index(db: str) -> None:
    """What is done never slows the list of what is open: the plan names the index (enterprise, list, since)."""
    enterprise = await an_enterprise()
    insert = """
        insert into documents (id, kind, number, enterprise_id, content, status, status_at, facts, axes, seq,
                               created_at, updated_at)
        select gen_random_uuid(), 'licence', 'L' || n, $1, 'trade/licence', 'approved', $2, '{}', '{}', 0, $2, $2
        from generate_series(1, 3000) as n"""
    await database.execute(insert, enterprise, NINE)
    await database.execute(
        "insert into document_todos select id, 'print', enterprise_id, $1 from documents", NINE + MINUTE
    )
    await database.execute("analyze document_todos")
    sql = """explain select since from document_todos where enterprise_id = $1 and list = 'print'
             order by since limit 20"""
    plan = "\n".join(str(dict(row)) for row in await database.fetch(sql, enterprise))
    assert "document_todos_listed" in plan
