"""What is done to the product: each act takes a scene, does its harm, heals it, and lets the scene be judged."""

import signal
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from typing import Any

from tests.faults.children import FAILED_AT_A_FAILPOINT, NotReady, Process
from tests.faults.figures import Figures
from tests.faults.scene import Scene, people_it
from tests.faults.stores import PostgresStore
from tests.support.servers import Valkey

Act = Callable[[Scene], Figures]
IN_HAND = 8  # rows that a crash may leave in doubt: four a batch, on two careful channels
_LEAVES_WITHIN = 10.0  # K5
_CALM: dict[str, Any] = {
    "lost_rate": 0.0, "busy_rate": 0.0, "silent_rate": 0.0, "reset_rate": 0.0, "bad_gateway_rate": 0.0,
    "html_rate": 0.0, "storm_rate": 0.0, "storm_seconds": 0.1, "slow_answer": 0.0,
}  # fmt: skip
_PROVIDERS = ("wechat", "kannel", "telegram")


def failing_at(points: Mapping[str, Sequence[int]]) -> Act:
    """End the process at the nth passing of each failpoint, once for each n, then let it live (K1)."""

    def act(scene: Scene) -> Figures:
        begin(scene)
        for name, passes in points.items():
            for nth in passes:
                fail_at(scene, name, nth)
        return _recover(scene)

    return act


def fail_at(scene: Scene, name: str, nth: int, within: float = 45.0) -> None:
    """Start the product with one failpoint armed and wait until it has ended there."""
    process = scene.product.up(f"{name}:{nth}=exit")
    deadline = time.monotonic() + within
    while process.poll() is None and time.monotonic() < deadline:
        time.sleep(0.05)
    if process.poll() != FAILED_AT_A_FAILPOINT:
        scene.sworn.append(f"K1: {name} was not passed {nth} times in {within:.0f} s")
        scene.product.kill(process)
        return
    scene.product.running.remove(process)
    scene.figures.faults += 1


def killing(times: int, least: float = 0.1, most: float = 2.0) -> Act:
    """`kill -9` at random moments under load (K2)."""

    def act(scene: Scene) -> Figures:
        begin(scene)
        for _ in range(times):
            kill_once(scene, least, most)
        return _recover(scene)

    return act


def kill_once(scene: Scene, least: float, most: float) -> None:
    process = scene.product.up()
    scene.wait(least, most)
    scene.product.kill(process)
    scene.figures.faults += 1


def ending(times: int) -> Act:
    """SIGTERM under load: out within ten seconds, and nothing in doubt (K5)."""

    def act(scene: Scene) -> Figures:
        begin(scene)
        slowest = 0.0
        for _ in range(times):
            process = scene.product.up()
            scene.wait(0.5, 2.5)
            began = time.monotonic()
            status = scene.product.kill(process, signal.SIGTERM)
            slowest = max(slowest, time.monotonic() - began)
            scene.figures.faults += 1
            if status:
                scene.sworn.append(f"K5: ended with {status}")
        scene.figures.notes.append(f"slowest end {slowest:.1f} s")
        if slowest > _LEAVES_WITHIN:
            scene.sworn.append(f"K5: the end took {slowest:.1f} s")
        return _recover(scene, in_doubt=0)

    return act


@contextmanager
def _crew(scene: Scene) -> Iterator[list[Process]]:
    """Run the web side and three workers on one PostgreSQL and one Valkey."""
    valkey = Valkey().start()
    scene.product.redis_url = valkey.url(0)
    scene.several = True
    try:
        web = scene.product.spawn("web", "--port", str(scene.product.port))
        workers = [scene.product.spawn("worker") for _ in range(3)]
        scene.product.wait_ready(web)
        yield workers
    finally:
        scene.product.close_all()
        valkey.stop()


def one_of_three(times: int) -> Act:
    """`kill -9` of one of three workers, and another takes its place (K3)."""

    def act(scene: Scene) -> Figures:
        people_it(scene)
        with _crew(scene) as workers:
            scene.load()
            for _ in range(times):
                scene.wait(1.0, 3.0)
                scene.product.kill(workers.pop(scene.dice.randrange(3)))
                workers.append(scene.product.spawn("worker"))
                scene.figures.faults += 1
            return heal(scene, IN_HAND * times)

    return act


def pausing(times: int) -> Act:
    """SIGSTOP of one of three workers for longer than its lease, then SIGCONT: it must find itself fenced (K4)."""

    def act(scene: Scene) -> Figures:
        people_it(scene)
        with _crew(scene) as workers:
            scene.load()
            for _ in range(times):
                scene.wait(0.5, 2.0)
                paused = scene.dice.choice(workers)
                paused.send_signal(signal.SIGSTOP)
                time.sleep(scene.product.lease * 1.5 + 10)
                paused.send_signal(signal.SIGCONT)
                scene.figures.faults += 1
            return heal(scene, IN_HAND * times)

    return act


def losing_redis(times: int) -> Act:
    """`kill -9` of Redis, which comes back empty (Q1)."""

    def act(scene: Scene) -> Figures:
        valkey = Valkey().start()
        scene.product.redis_url = valkey.url(0)
        try:
            begin(scene)
            scene.product.up()
            for _ in range(times):
                scene.wait(0.3, 1.0)
                valkey.kill()
                scene.wait(0.1, 1.0)
                valkey.start()
                scene.figures.faults += 1
            return heal(scene, 0)
        finally:
            valkey.stop()

    return act


