"""`python -m tests.bench [--quick] [--only NAME ...] [--cases TEXT ...]`: every bench beside its peers, as one table.

A full run also writes docs/benchmarks.md; a quick or partial one only prints.
"""

import argparse
import os
import sys
from datetime import UTC, datetime
from pathlib import Path

from tests.bench import machine, processes, rounds, table
from tests.bench.lists import CASES
from tests.bench.registry import BENCHES

DOCUMENT = Path(__file__).parents[2] / "docs" / "benchmarks.md"
PREFACE = """\
# Benchmarks

Measured on {date} (UTC) by `make bench`, in one run on one machine, all programs sharing all of its cores. What each
column means, what the peers do and do not do, and how to add a bench: `tests/bench/README.md`. What our own figure is
made of, and what was tried: [performance.md](performance.md).

{facts}

{report}
"""


def main() -> int:
    """Exit status 1 when a bench failed or broke a bound; one that misses something it needs is only named."""
    options = _options()
    os.environ[CASES] = "\n".join(options.cases)
    processes.leave_on_sigterm()
    benches = [bench for bench in BENCHES if not options.only or bench.name in options.only]
    outcomes = rounds.run_all(benches, rounds.QUICK if options.quick else rounds.FULL, _say)
    report, facts = table.report(outcomes), _facts()
    _say(f"\n{facts}\n\n{report}")
    if not options.quick and not options.only:
        date = datetime.now(UTC).date().isoformat()
        DOCUMENT.write_text(PREFACE.format(date=date, facts=facts, report=report))
    broken = [figure for outcome in outcomes for run in outcome.runs for figure in run.figures if not figure.kept]
    return int(bool(broken) or any(outcome.failed for outcome in outcomes))


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m tests.bench", description=__doc__)
    parser.add_argument("--quick", action="store_true", help="one short round, three minutes at most")
    names = [bench.name for bench in BENCHES]
    parser.add_argument("--only", nargs="+", metavar="NAME", choices=names, help=f"any of: {', '.join(names)}")
    parser.add_argument("--cases", nargs="+", default=[], metavar="TEXT", help="of lists, those that hold one of these")
    return parser.parse_args()


def _facts() -> str:
    return "\n".join(f"- {name}: {value}" for name, value in machine.facts().items())


def _say(text: str) -> None:
    print(text, flush=True)


if __name__ == "__main__":
    sys.exit(main())
