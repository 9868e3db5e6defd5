"""docs/faults.md: the figures of a whole run, with the machine, the date and the command that repeats it."""

import os
import platform
import sqlite3
import subprocess
from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path

from tests.faults.children import ROOT
from tests.faults.figures import HEADINGS, Figures
from tests.support.servers import postgres_home

PAGE = ROOT / "docs" / "faults.md"
_INTRODUCTION = """# Faults: what was broken on purpose, and what became of the messages

`make faults` (`python -m tests.faults`) breaks a running Huizhi under {rate:.0f} receipts a second and then compares
three accounts of what happened: what the upstream was told had been taken, what the database says, and what the
phones in the sandbox saw. A small part of it runs with `make test`. `--only NAME` and `--seed N` repeat one scenario.

What must hold in every line:

- **lost 0**: each acknowledged receipt × each active follower has a delivery that ended or a suppression with its
  reason, and what is called accepted was seen (I1).
- **doubled 0**: no phone saw the same thing twice; nothing in doubt was sent again by SMS or Telegram (I2).
- **unexpected 0**, **unauthorised 0**: nobody heard what was not due to them, other enterprises' people and those who
  lost their membership in the middle of the run among them (I3, I4).
- only legal moves, recorded by triggers inside the database (I7); `PRAGMA integrity_check`, `pg_amcheck`, no orphans
  (I9); the backlog gone within 120 s, no lease older than twice its length (I10).
- **uncertain** is no loss but an honest “nobody knows”: SMS and Telegram drop no repeats, so what was on its way at a
  crash, or was never answered, is flagged instead of repeated. At most eight a crash and one an unanswered call (R-3).
- **overtaken**: where several workers read the inbox, a receipt may be handled a moment after the next one of the
  same document, which came within two seconds. It stands in the journal as late; its followers heard the newer status.

"Not seen" and "not lost" are the superseded (a newer status replaced the unsent older one), the suppressed and the
uncertain. Where the scenario does not say otherwise the lease is {lease:.0f} s instead of 60 s, to save waiting. Random
kills are weak evidence, named failpoints the main test: 0 of n means less than 3/n with 95 % confidence.
"""


def write(found: Sequence[Figures], seed: int, seconds: float) -> None:
    """Write the page."""
    from tests.faults.scene import LEASE, RATE

    parts = [
        _INTRODUCTION.format(rate=RATE, lease=LEASE),
        _circumstances(seed, seconds),
        _table(found),
        _totals(found),
        _violations(found),
    ]
    PAGE.write_text("\n".join(parts), encoding="utf-8")


def _circumstances(seed: int, seconds: float) -> str:
    home = postgres_home()
    version = ""
    if home is not None:
        version = subprocess.run([home / "postgres", "--version"], capture_output=True, text=True, check=True).stdout
    return (
        f"{datetime.now(UTC):%Y-%m-%d}, {os.cpu_count()} cores, {_memory()} GiB, {platform.system()}, "
        f"Python {platform.python_version()}, SQLite {sqlite3.sqlite_version}, {version.strip()} (fsync on); "
        f"`python -m tests.faults --seed {seed}`, {seconds / 60:.0f} minutes.\n"
    )


def _memory() -> int:
    for line in Path("/proc/meminfo").read_text("utf-8").splitlines():
        if line.startswith("MemTotal"):
            return round(int(line.split()[1]) / 2**20)
    return 0


def _table(found: Sequence[Figures]) -> str:
    rows = [[str(getattr(figures, name)) for name, _heading in HEADINGS] for figures in found]
    lines = [[heading for _name, heading in HEADINGS], ["---", "---"] + ["---:"] * (len(HEADINGS) - 2), *rows]
    return "\n".join(f"| {' | '.join(line)} |" for line in lines) + "\n"


def _totals(found: Sequence[Figures]) -> str:
    faults, receipts, due = (sum(getattr(f, name) for f in found) for name in ("faults", "receipts", "due"))
    lost, doubled = (sum(getattr(f, name) for f in found) for name in ("lost", "doubled"))
    return f"In all: {faults:,} faults, {receipts:,} receipts, {due:,} pushes due; {lost} lost, {doubled} doubled.\n"


def _violations(found: Sequence[Figures]) -> str:
    noted = [f"- {f.scenario} ({f.engine}): {'; '.join(f.notes)}" for f in found if f.notes]
    bad = [f"- {f.scenario} ({f.engine}): {violation}" for f in found for violation in f.violations[:5]]
    return "\n".join([*noted, "", "Violations: none." if not bad else "Violations:", *bad, ""])
