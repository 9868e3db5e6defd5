"""Destructive acts wait for a four-digit code: bound to person, act and target, two minutes, three tries, used once."""

import hmac
import secrets
from dataclasses import dataclass
from datetime import timedelta
from typing import Any, Final

from bot import memory
from bot.replies import Reply, Tap
from bot.turn import Turn
from kit.clock import now
from kit.ids import new_id

AWAITING: Final = "confirm"
LIFE: Final = timedelta(seconds=120)  # B-3
TRIES: Final = 3
_DIGITS = 4


@dataclass(frozen=True, slots=True)
class Confirmed:
    """The act that was confirmed, and what it is to be done to."""

    act: str
    target: dict[str, Any]


def ask(turn: Turn, act: str, target: dict[str, Any], effect: str, *, way_out: bool = False) -> Reply:
    """Say what would be done and ask for the code, perhaps with the way out; it replaces an earlier question."""
    code = f"{secrets.randbelow(10**_DIGITS):0{_DIGITS}}"
    turn.thread.ask(
        AWAITING,
        act=act,
        target=target,
        code=code,
        whose=_whose(turn),
        until=(now() + LIFE).timestamp(),
        left=TRIES,
        once=new_id().hex,
        again=turn.line,
    )
    how = f"（{int(LIFE.total_seconds() // 60)} 分钟内有效），或<取消>" if way_out else ""
    return Reply(f"⚠️ {effect}请回复确认码 {code}{how}。", keys=(Tap(f"确认 {code}", code), Tap("取消", "取消")))


async def check(turn: Turn) -> Confirmed | Reply:
    """Use the code up and return the act, or the sentence why not; a wrong code costs a try."""
    asked = turn.thread.facts
    if now().timestamp() > asked["until"] or asked["whose"] != _whose(turn):
        turn.thread.settle()
        return Reply(f"确认码已过期，请重新发送「{asked['again']}」。")
    if not hmac.compare_digest(asked["code"], turn.line):
        return _wrong(turn)
    turn.thread.settle()
    if not await memory.first_time(f"confirm:{asked['once']}"):
        return Reply("这个确认码已经用过了。")
    return Confirmed(asked["act"], asked["target"])


def _whose(turn: Turn) -> str:
    """Return who acts for whom: another person, or the same one for another enterprise, cannot use the code."""
    return f"{turn.actor.person_id} {turn.actor.enterprise_id}"


def _wrong(turn: Turn) -> Reply:
    asked = turn.thread.facts
    asked["left"] -= 1
    if asked["left"] > 0:
        return Reply(f"🚫 确认码不对，还可以再试 {asked['left']} 次。")
    turn.thread.settle()
    return Reply(f"🚫 确认码不对，已作废。请重新发送「{asked['again']}」。")
