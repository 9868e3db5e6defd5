"""Sign-in by WeChat (OAuth, snsapi_base; B-2): a browser goes there with a state of its own, and comes back once."""

import re
import secrets
from datetime import timedelta
from typing import Final, NamedTuple

from api.people import audit, opaque, refusals, rights, sessions
from api.people.actor import Actor
from api.people.sessions import Opened, Whence
from kit import database, masking
from kit.clock import now
from kit.refusals import Refusal
from push import addresses
from push.address import WECHAT

LIFE: Final = timedelta(minutes=10)
_BYTES: Final = 16  # 128 bits
_MARK: Final = re.compile(r"[0-9a-f]{32}")
_INSERT: Final = "insert into wechat_visits (digest, wanted, tries, expires_at) values ($1, $2, $3, $4)"
_TAKE: Final = "delete from wechat_visits where digest = $1 returning wanted, tries, expires_at"
_FORGET: Final = "delete from wechat_visits where expires_at < $1"


class Visit(NamedTuple):
    """Where a browser wants to go, and how often WeChat was asked before for this."""

    wanted: str
    tries: int = 0


def browser_of(mark: str) -> str:
    """Return by what a browser is recognised when it comes back: its mark if that is one of ours, else a new one."""
    return mark if _MARK.fullmatch(mark) else secrets.token_hex(_BYTES)


async def begin(browser: str, visit: Visit) -> str:
    """Return the state to send along: 128 random bits, for this browser alone, once, for ten minutes."""
    state = secrets.token_hex(_BYTES)
    await database.execute(_INSERT, _digest(browser, state), visit.wanted, visit.tries, now() + LIFE)
    return state


async def come_back(browser: str, state: str) -> Visit | None:
    """Use a state up; None where it is missing, another browser's, used before or too old.

    The browser's part keeps somebody from signing another in with a code of their own (login CSRF).
    """
    rows = await database.fetch(_TAKE, _digest(browser, state))
    if not rows or database.as_time(rows[0]["expires_at"]) <= now():
        return None
    return Visit(rows[0]["wanted"], int(rows[0]["tries"]))


def _digest(browser: str, state: str) -> str:
    return opaque.digest(f"{browser}.{state}")


async def sign_in(openid: str, whence: Whence, door: str) -> Opened:
    """Open a session for the person whom a WeChat account is bound to; it ends with the binding.

    Raises `chat_unbound` where it is nobody's, `chat_not_following` where the account was left, `chat_disabled`.
    """
    try:
        return await _opened(openid, whence, door)
    except Refusal as refusal:
        await audit.record(Actor.system(door), "session.refused", masking.tail(openid), refusal.code)
        raise


async def _opened(openid: str, whence: Whence, door: str) -> Opened:
    async with database.transaction():
        holder = await addresses.held(WECHAT, openid)
        if holder is None:
            raise refusals.chat_unbound()
        if not holder.reached:
            raise refusals.chat_not_following()
        if await rights.actor_of_person(holder.person_id, door) is None:
            raise refusals.chat_disabled()
        opened = await sessions.open_session(holder.person_id, door, whence=whence, binding_id=holder.binding_id)
        await audit.record(opened.actor, "session.open_by_wechat", opened.actor.session_id or "")
    return opened


async def forget_old() -> int:
    """Delete states that nobody brought back, for the clock."""
    return await database.execute(_FORGET, now())
