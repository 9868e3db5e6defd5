"""What to do about a provider's answer: a table per provider, for providers change their codes, not their kinds."""

import csv
from dataclasses import dataclass
from datetime import datetime, timedelta
from importlib.resources import files
from typing import cast, get_args

from kit import clock, masking
from push.channels.outcome import Ambiguous, NotAccepted, Scope, TryLater, Unreachable

_WAIT = {"later", "token"}
_UNITS = {"s": "seconds", "m": "minutes", "h": "hours"}


@dataclass(frozen=True, slots=True)
class Reaction:
    """One row: `kind` is accepted, later, never, gone, ambiguous, or one provider's own: token, openid, format."""

    kind: str
    scope: Scope
    wait: str
    alarm: bool
    note: str


# A code nobody has met yet is still a definite refusal: tried again by the schedule, and the operator hears of it.
UNHEARD_OF = Reaction("later", "message", "", alarm=True, note="unknown code")


def load(package: str, name: str) -> dict[str, Reaction]:
    """Return the table `name` of `package`; raises ValueError for a row that makes no sense."""
    with (files(package) / name).open(encoding="utf-8") as lines:
        return {row["code"]: _reaction(row) for row in csv.DictReader(lines)}


def _reaction(row: dict[str, str]) -> Reaction:
    if row["scope"] not in get_args(Scope):
        raise ValueError(f"code {row['code']}: scope {row['scope']!r}")
    _until(row["wait"], clock.now())
    return Reaction(row["reaction"], cast("Scope", row["scope"]), row["wait"], row["alarm"] == "yes", row["note"])


def refusal(reaction: Reaction, code: str, text: str, provider: str, *, wait: str | None = None) -> NotAccepted:
    """Return the exception that this reaction means; `wait` overrides the table's where the answer says more."""
    text = masking.scrub(text)
    if reaction.kind == "ambiguous":
        return Ambiguous(text, code=code, provider=provider)
    if reaction.kind not in _WAIT:
        return Unreachable(code, text, address_gone=reaction.kind == "gone", alarm=reaction.alarm, provider=provider)
    now = clock.now()
    until = _until(reaction.wait if wait is None else wait, now)
    pause = until - now if until else None
    return TryLater(code, text, retry_after=pause, scope=reaction.scope, alarm=reaction.alarm, provider=provider)


def _until(wait: str, now: datetime) -> datetime | None:
    """Read `5s`, `10m`, `1h`, the next natural `minute` or `hour`, or `midnight` (both in Shanghai)."""
    if not wait:
        return None
    if wait == "midnight":
        return clock.next_midnight(now)
    if wait == "hour":
        return now.replace(minute=0, second=0, microsecond=0) + timedelta(hours=1)
    if wait == "minute":
        return now.replace(second=0, microsecond=0) + timedelta(minutes=1)
    return now + timedelta(**{_UNITS[wait[-1]]: int(wait[:-1])})
