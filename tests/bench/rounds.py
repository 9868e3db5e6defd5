"""Runs benches one after the other, round by round, within a time budget."""

import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from tests.bench import result, scratch
from tests.bench.registry import Bench, Kind
from tests.bench.result import Result

STOP_SECONDS = 20.0


@dataclass
class Outcome:
    """What came of a bench: its runs, or why there are none."""

    bench: Bench
    runs: list[Result] = field(default_factory=list)
    missing: str = ""
    failed: str = ""

    @property
    def best(self) -> Result:
        """The run with the highest rate; every figure that is printed for a bench is this run's."""
        return max(self.runs, key=lambda run: run.rate)

    @property
    def goes_on(self) -> bool:
        """Whether a further round can tell more."""
        return not self.missing and not self.failed and not (self.runs and self.bench.kind is Kind.FIGURES)


@dataclass(frozen=True)
class Plan:
    """How thoroughly to measure: how many rounds, short runs or full ones, and the seconds that all of it may take."""

    rounds: int
    quick: bool
    seconds: float


FULL = Plan(rounds=3, quick=False, seconds=14 * 60)
QUICK = Plan(rounds=1, quick=True, seconds=170)


def run_all(benches: Sequence[Bench], plan: Plan, say: Callable[[str], None]) -> list[Outcome]:
    """Every bench in turn, then all again: what disturbs the machine for a while then disturbs all alike."""
    outcomes = [Outcome(bench) for bench in benches]
    deadline = time.monotonic() + plan.seconds
    for number in range(plan.rounds):
        for outcome in filter(lambda outcome: outcome.goes_on, outcomes):
            _run_once(outcome, plan, deadline)
            say(f"[{number + 1}/{plan.rounds}] {outcome.bench.name}: {_summary(outcome)}")
    return outcomes


def _run_once(outcome: Outcome, plan: Plan, deadline: float) -> None:
    left = deadline - time.monotonic()
    if left <= 0:
        outcome.missing = "" if outcome.runs else f"no time left of the {plan.seconds:.0f} seconds"
        return
    n = outcome.bench.quick if plan.quick else outcome.bench.full
    with scratch.folder() as folder:
        log, file = folder / "log", folder / "result"
        ended = _spawn([outcome.bench.name, str(n), str(file)], log, min(left, outcome.bench.seconds))
        _read(outcome, file, log, ended=ended)


def _spawn(words: list[str], log: Path, seconds: float) -> bool:
    """Whether the child ended by itself in time."""
    with log.open("wb") as out:
        command = [sys.executable, "-m", "tests.bench.child", *words]
        child = subprocess.Popen(command, stdout=out, stderr=out, start_new_session=True)
    try:
        child.wait(seconds)
    except subprocess.TimeoutExpired:
        return False
    finally:
        _end(child)
    return True


def _end(child: subprocess.Popen[bytes]) -> None:
    if child.poll() is not None:
        return
    child.terminate()
    try:
        child.wait(STOP_SECONDS)
    except subprocess.TimeoutExpired:
        os.killpg(child.pid, signal.SIGKILL)
        child.wait()


def _read(outcome: Outcome, file: Path, log: Path, *, ended: bool) -> None:
    if not file.exists():
        said = log.read_text(errors="replace").strip().splitlines()[-8:]
        outcome.failed = "\n".join(["did not end in time" if not ended else "failed", *said])
        return
    line = file.read_text()
    missing = json.loads(line).get("missing")
    if missing:
        outcome.missing = missing
    else:
        outcome.runs.append(result.loads(line))


def _summary(outcome: Outcome) -> str:
    if outcome.failed or outcome.missing:
        return outcome.failed or f"missing: {outcome.missing}"
    last = outcome.runs[-1]
    if not last.items:
        return ", ".join(f"{figure.what} {figure.value:g} {figure.unit}" for figure in last.figures)
    return f"{last.rate:,.0f}/s at {last.cpu_per_item:,.0f} µs, {last.elsewhere:.0%} of the machine used by others"
