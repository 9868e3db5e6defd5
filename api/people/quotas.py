"""How many codes may be sent (S-3): a pure table over what was sent in the last 24 hours, read under a lock.

Rows are the only count, so neither a lost Redis nor a killed process gives anybody a free one; rows from the future
(the wall clock was set back, or another process runs ahead) count too.
"""

from collections.abc import Callable, Sequence
from datetime import datetime, timedelta
from typing import Final, NamedTuple

from api.people import refusals
from kit import database, logs
from kit.ids import new_id

_LOG = logs.get("api.people.quotas")
DAY: Final = timedelta(hours=24)
HOUR: Final = timedelta(hours=1)
CHECKS_PER_DAY: Final = 20
REMEMBERED: Final = timedelta(days=8)  # the brake looks back seven days
_MINUTE: Final = timedelta(minutes=1)
_USUAL_FLOOR: Final = 20  # sends a minute that are usual even on a young site
_ALARM, _STOP = 2, 5  # times the usual
_MINUTES_ABOVE_P99: Final = 100  # of the 10,080 minutes of seven days, one percent


class Sender(NamedTuple):
    """Who asks for a code: the blind index of the mobile it goes to, the address and the account, '' where none is."""

    mobile: str
    ip: str
    account: str


class Sent(NamedTuple):
    """A code that was sent, as far as the quotas care."""

    mobile: str
    ip: str
    account: str
    at: datetime


class Quota(NamedTuple):
    """At most `most` sends within `window` among those that `counts` picks."""

    most: int
    window: timedelta
    counts: Callable[[Sent, Sender], bool]


def _same_mobile(sent: Sent, asks: Sender) -> bool:
    return sent.mobile == asks.mobile


def _same_ip(sent: Sent, asks: Sender) -> bool:
    return bool(asks.ip) and sent.ip == asks.ip


def _same_account(sent: Sent, asks: Sender) -> bool:
    return bool(asks.account) and sent.account == asks.account


QUOTAS: Final = (
    Quota(1, timedelta(seconds=60), _same_mobile),
    Quota(5, HOUR, _same_mobile),
    Quota(10, DAY, _same_mobile),
    Quota(10, HOUR, _same_ip),
    Quota(5, HOUR, _same_account),
)
MOBILES_PER_IP: Final = 5  # distinct, within an hour


def wait_for(history: Sequence[Sent], asks: Sender, moment: datetime) -> timedelta:
    """Return how long to wait before another code may be sent; zero where it may be sent now."""
    waits = [_wait(history, asks, quota, moment) for quota in QUOTAS]
    return max([*waits, _wait_for_mobiles(history, asks, moment), timedelta()])


def _wait(history: Sequence[Sent], asks: Sender, quota: Quota, moment: datetime) -> timedelta:
    within = sorted(sent.at for sent in history if quota.counts(sent, asks) and sent.at > moment - quota.window)
    return timedelta() if len(within) < quota.most else within[-quota.most] + quota.window - moment


def _wait_for_mobiles(history: Sequence[Sent], asks: Sender, moment: datetime) -> timedelta:
    """Count each mobile at its latest send: the address may turn to a sixth when the oldest of five has passed."""
    latest: dict[str, datetime] = {}
    for sent in history:
        if _same_ip(sent, asks) and sent.at > moment - HOUR and sent.mobile != asks.mobile:
            latest[sent.mobile] = max(sent.at, latest.get(sent.mobile, sent.at))
    if len(latest) < MOBILES_PER_IP:
        return timedelta()
    return sorted(latest.values())[-MOBILES_PER_IP] + HOUR - moment


_HISTORY = """
select mobile, ip, account, at from phone_code_events
where kind = 'send' and at > $1 and (mobile = $2 or (ip = $3 and ip <> '') or (account = $4 and account <> ''))
"""
_INSERT = "insert into phone_code_events (id, kind, mobile, ip, account, at) values ($1, $2, $3, $4, $5, $6)"
_FAILED = "select count(*) as n from phone_code_events where mobile = $1 and kind = 'failed_check' and at > $2"
_LAST_MINUTE = "select count(*) as n from phone_code_events where kind = 'send' and at > $1"
_BUSIEST = {
    "postgres": "date_trunc('minute', at)",
    "sqlite": "substr(at, 1, 16)",
}
_USUAL = """
select count(*) as n from phone_code_events where kind = 'send' and at > $1
group by {minute} order by n desc limit 1 offset $2
"""


async def take(asks: Sender, moment: datetime) -> None:
    """Count one send, or refuse it with the seconds to wait; the caller holds the lock and the transaction."""
    rows = await database.fetch(_HISTORY, moment - DAY, *asks)
    history = [Sent(row["mobile"], row["ip"], row["account"], database.as_time(row["at"])) for row in rows]
    wait = wait_for(history, asks, moment)
    if wait > timedelta():
        raise refusals.too_often(wait, "code_throttled", "验证码发送太频繁")
    await _brake(moment)
    await database.execute(_INSERT, new_id(), "send", *asks, moment)


class Surge(NamedTuple):
    """More codes than usual: how many in the last minute, and how many a busy minute has."""

    last_minute: int
    usual: int

    @property
    def stopped(self) -> bool:
        """Tell whether it is so many that no more are sent."""
        return self.last_minute >= self.usual * _STOP


async def surge(moment: datetime) -> Surge | None:
    """Return how many codes the whole site has just sent, if that is twice its usual busiest minute; else None."""
    last_minute = (await database.fetch(_LAST_MINUTE, moment - _MINUTE))[0]["n"]
    if last_minute < _USUAL_FLOOR * _ALARM:
        return None
    minute = _BUSIEST[database.dialect()]
    rows = await database.fetch(_USUAL.format(minute=minute), moment - timedelta(days=7), _MINUTES_ABOVE_P99)
    found = Surge(last_minute, max(_USUAL_FLOOR, rows[0]["n"] if rows else 0))
    return found if last_minute >= found.usual * _ALARM else None


async def _brake(moment: datetime) -> None:
    """Stop all codes when the whole site sends five times its usual busiest minute: somebody is spending our money."""
    found = await surge(moment)
    if found is None:
        return
    if found.stopped:
        _LOG.error("codes stopped: the site sends too many", **found._asdict())
        raise refusals.too_often(_MINUTE, "codes_stopped", "短信服务繁忙")
    _LOG.warning("unusually many codes", **found._asdict())


async def refuse_if_guessed_at(mobile: str, moment: datetime) -> None:
    """Refuse a phone on which twenty checks failed within 24 hours (S-2)."""
    if (await database.fetch(_FAILED, mobile, moment - DAY))[0]["n"] >= CHECKS_PER_DAY:
        raise refusals.too_often(DAY, "code_checks_exhausted", "验证码错误次数过多")


async def note_failed_check(mobile: str, account: str, moment: datetime) -> None:
    """Count one wrong code; joins the caller's transaction."""
    await database.execute(_INSERT, new_id(), "failed_check", mobile, "", account, moment)


async def forget_old(moment: datetime) -> int:
    """Delete events that no quota looks at any more, for the clock."""
    return await database.execute("delete from phone_code_events where at < $1", moment - REMEMBERED)
