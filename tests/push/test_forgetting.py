"""A verification code does not stay readable in the outbox (W-7)."""

from datetime import timedelta

from kit import clock, database
from kit.ids import new_id
from push.forgetting import KEPT, forget_codes
from push.message import Fact, Message
from push.outbox import Letter, write_messages

CODE = Message(
    title="验证码", facts=(Fact("验证码", "483920", "code"),), kind="code", brief="验证码483920，5分钟内有效。"
)
NEWS = Message(
    title="证书审核结果通知", facts=(Fact("证书号", "E261026902330183", "number"),), kind="T1", brief="审核通过"
)


async def _words() -> str:
    rows = await database.fetch("select kind, facts, brief from messages")
    return " ".join(f"{row['kind']} {database.as_json(row['facts'])} {row['brief']}" for row in rows)


async def test_a_code_is_blanked_when_it_is_of_no_use_and_nothing_else_is(db: str) -> None:
    """A code that may still be sent stays; news stay for good."""
    now = clock.now()
    await write_messages([Letter(new_id(), each, "", now) for each in (CODE, NEWS)])
    assert await forget_codes(now) == 0
    assert await forget_codes(now + KEPT + timedelta(minutes=1)) == 1
    words = await _words()
    assert "483920" not in words
    assert "E261026902330183" in words
