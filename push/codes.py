"""How verification codes fare: whoever waits for one cannot get in, so nobody may have to tell us that they stopped."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Final, NamedTuple

from kit import database
from push.lifecycle import State
from push.waiting import of_message

LOOKED_AT: Final = timedelta(minutes=10)
IMPATIENT: Final = timedelta(seconds=60)  # who asked for a code asks for another one then
_SOME: Final = 2  # addresses that must be refused before it is the provider's matter and not theirs
_ARRIVED: Final = {State.ACCEPTED, State.DELIVERED}
_FATES: Final = """
    select m.created_at, d.state, d.address, d.code, d.reason from messages m join deliveries d on {of_message}
    where m.kind = 'code' and m.brief <> '' and m.created_at > $1::timestamptz order by m.id"""


class Fate(NamedTuple):
    """What became of one code, up to now."""

    at: datetime
    state: State
    address: str
    code: str
    reason: str


class Trouble(NamedTuple):
    """Codes do not arrive: how many of late, and the provider's words to the last of them."""

    codes: int
    code: str
    reason: str


async def trouble(now: datetime) -> Trouble | None:
    """Return what is wrong with the codes of the last minutes; None while the latest ones go out."""
    rows = await database.fetch(_FATES.format(of_message=of_message("m.id")), now - LOOKED_AT)
    return judge([_fate(row) for row in rows], now)


def judge(fates: Sequence[Fate], now: datetime) -> Trouble | None:
    """Judge codes, oldest first: those after the last one that a provider took are what counts.

    One that died, may be lost or is still waiting is enough; a refusal may be the number's own fault, two are not.
    """
    last = max((place for place, fate in enumerate(fates) if fate.state in _ARRIVED), default=-1)
    since = [fate for fate in fates[last + 1 :] if _is_bad(fate, now)]
    refused = {fate.address for fate in since if fate.state is State.FAILED}
    if not since or (len(refused) < _SOME and all(fate.state is State.FAILED for fate in since)):
        return None
    told = next((fate for fate in reversed(since) if fate.code or fate.reason), since[-1])
    return Trouble(len(since), told.code, told.reason)


def _is_bad(fate: Fate, now: datetime) -> bool:
    if fate.state in {State.NEW, State.SENDING}:
        return fate.at + IMPATIENT < now
    return fate.state in {State.FAILED, State.DEAD, State.UNCERTAIN}


def _fate(row: database.Row) -> Fate:
    at, state = database.as_time(row["created_at"]), State(row["state"])
    return Fate(at, state, row["address"], row["code"], row["reason"])
