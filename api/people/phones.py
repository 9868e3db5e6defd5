"""Proving that a phone is somebody's: a six-digit code by SMS, five minutes, five checks (S-1, S-2, S-5).

Whether a phone belongs to anybody is never looked at here, so known and unknown phones get one answer in one time
(S-4); who the phone belongs to is told only after its holder has typed the code. The tables of codes and quotas hold
the blind index of the number, never the number (P-4).
"""

import hashlib
import hmac
import secrets
from datetime import datetime, timedelta
from typing import Final, NamedTuple
from uuid import UUID

from api import identifiers
from api.people import locks, mobiles, notices, quotas, refusals, steady
from api.people.settings import People
from kit import bell, database, failpoints, settings
from kit.ids import new_id

LIFE: Final = timedelta(minutes=5)
CHECKS: Final = 5
RESEND_AFTER: Final = timedelta(seconds=60)
_REMEMBERED: Final = timedelta(hours=24)  # P-3
_DIGITS = 6

_VOID = """
update phone_codes set voided_at = $4
where mobile = $1 and purpose = $2 and holder = $3 and used_at is null and voided_at is null
"""
_INSERT = """
insert into phone_codes (id, mobile, purpose, holder, code_hmac, checks, created_at, expires_at)
values ($1, $2, $3, $4, $5, 0, $6, $7)
"""
_COUNT_CHECK = """
update phone_codes set checks = checks + 1
where mobile = $1 and purpose = $2 and holder = $3 and used_at is null and voided_at is null
      and expires_at > $4 and checks < $5
returning id, code_hmac, checks
"""
_USE = "update phone_codes set used_at = $2 where id = $1"
_GIVE_UP = "update phone_codes set voided_at = $2 where id = $1"


class CodeSent(NamedTuple):
    """What the asker learns: until when the code lives (UTC), and when another may be asked for, in seconds."""

    expires_at: datetime
    resend_after: int


def normalised(mobile: str) -> str:
    """Return a mobile number as it is kept; raises `Refusal` invalid for anything else."""
    found = identifiers.classify(mobile)
    if found is None or found.kind != "mobile":
        raise refusals.invalid("not_a_mobile", "请输入11位手机号码。")
    return found.value


def drawn() -> str:
    """Return six random digits, every value as likely as any other."""
    return f"{secrets.randbelow(10**_DIGITS):0{_DIGITS}}"


async def send_code(mobile: str, *, purpose: str, holder: str, ip: str = "", account: str = "") -> CodeSent:
    """Send a new code, which voids the holder's last one; raises `Refusal` too_often beyond the quotas (S-3).

    `holder` is the session or chat that must type it, `account` whose quota it costs, `ip` '' where there is none.
    """
    mobile, moment = normalised(mobile), steady.now()
    kept, code = mobiles.index(mobile), drawn()
    async with database.transaction():
        await locks.hold("phone codes")
        await quotas.refuse_if_guessed_at(kept, moment)
        await quotas.take(quotas.Sender(kept, ip, account), moment)
        failpoints.hit("sms.after_quota_before_send")
        await _keep(code, (kept, purpose, holder), moment)
        await notices.send_code(mobile, code, purpose, LIFE)
    await bell.ring("deliveries")
    return CodeSent(moment + LIFE, int(RESEND_AFTER.total_seconds()))


async def _keep(code: str, bound_to: tuple[str, str, str], moment: datetime) -> None:
    await database.execute(_VOID, *bound_to, moment)
    code_id = new_id()
    await database.execute(_INSERT, code_id, *bound_to, _seal(code_id, code), moment, moment + LIFE)


def _seal(code_id: UUID, code: str) -> str:
    """Return the HMAC that is kept instead of the code; the row's id keeps equal codes apart."""
    key = hmac.digest(settings.load(People).secret_key.encode(), b"huizhi phone code", "sha256")
    return hmac.new(key, f"{code_id}.{code}".encode(), hashlib.sha256).hexdigest()


async def check_code(mobile: str, code: str, *, purpose: str, holder: str) -> None:
    """Use up the holder's code; raises `Refusal`: wrong_code with the tries left, no_code, or too_often (S-2)."""
    kept, moment = mobiles.index(normalised(mobile)), steady.now()
    async with database.transaction():
        await locks.hold(f"phone code checks {kept}")
        await quotas.refuse_if_guessed_at(kept, moment)
        left = await _checked(code, (kept, purpose, holder), moment)
    if left is not None:
        raise refusals.wrong_code(left)


async def _checked(code: str, bound_to: tuple[str, str, str], moment: datetime) -> int | None:
    """Count a check and return None if it was right, else how many are left; raises `no_code` if none waits."""
    rows = await database.fetch(_COUNT_CHECK, *bound_to, moment, CHECKS)
    if not rows:
        raise refusals.no_code()
    row = rows[0]
    if hmac.compare_digest(row["code_hmac"], _seal(database.as_uuid(row["id"]), code)):
        await database.execute(_USE, row["id"], moment)
        return None
    await quotas.note_failed_check(bound_to[0], bound_to[2], moment)
    if row["checks"] >= CHECKS:
        await database.execute(_GIVE_UP, row["id"], moment)
    return CHECKS - int(row["checks"])


async def forget_old() -> int:
    """Delete codes a day after they died, for the clock; return how many."""
    moment = steady.now()
    await quotas.forget_old(moment)
    return await database.execute("delete from phone_codes where expires_at < $1", moment - _REMEMBERED)
