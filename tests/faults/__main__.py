"""`python -m tests.faults`: the long fault suite; a line a scenario, and status 1 if an invariant was violated."""

import argparse
import random
import shutil
import sys
import tempfile
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from tests.faults import report
from tests.faults.figures import Figures
from tests.faults.scenarios import Scenario, every
from tests.faults.scene import Terms, set_up


def main() -> None:
    """Run what was asked for."""
    given = _parser().parse_args()
    seed = given.seed or random.SystemRandom().randrange(1, 10**9)
    print(f"seed {seed}", flush=True)
    chosen = _chosen(given)
    place = Path(tempfile.mkdtemp(prefix="huizhi-faults-"))
    place.chmod(0o755)  # PostgreSQL runs as a user of its own
    began = time.monotonic()
    with ThreadPoolExecutor(given.jobs) as pool:
        found = list(pool.map(lambda each: _run(each[0], each[1], seed, place), chosen))
    bad = [figures for figures in found if figures.violations]
    if not given.only and given.engine == "both":
        report.write(found, seed, time.monotonic() - began)
    print(f"{len(found)} scenarios, {len(bad)} with violations, {time.monotonic() - began:.0f} s; seed {seed}")
    if not bad:
        shutil.rmtree(place, ignore_errors=True)
    sys.exit(1 if bad else 0)


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m tests.faults", description=__doc__)
    parser.add_argument("--seed", type=int, help="repeats a run as far as timing allows")
    parser.add_argument("--engine", choices=("sqlite", "postgres", "both"), default="both")
    parser.add_argument("--kills", type=int, default=60, help="random kills on each database (60)")
    parser.add_argument("--only", nargs="+", metavar="NAME", help="scenarios whose name contains one of these")
    parser.add_argument("--jobs", type=int, default=1, help="scenarios at a time (1)")
    return parser


def _chosen(given: argparse.Namespace) -> list[tuple[Scenario, str]]:
    engines = ("sqlite", "postgres") if given.engine == "both" else (given.engine,)
    return [
        (scenario, engine)
        for scenario in every(given.kills)
        for engine in engines
        if engine in scenario.engines and (not given.only or any(part in scenario.name for part in given.only))
    ]


def _run(scenario: Scenario, engine: str, seed: int, place: Path) -> Figures:
    """Play one scenario on one database; a stage that breaks is a violation too."""
    own = place / f"{''.join(c if c.isalnum() else '-' for c in scenario.name)}-{engine}"
    try:
        with set_up(Terms(engine, seed, lease=scenario.lease), own, scenario.name) as scene:
            figures = scenario.act(scene)
    except Exception as broken:  # noqa: BLE001 — one broken stage must not hide what the others found
        figures = Figures(
            scenario=scenario.name, engine=engine, violations=[f"the stage broke: {type(broken).__name__} {broken}"]
        )
    print(figures.line(), flush=True)
    for violation in figures.violations[:10]:
        print(f"      {violation[:300]}", flush=True)
    if not figures.violations:
        shutil.rmtree(own, ignore_errors=True)
    return figures


if __name__ == "__main__":
    main()
