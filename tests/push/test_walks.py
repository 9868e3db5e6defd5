"""Random walks through everything that can happen to deliveries, against the table and against what people see (R-19).

Each walk is drawn from its seed: enqueueing, sending, dying workers, paused workers, reports, gates, replays, time.
"""

import random
from collections.abc import Mapping
from datetime import timedelta
from uuid import UUID

import pytest

from kit import database
from kit.ids import new_id
from push import arrivals, claiming, finalising, ledger, reconciling
from push.channels.outcome import Ticket
from push.claiming import Batch, Due
from push.delivering import deliver_once
from push.lifecycle import SHELVES, TABLE, State, Step
from push.line import Line
from push.verdicts import Attempted, taken
from tests.push.orders import Clock, a_letter, an_order, put
from tests.push.platform import Platform

STEPS = 60
LEGAL = {(before.value, to.value) for (before, _step), to in TABLE.items()}
ENDS = {State.ACCEPTED, State.DELIVERED, State.FAILED, State.DEAD, State.UNCERTAIN, State.SUPERSEDED, State.CANCELLED}

# What the log's index of the not accepted would miss, or hold in vain (push/finding.py).
_MISPLACED = """
    select id from deliveries where shelf > 0 and (accepted_at is null) = (state in ('accepted', 'delivered'))"""


def _reachable(before: str, to: str) -> bool:
    """Tell whether steps of the table lead from one state to another; one move may take several of them."""
    seen, edge = {before}, {before}
    while edge:
        edge = {after for state, after in LEGAL if state in edge} - seen
        seen |= edge
    return to in seen


class Walk:
    """The house, two providers, and what happened so far."""

    def __init__(self, seed: int) -> None:
        self.dice, self.clock = random.Random(seed), Clock()
        self.wechat = Platform("wechat", self.dice, self.clock, drops_repeats=True)
        self.sms = Platform("sms", self.dice, self.clock, drops_repeats=False)
        self.replayed: set[str] = set()
        self.paused: list[Batch] = []
        self.seq = 0

    async def enqueue(self) -> None:
        for _ in range(self.dice.randint(1, 4)):
            self.seq += 1
            letter = a_letter()
            channel, thread = self.dice.choice(("wechat", "sms")), self.dice.choice(("", "", "d1", "d2"))
            due = self.clock.moment + timedelta(seconds=self.dice.choice((-1, -1, 60)))
            order = an_order(
                letter,
                channel=channel,
                address=f"a{self.seq}",
                thread=thread,
                seq=self.seq,
                due_at=due,
                person_id=None if not thread else PERSON,
                lane=1,
                expires_at=self.clock.moment + timedelta(hours=72),
            )
            await put(order, letter=letter)

    async def send(self) -> None:
        async def gate(due: list[Due]) -> Mapping[UUID, str]:
            return {each.id: "no_right" for each in due if self.dice.random() < 0.05}

        await deliver_once({"wechat": self.wechat, "sms": self.sms}, gate, now=self.clock)

    async def die(self) -> None:
        """A worker claims, sends some of it, and is never heard of again — or wakes much later."""
        name, platform = self.dice.choice((("wechat", self.wechat), ("sms", self.sms)))
        batch = await claiming.claim(name, self.clock.moment, 4)
        for due in batch.rows:
            if self.dice.random() < 0.5:
                platform.calls[due.id.hex] += 1
                platform._taken(due.id.hex)
        self.paused.append(batch)

    async def wake(self) -> None:
        if not self.paused:
            return
        batch = self.paused.pop()
        late = [Attempted(due, taken(due, Ticket("late", f"late-{due.id}"), 0)) for due in batch.rows]
        lost = self.clock.moment > batch.claimed_at + claiming.LEASE
        if lost:
            await reconciling.release_stale(self.clock.moment)
            assert await finalising.finalise(Line("wechat", self.wechat), batch.key, late) == 0

    async def clean(self) -> None:
        await reconciling.release_stale(self.clock.moment)
        await reconciling.sweep(self.clock.moment)

    async def report(self) -> None:
        await arrivals.take(self.wechat.reports() + self.sms.reports())

    async def replay(self) -> None:
        entries, _total = await ledger.deliveries(ledger.Wanted(states=[State.DEAD, State.UNCERTAIN, State.FAILED]))
        for entry in entries[:2]:
            self.replayed.add(entry.id.hex)
            await ledger.replay([entry.id])

    async def wait(self) -> None:
        self.clock.forward(seconds=self.dice.choice((1, 6, 40, 70, 200, 700)))

    async def step(self) -> None:
        deeds = [self.enqueue, self.send, self.die, self.wake, self.clean, self.report, self.replay, self.wait]
        await self.dice.choices(deeds, [3, 8, 1, 1, 2, 3, 1, 6])[0]()

    async def drain(self) -> None:
        """Let the weather pass and everything come to an end."""
        self.wechat.calm = self.sms.calm = True
        for _ in range(40):
            self.clock.forward(hours=2)
            await self.clean()
            await deliver_once({"wechat": self.wechat, "sms": self.sms}, now=self.clock)


PERSON = new_id()


async def _rows() -> dict[str, tuple[str, int]]:
    rows = await database.fetch("select id, state, shelf from deliveries")
    return {database.as_uuid(row["id"]).hex: (row["state"], row["shelf"]) for row in rows}


@pytest.mark.slow
@pytest.mark.parametrize("seed", range(1, 7))
async def test_whatever_happens_only_legal_steps_are_taken_and_people_see_one_copy(db: str, seed: int) -> None:
    """I1, I2, I7: legal states only, WeChat never twice, SMS never again by itself, nothing left open."""
    walk = Walk(seed)
    before: dict[str, tuple[str, int]] = {}
    for _ in range(STEPS):
        await walk.step()
        rows = await _rows()
        assert before.keys() <= rows.keys()
        for key, (state, shelf) in rows.items():
            assert shelf == SHELVES[State(state)]
            assert _reachable(before.get(key, ("new", 0))[0], state)
        assert await database.fetch(_MISPLACED) == []
        before = rows
    await walk.drain()
    ended = await _rows()
    assert {state for state, _shelf in ended.values()} <= {end.value for end in ENDS}
    doubled = {key for platform in (walk.wechat, walk.sms) for key, copies in platform.seen.items() if copies > 1}
    assert doubled <= walk.replayed
    silent = [key for key, (state, _shelf) in ended.items() if state == "delivered" and not _seen(walk, key)]
    assert silent == []
    assert walk.wechat.calls.keys() | walk.sms.calls.keys() <= ended.keys()


def _seen(walk: Walk, key: str) -> int:
    return walk.wechat.seen[key] + walk.sms.seen[key]


def test_the_reachability_used_above_is_strict_enough() -> None:
    """The final states lead nowhere, and a refused delivery never becomes merely accepted without being replayed."""
    assert not _reachable("delivered", "new")
    assert not _reachable("superseded", "accepted")
    assert (State.FAILED, Step.REPLAY) in TABLE
