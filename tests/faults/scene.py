"""The stage of one scenario: a database, the outside world, the product, an upstream, and the way to a verdict."""

import os
import random
import signal
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path

from tests.faults import town as towns
from tests.faults.checker import Evidence, check
from tests.faults.children import Outside, Product
from tests.faults.feeder import Feeder
from tests.faults.figures import Figures
from tests.faults.stores import Store, opened
from tests.faults.town import Town

_TERM = signal.SIGTERM

DRAINED_WITHIN = 120.0  # I10
READY_WITHIN = 15.0  # K1
LEASE = 6.0  # seconds, where the scenario does not need the real one
FIRMS, RATE = 48, 20.0


@dataclass(frozen=True)
class Terms:
    """How a scene is set; `lease` None leaves the product's own."""

    engine: str
    seed: int
    lease: float | None = LEASE
    firms: int = FIRMS
    rate: float = RATE


@dataclass
class Scene:
    """Everything a nemesis may lay hands on."""

    terms: Terms
    place: Path
    dice: random.Random
    store: Store
    town: Town
    outside: Outside
    product: Product
    feeder: Feeder
    figures: Figures
    sworn: list[str] = field(default_factory=list)
    several: bool = False  # workers at once

    def load(self) -> None:
        """Begin to feed."""
        self.feeder.start(self.terms.rate)

    def wait(self, least: float, most: float) -> None:
        """Let a random time pass."""
        time.sleep(self.dice.uniform(least, most))

    def settle(self, *, hasten: bool = False) -> Figures:
        """Stop feeding, let everything run dry, and hold the invariants against what is left.

        `hasten` spares the wait for retries that the schedule has put hours away.
        """
        untaken = self.feeder.stop()
        if untaken:
            self.sworn.append(f"I10: {untaken} receipts were not taken 60 s after the last fault")
        self._drain(hasten=hasten)
        for process in list(self.product.running):
            if self.product.kill(process, _TERM):
                self.sworn.append("a process that was asked to end did so with a fault")
        seen = Evidence(self.town, self.feeder.receipts, self.store, self.outside.facts(), self.several)
        check(seen, self.figures)
        self.figures.ready_seconds = round(max(self.product.ready_in, default=0.0), 1)
        if self.figures.ready_seconds > READY_WITHIN * max(1.0, os.getloadavg()[0] / (os.cpu_count() or 1)):
            self.sworn.append(f"K1: a restart took {self.figures.ready_seconds} s")
        self.figures.violations += self.sworn
        return self.figures

    def _drain(self, *, hasten: bool) -> None:
        began = time.monotonic()
        while any((left := self.backlog()).values()):
            waited = time.monotonic() - began
            if waited > DRAINED_WITHIN:
                self.sworn.append(f"I10: after {waited:.0f} s there is still {left}")
                break
            self._look_at_leases(waited)
            if hasten:
                self.hasten()
            time.sleep(0.5)
        self.figures.drain_seconds = round(time.monotonic() - began, 1)

    def backlog(self) -> dict[str, int]:
        """Count what is not done: unread receipts, announcements not fanned out, deliveries in the air or not ended."""
        counted = self.store.rows(
            "select (select count(*) from inbox where state = 'new') as receipts,"
            " (select count(*) from announcements where fanned_out_at is null) as announcements,"
            " (select count(*) from deliveries where state in ('new', 'sending')) as deliveries,"
            " (select count(*) from flights) as flights"
        )[0]
        files = sum(1 for each in (self.outside.gacc / "Cooimp" / "InBox").iterdir() if each.is_file())
        return {**counted, "files": files}

    def hasten(self) -> None:
        """Let what waits for its next try have it now: a test has no hours for the retry schedule."""
        moment = (datetime.now(UTC) - timedelta(seconds=1)).isoformat(" ", timespec="microseconds")
        self.store.run(f"update deliveries set due_at = '{moment}' where state = 'new' and due_at > '{moment}'")
        self.store.run("delete from holds")

    def _look_at_leases(self, waited: float) -> None:
        """Judge I10's other half, once the clock has had time to come round (every ten seconds)."""
        lease = max(self.product.lease, 12.0)
        moment = (datetime.now(UTC) - timedelta(seconds=lease)).isoformat(" ", timespec="microseconds")
        over = f"until < '{moment}'"
        old = self.store.rows(f"select key from leases where {over} union select key from flights where {over}")
        if old and waited > 2 * lease:
            self.sworn.append(f"I10: {len(old)} leases are older than twice their length")


@contextmanager
def set_up(terms: Terms, place: Path, name: str) -> Iterator[Scene]:
    """Build a scene and take it down again; migrated, settled, and nothing of the product running yet."""
    place.mkdir(parents=True)
    dice = random.Random(f"{terms.seed}:{name}")
    store = opened(terms.engine, place)
    product = Product(place, store.url, terms.lease)
    outside = Outside(place, product.base, terms.seed)
    try:
        product.meet(outside)
        town = towns.found(dice, terms.firms)
        outside.welcome(town)
        feeder = Feeder(town, product.base, outside.gacc, dice)
        figures = Figures(scenario=name, engine=terms.engine)
        yield Scene(terms, place, dice, store, town, outside, product, feeder, figures)
    finally:
        product.close()
        outside.close()
        store.close()


def people_it(scene: Scene) -> None:
    """Migrate, watch the tables for illegal moves, and let the town move in."""
    status = scene.product.migrate()
    assert status == 0, f"migrate ended with {status}"
    scene.store.track()
    towns.settle(scene.town, scene.store)