def losing_postgres(times: int) -> Act:
    """`pg_ctl stop -m immediate` and start (D1)."""

    def act(scene: Scene) -> Figures:
        assert isinstance(scene.store, PostgresStore)
        begin(scene)
        scene.product.up()
        for _ in range(times):
            scene.wait(1.0, 3.0)
            scene.store.server.restart()
            scene.figures.faults += 1
        return heal(scene, IN_HAND * times)

    return act


def migrating_twice(scene: Scene) -> Figures:
    """End `migrate` in its middle, again and again, then let it finish and work on it (K6)."""
    while scene.product.migrate(f"migrate.mid:{scene.figures.faults + 1}=exit") == FAILED_AT_A_FAILPOINT:
        scene.figures.faults += 1
    if not scene.figures.faults:
        raise NotReady("migrate.mid was never passed")
    begin(scene)
    return _recover(scene)


def moody(seconds: float, *, in_doubt: bool = True, hasten: bool = True, **knobs: float) -> Act:
    """Turn the same knobs at every provider, live with it for a while, then have a calm day (N1-N7)."""

    def act(scene: Scene) -> Figures:
        begin(scene)
        scene.outside.turn(**dict.fromkeys(_PROVIDERS, _CALM | knobs))
        scene.product.up()
        time.sleep(seconds)
        scene.outside.turn(**dict.fromkeys(_PROVIDERS, _CALM))
        stats = scene.outside.stats()
        scene.figures.faults = _struck(stats)
        return heal(scene, scene.figures.faults if in_doubt else 0, hasten=hasten, wechat_in_doubt=in_doubt)

    return act


def dying_tokens(every: int, seconds: float) -> Act:
    """Every nth call kills the access token it came with, with three workers sending (N6)."""

    def act(scene: Scene) -> Figures:
        people_it(scene)
        with _crew(scene):
            scene.outside.turn(wechat={"invalidate_every": every})
            scene.load()
            time.sleep(seconds)
            scene.outside.turn(wechat={"invalidate_every": 0})
            scene.figures.notes.append(_of_tokens(scene.outside.stats()))
            return heal(scene, 0)

    return act


def chattering_reports(seconds: float) -> Act:
    """Reports come three times, late and in the wrong order (N8)."""

    def act(scene: Scene) -> Figures:
        begin(scene)
        mess = {"report_copies": 3, "report_reordered": True, "report_delay": 0.0, "report_jitter": 6.0}
        scene.outside.turn(wechat=mess, kannel=mess)
        scene.product.up()
        time.sleep(seconds)
        scene.figures.faults = 1
        return heal(scene, 0)

    return act


def in_short(points: Sequence[tuple[str, int]], kills: int, lossy: float) -> Act:
    """A little of everything in one run: named failpoints, random kills, answers lost after acceptance."""

    def act(scene: Scene) -> Figures:
        begin(scene)
        for name, nth in points:
            fail_at(scene, name, nth)
        for _ in range(kills):
            kill_once(scene, 0.1, 1.2)
        crashes = scene.figures.faults
        scene.outside.turn(**{service: {"lost_rate": 0.2} for service in _PROVIDERS})
        scene.product.up()
        time.sleep(lossy)
        scene.outside.turn(**dict.fromkeys(_PROVIDERS, _CALM))
        lost = _struck(scene.outside.stats())
        return heal(scene, IN_HAND * crashes + lost, hasten=True, wechat_in_doubt=True)

    return act


def begin(scene: Scene) -> None:
    """Let the town move in and the upstream begin."""
    people_it(scene)
    scene.load()


def _recover(scene: Scene, in_doubt: int | None = None) -> Figures:
    """Start once more and let it live; by default each crash may have left a batch in doubt."""
    scene.product.up()
    return heal(scene, IN_HAND * scene.figures.faults if in_doubt is None else in_doubt)


def heal(scene: Scene, in_doubt: int, *, hasten: bool = False, wechat_in_doubt: bool = False) -> Figures:
    """Take the leavers' rights away, let everything run dry, and judge; at most `in_doubt` may be uncertain."""
    scene.wait(1.0, 2.0)
    scene.town.revoke_leavers(scene.store)
    scene.wait(2.0, 3.0)
    figures = scene.settle(hasten=hasten)
    if figures.uncertain > in_doubt:
        figures.violations.append(f"R-3: {figures.uncertain} uncertain, at most {in_doubt} can be")
    if figures.wechat_uncertain and not wechat_in_doubt:
        figures.violations.append(f"R-3: {figures.wechat_uncertain} uncertain on WeChat, which drops repeats")
    return figures


def _struck(stats: dict[str, int]) -> int:
    """Count the calls that a knob spoiled, by what the sandbox counted: faults on the wire, and answers of 5xx."""
    return sum(times for name, times in stats.items() if " fault " in name or name[-4:-2] == " 5")


def _of_tokens(stats: dict[str, int]) -> str:
    named = {name: times for name, times in stats.items() if "token" in name}
    return ", ".join(f"{name} {times}" for name, times in named.items()) or "no token was counted"
