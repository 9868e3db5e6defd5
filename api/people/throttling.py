"""Slowing down who guesses passwords: per login and per address, counted in the database (A-4).

A try is written down as failed before the password is looked at, and crossed out when it was right: so any number
of tries at once counts fully. Only sign-in by password asks here; a card or a chat account is never locked out.
"""

from datetime import datetime, timedelta
from typing import Final, NamedTuple
from uuid import UUID

from api.people import locks, refusals
from kit import database
from kit.clock import now
from kit.ids import new_id

FREE: Final = 5
FIRST_WAIT: Final = timedelta(seconds=30)
LONGEST_WAIT: Final = timedelta(hours=1)
IP_LIMIT: Final = 100
IP_WINDOW: Final = timedelta(hours=1)
SECOND_FACTOR: Final = 100  # consecutive failures after which the password alone is not enough
REMEMBERED: Final = timedelta(days=30)

_OF_LOGIN = "select count(*) as n, max(at) as last from sign_in_failures where login = $1"
_OF_IP = "select count(*) as n, min(at) as first from sign_in_failures where ip = $1 and at > $2"
_INSERT = "insert into sign_in_failures (id, login, ip, at) values ($1, $2, $3, $4)"


class Try(NamedTuple):
    """One try, written down as failed; `before` is how many failed in a row before it."""

    id: UUID
    before: int


def wait_after(failures: int) -> timedelta:
    """Return how long the next try must wait: nothing up to four, 30 s after five, doubling up to an hour."""
    if failures < FREE:
        return timedelta()
    doublings = min(failures - FREE, 10)  # 30 s · 2¹⁰ is beyond the hour
    return min(FIRST_WAIT * (1 << doublings), LONGEST_WAIT)


async def begin(login: str, ip: str) -> Try:
    """Write a try down, or refuse it with the seconds to wait; known and unknown logins are treated alike."""
    moment = now()
    async with database.transaction():
        await locks.hold(f"sign-in login {login}", f"sign-in ip {ip}")
        before = await _login_may_try(login, moment)
        await _ip_may_try(ip, moment)
        attempt = Try(new_id(), before)
        await database.execute(_INSERT, attempt.id, login, ip, moment)
    return attempt


async def _login_may_try(login: str, moment: datetime) -> int:
    row = (await database.fetch(_OF_LOGIN, login))[0]
    if row["n"]:
        left = database.as_time(row["last"]) + wait_after(row["n"]) - moment
        if left > timedelta():
            raise refusals.too_often(left, "sign_in_throttled", "密码错误次数过多")
    return int(row["n"])


async def _ip_may_try(ip: str, moment: datetime) -> None:
    if not ip:
        return
    row = (await database.fetch(_OF_IP, ip, moment - IP_WINDOW))[0]
    if row["n"] >= IP_LIMIT:
        left = database.as_time(row["first"]) + IP_WINDOW - moment
        raise refusals.too_often(left, "sign_in_throttled", "密码错误次数过多")


async def cross_out(attempt: Try) -> None:
    """Take one try back: its password was right, only something else was missing."""
    await database.execute("delete from sign_in_failures where id = $1", attempt.id)


async def forgive(login: str) -> None:
    """Forget the failures of a login that has signed in, or whose password an admin has set anew."""
    await database.execute("delete from sign_in_failures where login = $1", login)


async def forget_old() -> int:
    """Delete what is too old to count, for the clock; return how many rows."""
    return await database.execute("delete from sign_in_failures where at < $1", now() - REMEMBERED)
