"""From message to authority and back to the followers' phones: an application is withdrawn in a chat.

Every loop of the house runs as it does in the real thing: doors, worker, ears; outside are WeChat, Telegram, an SMS
gateway and the customs' import client with its folders.
"""

import re
from collections.abc import AsyncIterator, Awaitable, Callable
from pathlib import Path

import pytest

from api import approvals, coordination, people
from api.people.models import Person
from kit import database
from tests.stories.town import Town, a_town, until

GAO, WANG, LI = 0, 1, 2  # on WeChat · on WeChat and by SMS · on Telegram
Say = Callable[[str], Awaitable[str]]
WITHDRAWAL = "coordination_withdrawal"


@pytest.fixture
async def town(db: str, valkey: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[Town]:
    async with a_town(tmp_path, monkeypatch) as town:
        await town.apply()
        yield town


@pytest.fixture(params=["wechat", "telegram"])
def say(town: Town, request: pytest.FixtureRequest) -> Say:
    """How the manager speaks: 高永欣 on WeChat, or 李代理 on Telegram."""
    if request.param == "wechat":
        return lambda line: town.says(GAO, line)
    return lambda line: town.says_on_telegram(LI, line)


def code_in(answer: str, pattern: str = r"确认码 (\d{4})") -> str:
    found = re.search(pattern, answer)
    assert found, answer
    return found[1]


async def heard(town: Town, state: str, brief: str, remark: str) -> None:
    """Each follower hears it once, on each channel, in its words."""

    async def texts() -> list[str]:
        found = [each["text"] for each in await town.outside.telegram_of(LI)]
        return [text for text in found if town.number in text and state in text and remark in text]

    async def told() -> bool:
        cards = await _cards(town, GAO, state), await _cards(town, WANG, state)
        return all([*cards, await _shorts(town, brief), await texts()])

    await until(told)
    (card,) = await _cards(town, GAO, state)
    assert any(value.startswith(remark) for value in card.values()), card
    assert len(await _cards(town, WANG, state)) == 1
    assert await _shorts(town, brief) == [f"【陕西单一窗口】{brief}"]
    assert len(await texts()) == 1


async def _cards(town: Town, person: int, state: str) -> list[dict[str, str]]:
    mine = [card for card in await town.cards(person) if card.get("协调单号") == town.number]
    return [card for card in mine if card["处理状态"] == state]


async def _shorts(town: Town, brief: str) -> list[str]:
    return [text for text in await town.short_messages(WANG) if brief in text]


async def confirmed_by_the_customs(town: Town) -> None:
    """The withdrawal reaches the customs' desk once, is answered, and the answer is in the journal."""
    await until(lambda: town.reached_the_customs(WITHDRAWAL))
    await town.customs_answer(WITHDRAWAL, "withdrawal_confirmed")

    async def journalled() -> bool:
        return "withdrawal_confirmed" in await town.steps()

    await until(journalled)
    assert await town.steps() == ["entered", "submit", "withdraw", "withdrawal_confirmed"]
    assert [letter["copies"] for letter in await town.letters(WITHDRAWAL)] == [1]
    rows = await database.fetch("select state from outgoing where kind = $1", WITHDRAWAL)
    assert [row["state"] for row in rows] == ["answered"]


@pytest.mark.feature("COORD-42")
async def test_withdrawn(town: Town, say: Say) -> None:
    code = code_in(await say(f"撤回协调单 {town.number}"))
    assert (await say(code)).startswith(f"✅ 已撤回 {town.number}。")
    await confirmed_by_the_customs(town)
    assert await town.status() == "withdrawn"
    await heard(town, "已撤回", f"协调单{town.number}已撤回，可以修改后再提交。", "可以修改后再提交")


async def test_the_customs_were_quicker(town: Town, say: Say) -> None:
    """慢了一步: they accept while the code is being typed; nothing is sent, and everybody hears of the acceptance."""
    code = code_in(await say(f"撤回协调单 {town.number}"))
    await town.customs_answer("coordination", "accepted")
    await until(lambda: town.stands("accepted"))
    assert await say(code) == "🚫 慢了一步：海关刚刚受理了这张协调单，已不能撤回。"
    brief = f"协调单{town.number}海关已受理，请等待处理结果。"
    await heard(town, "处理中", brief, "海关已受理，请等待处理结果")
    assert await town.letters(WITHDRAWAL) == []


@pytest.mark.parametrize("dialect", ["sqlite"], indirect=True)
@pytest.mark.parametrize("say", ["wechat"], indirect=True)
async def test_withdrawal_and_acceptance_cross_on_the_way(town: Town, say: Say) -> None:
    """They had accepted before our withdrawal lay on their desk: it was too late, and the followers hear so."""
    code = code_in(await say(f"撤回协调单 {town.number}"))
    assert (await say(code)).startswith("✅ 已撤回")
    await until(lambda: town.reached_the_customs(WITHDRAWAL))
    await town.customs_answer("coordination", "accepted")
    await until(lambda: town.stands("accepted"))
    brief = f"协调单{town.number}：慢了一步：海关先受理，撤回不成立。"
    await heard(town, "处理中", brief, "慢了一步：海关先受理，撤回不成立")


async def demand_consent() -> None:
    actor = await people.actor_of_person((await Person.get(login="player2")).id, "cli")
    assert actor
    await approvals.change(actor, [coordination.WITHDRAW.name])


async def _asked(town: Town, say: Say) -> str:
    """Ask to withdraw; the code that 王经理 reads on the phone, which is that of the answer."""
    code = code_in(await say(f"撤回协调单 {town.number}"))
    request = code_in(await say(code), r"（申请 (\d{4})）")

    async def told() -> bool:
        return any("等您同意" in card.values() for card in await town.cards(WANG))

    await until(told)
    (card,) = [each for each in await town.cards(WANG) if "等您同意" in each.values()]
    assert card["单证号"] == town.number
    assert f"回复：同意 {request} 或不同意 {request}" in card.values()
    assert await town.status() == "pending"
    return request


async def test_withdrawn_with_a_second_persons_consent(town: Town, say: Say) -> None:
    """四眼: who asked waits, 王经理 is told on WeChat and consents there, and only then it goes to the customs."""
    await demand_consent()
    request = await _asked(town, say)
    answer = await town.says(WANG, code_in(await town.says(WANG, f"同意 {request}")))
    assert answer == f"✅ 已同意并办理：撤回协调单 {town.number}。已通知申请人。"
    await confirmed_by_the_customs(town)
    await heard(town, "已撤回", f"协调单{town.number}已撤回，可以修改后再提交。", "可以修改后再提交")


@pytest.mark.parametrize("dialect", ["sqlite"], indirect=True)
async def test_the_customs_were_quicker_than_the_second_person(town: Town, say: Say) -> None:
    await demand_consent()
    request = await _asked(town, say)
    code = code_in(await town.says(WANG, f"同意 {request}"))
    await town.customs_answer("coordination", "accepted")
    await until(lambda: town.stands("accepted"))
    assert "慢了一步" in await town.says(WANG, code)
    assert await town.letters(WITHDRAWAL) == []
