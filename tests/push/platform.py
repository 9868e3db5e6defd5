"""A provider on a clock of its own: takes, refuses, loses answers, forgets keys after ten minutes, reports later."""

import random
from collections import Counter
from datetime import datetime, timedelta

from push.channels.outcome import Ambiguous, NotAccepted, Parcel, Ticket, TryLater, Unreachable
from push.channels.report import Report
from tests.push.orders import Clock

REMEMBERS = timedelta(minutes=10)
SILENCE = timedelta(seconds=10)
MOODS = {"yes": 10, "lost after": 4, "lost before": 2, "busy": 4, "quota": 1, "throttled": 1, "never": 1}


class Platform:
    """What people see is in `seen`: how many copies of each delivery came to them."""

    def __init__(self, name: str, dice: random.Random, clock: Clock, *, drops_repeats: bool) -> None:
        self.seen: Counter[str] = Counter()
        self.calls: Counter[str] = Counter()
        self.calm = False
        self._name, self._dice, self._clock, self._drops = name, dice, clock, drops_repeats
        self._keys: dict[str, tuple[datetime, str]] = {}
        self._unreported: list[tuple[str, str]] = []
        self._forbidden_until = clock.moment

    async def send(self, parcel: Parcel) -> Ticket:
        self.calls[parcel.key] += 1
        mood = "yes" if self.calm else self._dice.choices(list(MOODS), list(MOODS.values()))[0]
        if mood in {"busy", "quota", "throttled", "never"}:
            raise self._refusal(mood)
        if mood == "lost before":
            raise Ambiguous("no answer", provider=self._name)
        ticket = Ticket(self._name, self._taken(parcel.key))
        if mood == "lost after":
            raise Ambiguous("no answer", provider=self._name)
        return ticket

    def _refusal(self, mood: str) -> NotAccepted:
        if mood == "never":
            return Unreachable("43004", "unfollowed", provider=self._name)
        if mood == "busy":
            return TryLater("-1", "busy", provider=self._name)
        scope = "channel" if mood == "quota" else "address"
        return TryLater("429", "slow", retry_after=timedelta(seconds=30), scope=scope)  # type: ignore[arg-type]

    def _taken(self, key: str) -> str:
        known = self._keys.get(key)
        if self._drops and known and known[0] + REMEMBERS > self._clock.moment:
            return known[1]
        msgid = f"{self._name}-{len(self.calls)}-{sum(self.calls.values())}"
        self._keys[key] = (self._clock.moment, msgid)
        self._unreported.append((key, msgid))
        self.seen[key] += 1
        return msgid

    def reports(self) -> list[Report]:
        """Say what became of some messages, some of it twice; what failed was never seen."""
        self._dice.shuffle(self._unreported)
        told, self._unreported = self._unreported[:3], self._unreported[3:]
        return [report for key, msgid in told for report in self._report(key, msgid) * self._dice.choice((1, 2))]

    def _report(self, key: str, msgid: str) -> list[Report]:
        words = "success" if self.calm else self._dice.choice(("success", "success", "user block", "freq limit"))
        name = msgid if self._drops else key
        if words == "success":
            return [Report(self._name, name, "delivered")]
        self.seen[key] -= 1
        return [Report(self._name, name, "failed", words, f"failed:{words}")]
