"""How authorities may behave, seen from our side: by the word in an application, and by hand at /dev/authority."""

import asyncio
from collections.abc import Awaitable, Callable

import httpx
import pytest

from api import coordination, datasync, documents
from api.declarations import backfill
from api.documents import Document
from api.exchange import sending
from api.people import Actor
from kit import database
from tests.api.coordination.makers import EXPORT, a_form, linked
from tests.api.documents.makers import an_approved
from tests.stories.test_filed_and_synced import _boss
from tests.stories.test_there_and_back import NUMBER, There, house, stands, there, until  # noqa: F401 — fixtures by name

HAPPY = ["提交", "海关已接收", "受理", "办结"]


@pytest.fixture
async def boss(there: There) -> Actor:  # noqa: F811 — the fixture
    found = await _boss(there)
    await linked(found, NUMBER)
    return found


async def submitted(boss: Actor, word: str) -> Document:
    made = await coordination.save(
        boss, a_form(certificate_no=NUMBER, reason=f"签章有疑问【{word}】" if word else "签章")
    )
    return await coordination.submit(boss, made.id)


async def steps(boss: Actor, made: Document) -> list[str]:
    return [each.step_label for each in await documents.history(boss, made.id)][1:]


async def message_of(made: Document) -> str:
    sql = "select state from outgoing where document_id = $1 and kind in ('coordination', 'sync')"
    return " ".join(row["state"] for row in await database.fetch(sql, made.id))


def told(boss: Actor, made: Document, count: int) -> Callable[[], Awaitable[bool]]:
    async def so() -> bool:
        return len(await steps(boss, made)) >= count

    return so


@pytest.mark.parametrize("word", ["", "重复", "慢"])
async def test_an_application_is_taken_and_completed_each_step_once(there: There, boss: Actor, word: str) -> None:  # noqa: F811
    """Told twice is told once; slow is only late."""
    made = await submitted(boss, word)
    await until(stands(made.number, "completed"))
    assert await steps(boss, made) == HAPPY
    assert await message_of(made) == "answered"


@pytest.mark.parametrize(
    ("word", "status", "note"),
    [
        ("退回", "returned", "单据与申报内容不符，请核对后重新申报"),
        ("失败", "failed", "报文校验未通过：进口报关单号格式不正确"),
        ("拒收", "failed", "导入客户端发送失败：报文校验未通过：进口报关单号格式不正确"),
    ],
)
async def test_what_comes_back_says_why_and_may_be_mended_and_sent_again(
    there: There,  # noqa: F811
    boss: Actor,
    word: str,
    status: str,
    note: str,
) -> None:
    made = await submitted(boss, word)
    await until(stands(made.number, status))
    assert [each.note for each in await documents.history(boss, made.id)][-1] == note
    await coordination.save(boss, a_form(certificate_no=NUMBER, reason="已更正"), made.id)
    await coordination.submit(boss, made.id)
    await until(stands(made.number, "completed"))
    assert (await steps(boss, made))[-4:] == HAPPY


async def test_answers_out_of_order_end_at_the_last_word(there: There, boss: Actor) -> None:  # noqa: F811
    made = await submitted(boss, "乱序")
    await until(told(boss, made, 4))
    assert sorted(await steps(boss, made)) == sorted(HAPPY)
    assert await stands(made.number, "completed")()


async def test_silence_leaves_it_waiting_and_it_can_still_be_withdrawn(there: There, boss: Actor) -> None:  # noqa: F811
    """Nothing is made up while nobody answers: the message is sent, the application 待办."""
    made = await submitted(boss, "沉默")

    async def sent() -> bool:
        return await message_of(made) == "sent"

    await until(sent)
    await asyncio.sleep(0.3)
    assert await steps(boss, made) == ["提交"]
    assert (await coordination.withdraw(boss, made.id)).status_label == "已撤回"
    await until(told(boss, made, 3))
    assert await steps(boss, made) == ["提交", "撤回", "海关确认撤回"]


async def test_an_authority_that_took_it_while_the_withdrawal_was_on_its_way_keeps_it(
    there: There,  # noqa: F811
    boss: Actor,
) -> None:
    """The customs' acceptance was given before: 撤回 is undone, in words, and the case goes on to its end."""
    made = await submitted(boss, "")

    async def accepted_over_there() -> bool:
        letters = there.world.world.authority.letters.values()
        return any(each.step == "accepted" for letter in letters for each in letter.answers)

    async with asyncio.timeout(10):
        while not await accepted_over_there():
            await sending.send_once()
            await asyncio.sleep(0.02)
    await coordination.withdraw(boss, made.id)
    await until(stands(made.number, "completed"))
    assert set(await steps(boss, made)) >= {"提交", "撤回", "受理", "办结"}


async def test_by_hand_at_the_authoritys_desk(there: There, boss: Actor) -> None:  # noqa: F811
    """Rules off: the page shows the letter and what may be answered, and its buttons move our document."""
    there.world.world.knobs.authority.by_rules = False
    made = await submitted(boss, "")

    async def arrived() -> bool:
        return any(each.number == made.number for each in there.world.world.authority.letters.values())

    await until(arrived)
    (letter,) = [each for each in there.world.world.authority.letters.values() if each.number == made.number]
    async with httpx.AsyncClient(base_url=there.world.base) as page:
        shown = (await page.get("/dev/authority")).text
        assert made.number in shown
        for step, note, status in (
            ("accepted", "", "accepted"),
            ("returned", "请补充提单", "returned"),
        ):
            await page.post("/authority/answers", data={"id": letter.id, "step": step, "note": note})
            await asyncio.sleep(1.1)  # the customs write whole seconds
            await until(stands(made.number, status))
    assert [each.note for each in await documents.history(boss, made.id)][-1] == "请补充提单"


@pytest.mark.parametrize(("knob", "status"), [("", "received"), ("失败", "failed")])
async def test_a_back_fill_is_taken_or_not_by_either_authority(
    there: There,  # noqa: F811
    boss: Actor,
    knob: str,
    status: str,
) -> None:
    assert boss.enterprise_id
    company = await datasync.request(boss, "company")
    await until(stands(company.number, "success"))
    there.world.world.knobs.authority.word = knob
    for number, kind in (("E261026902330190", "customs_certificate"), ("26S2102M999700001", "ccpit_certificate")):
        certificate = await an_approved(boss.enterprise_id, number, kind)
        sent = await backfill.submit(boss, certificate, backfill.Wish(exported=True, numbers=EXPORT))
        await until(stands(sent.number, status))


@pytest.mark.feature("SYNC-19")
async def test_a_synchronisation_that_ccpit_cannot_answer_fails_in_the_manuals_words(
    there: There,  # noqa: F811
    boss: Actor,
) -> None:
    there.world.world.knobs.authority.word = "失败"
    asked = await datasync.request(boss, "company")
    await until(stands(asked.number, "failed"))
    done = await datasync.read(boss, asked.id)
    assert (done.quantity, done.remark) == (0, "同步贸促会企业信息失败,请再次同步")
    there.world.world.knobs.authority.word = ""
    again = await datasync.request(boss, "company")
    await until(stands(again.number, "success"))
