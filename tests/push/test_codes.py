"""Codes that stop going out are noticed, whatever stopped them; one wrong number is not (S-3, R-18)."""

from datetime import timedelta

import pytest

from kit.clock import now
from push import codes, holds
from push.channels.outcome import Ambiguous, NotAccepted, TryLater, Unreachable
from push.codes import Trouble
from push.delivering import deliver_once
from push.holds import Hold
from push.lanes import Lane
from push.message import Message
from tests.push.channel import Told
from tests.push.orders import a_letter, an_order, put

CODE = Message(title="验证码", kind="code", brief="验证码483920，5分钟内有效。")
BROKE = TryLater("isv.AMOUNT_NOT_ENOUGH", "余额不足", retry_after=timedelta(minutes=10), scope="channel", alarm=True)
BLACKLISTED = Unreachable("isv.MOBILE_NUMBER_ILLEGAL", "号码不正确", address_gone=True)
LATER = timedelta(seconds=61)


async def a_code(mobile: str = "13800001234") -> None:
    letter = a_letter(CODE)
    life = now() + timedelta(minutes=5)
    await put(an_order(letter, channel="sms", address=mobile, lane=Lane.CODE, expires_at=life), letter=letter)


async def sent(*answers: NotAccepted) -> None:
    await deliver_once({"sms": Told(*answers)})


async def test_a_code_on_its_way_or_taken_is_no_trouble(db: str) -> None:
    await a_code()
    assert await codes.trouble(now()) is None
    await sent()
    assert await codes.trouble(now() + LATER) is None


@pytest.mark.parametrize(
    ("answer", "code"),
    [
        (BROKE, "isv.AMOUNT_NOT_ENOUGH"),
        (TryLater("not_sent", "connection refused", retry_after=timedelta(minutes=5)), "not_sent"),
        (Ambiguous("no answer"), "no_answer"),
    ],
    ids=["no money", "refused", "no answer"],
)
async def test_a_provider_that_takes_no_codes_is_noticed_within_a_minute(
    db: str, answer: NotAccepted, code: str
) -> None:
    await a_code()
    await sent(answer)
    found = await codes.trouble(now() + LATER)
    assert found is not None
    assert (found.codes, found.code) == (1, code)


async def test_codes_that_wait_behind_a_closed_channel_are_noticed(db: str) -> None:
    """Nothing is claimed while the provider wants nothing, so nothing fails either: the waiting tells."""
    await holds.put([Hold("sms", "", now() + timedelta(hours=8), "quota", "midnight")], now())
    await a_code()
    await sent()
    assert await codes.trouble(now() + LATER) == Trouble(1, "", "")


async def test_one_wrong_number_is_its_owners_matter_and_two_are_not(db: str) -> None:
    for _ in range(2):
        await a_code()
        await sent(BLACKLISTED)
    assert await codes.trouble(now()) is None
    await a_code("13800009999")
    await sent(BLACKLISTED)
    found = await codes.trouble(now())
    assert found is not None
    assert found.codes == 3


async def test_it_is_over_with_the_next_code_that_is_taken_and_with_time(db: str) -> None:
    await a_code()
    await sent(Ambiguous("no answer"))
    assert await codes.trouble(now()) is not None
    assert await codes.trouble(now() + codes.LOOKED_AT) is None
    await a_code()
    await sent()
    assert await codes.trouble(now()) is None
