"""A print and its question: asked once, answered once, told to the authority, off the list 待打印 when it came out."""

from datetime import UTC, datetime, timedelta
from uuid import UUID

import orjson
import pytest
import time_machine

from api import documents, printing
from api.exchange.outgoing import body_of
from api.people import Actor
from api.printing import Answer, Part, State, Wish
from kit import database
from kit.ids import new_id
from kit.refusals import Refusal
from tests.api.documents.makers import a_document, a_person, an_approved, an_enterprise
from tests.api.people.makers import OTHER_CREDIT_CODE

NOON = datetime(2026, 11, 21, 4, 0, tzinfo=UTC)
MINUTE = timedelta(seconds=61)


async def a_clerk() -> tuple[Actor, UUID]:
    """Somebody at work, and an approved certificate of the enterprise."""
    firm = await an_enterprise()
    return await a_person(firm), await an_approved(firm)


async def told() -> list[dict[str, object]]:
    """What was posted to authorities."""
    rows = await database.fetch("select gateway, kind, document_id, key, body from outgoing order by id")
    return [{**row, "body": orjson.loads(body_of(row))} for row in rows]


async def to_print(actor: Actor) -> int:
    return next(each.open for each in await documents.todo(actor, first=0) if each.list.name == "print")


@pytest.mark.feature("PRINT-27")
@time_machine.travel(NOON, tick=False)
async def test_what_was_sent_is_asked_about_after_a_minute(db: str) -> None:
    clerk, certificate = await a_clerk()
    sent = await printing.start(clerk, certificate, Wish())
    assert (sent.state, sent.state.label, sent.part.label) == (State.SENT, "已发送", "正本")
    assert await printing.unconfirmed(clerk) == ([], 0)
    with time_machine.travel(NOON + MINUTE, tick=False):
        found, total = await printing.unconfirmed(clerk)
    assert (found[0].id, found[0].state.label, total) == (sent.id, "待确认", 1)


async def test_a_job_that_ended_is_asked_about_at_once(db: str) -> None:
    clerk, certificate = await a_clerk()
    sent = await printing.start(clerk, certificate, Wish(Part.BOTH, 2))
    assert (await printing.job_ended(clerk, sent.id)).state is State.UNCONFIRMED


@pytest.mark.feature("PRINT-28")
async def test_yes_takes_it_from_the_list_and_tells_the_customs(db: str) -> None:
    clerk, certificate = await a_clerk()
    sent = await printing.start(clerk, certificate, Wish(copies=2))
    assert await to_print(clerk) == 1
    done = await printing.answer(clerk, sent.id, Answer(printed=True))
    assert (done.state, done.state.label, await to_print(clerk)) == (State.PRINTED, "已打印", 0)
    (message,) = await told()
    assert (message["gateway"], message["kind"], message["document_id"]) == ("gacc", "print_result", None)
    body = message["body"]
    assert isinstance(body, dict)
    assert (body["number"], body["data"]["printed"], body["data"]["copies"]) == ("E261026902330183", True, 2)


@pytest.mark.feature("PRINT-29")
async def test_no_is_told_to_the_customs_too_and_leaves_it_on_the_list(db: str) -> None:
    clerk, certificate = await a_clerk()
    sent = await printing.start(clerk, certificate, Wish())
    failed = await printing.answer(clerk, sent.id, Answer(printed=False))
    assert (failed.state.label, await to_print(clerk)) == ("打印异常", 1)
    explained = await printing.explain(clerk, sent.id, "卡纸缺墨")
    assert explained.reason == "卡纸缺墨"
    (message,) = await told()
    assert message["body"]["data"]["printed"] is False  # type: ignore[index]
    again = await printing.start(clerk, certificate, Wish())
    assert again.id != sent.id


async def test_the_same_answer_twice_is_one_and_another_one_is_refused(db: str) -> None:
    clerk, certificate = await a_clerk()
    sent = await printing.start(clerk, certificate, Wish())
    await printing.answer(clerk, sent.id, Answer(printed=True))
    assert (await printing.answer(clerk, sent.id, Answer(printed=True))).state is State.PRINTED
    with pytest.raises(Refusal) as refused:
        await printing.answer(clerk, sent.id, Answer(printed=False))
    assert refused.value.sentence == "这次打印已经确认过了，结果是“已打印”。"
    assert len(await told()) == 1


async def test_an_original_is_not_printed_again_before_the_first_is_confirmed(db: str) -> None:
    clerk, certificate = await a_clerk()
    await printing.start(clerk, certificate, Wish())
    with pytest.raises(Refusal) as refused:
        await printing.start(clerk, certificate, Wish())
    assert refused.value.code == "confirm_first"


@time_machine.travel(NOON, tick=False)
async def test_a_copy_alone_asks_nothing(db: str) -> None:
    clerk, certificate = await a_clerk()
    made = await printing.start(clerk, certificate, Wish(Part.COPY))
    assert made.state is State.PRINTED
    with time_machine.travel(NOON + MINUTE, tick=False):
        assert await printing.unconfirmed(clerk) == ([], 0)
    assert await to_print(clerk) == 1


async def test_only_what_is_approved_is_printed(db: str) -> None:
    firm = await an_enterprise()
    clerk, draft = await a_person(firm), await a_document(firm)
    with pytest.raises(Refusal) as refused:
        await printing.start(clerk, draft, Wish())
    assert refused.value.code == "not_printable"


async def test_a_foreign_print_and_a_missing_one_are_alike(db: str) -> None:
    clerk, certificate = await a_clerk()
    sent = await printing.start(clerk, certificate, Wish())
    stranger = await a_person(await an_enterprise(OTHER_CREDIT_CODE))
    for print_id in (sent.id, new_id()):
        with pytest.raises(Refusal) as refused:
            await printing.answer(stranger, print_id, Answer(printed=True))
        assert refused.value.code == "not_found"
    with pytest.raises(Refusal):
        await printing.start(stranger, certificate, Wish())


async def test_a_reason_is_one_of_four_and_of_a_failure_alone(db: str) -> None:
    clerk, certificate = await a_clerk()
    sent = await printing.start(clerk, certificate, Wish())
    with pytest.raises(Refusal) as refused:
        await printing.explain(clerk, sent.id, "误点")
    assert refused.value.code == "not_failed"
    failed = await printing.answer(clerk, sent.id, Answer(printed=False, reason="误点"))
    assert failed.reason == "误点"
    with pytest.raises(Refusal) as refused:
        await printing.explain(clerk, sent.id, "下雨")
    assert refused.value.code == "unknown_reason"


@pytest.mark.feature("PRINT-29")
def test_the_question_is_the_manuals() -> None:
    assert printing.question("E261026902330183", on_screen=True).replace("\n", " ") == (
        "请确认证书（E261026902330183）是否已打印成功！ 若成功，请务必点击“是”，否则会影响清关；"
        "若长时间没有打印出正本，请务必点击“否”，系统将跳转到打印异常申请界面，同时会将本次打印结果告知海关"
    )
