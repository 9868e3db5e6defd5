"""What the slowest statement of a list spends its time on, in the words of the database."""

import re
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import Any, Final

from kit import database
from tests.bench.list_asking import Ask

_ACTUAL: Final = re.compile(r"(?:->\s+)?(\S.*?)\s+\(actual rows=(\d+) loops=(\d+)\)")
_REMOVED: Final = re.compile(r"Rows Removed by \w+(?: \w+)?: (\d+)")
Noted = list[tuple[float, str]]


async def main_step(ask: Ask) -> str:
    """Return the step that passes over the most rows; on SQLite, which does not count them, the outermost."""
    noted: Noted = []
    with _noting(noted):
        await ask()
    return max(noted)[1] if noted else ""


@contextmanager
def _noting(noted: Noted) -> Iterator[None]:
    """Explain each statement where it is asked: in its transaction, under its settings."""
    fetch = database.fetch

    async def explained(sql: str, *values: Any) -> Sequence[database.Row]:
        began = time.perf_counter()
        rows = await fetch(sql, *values)
        taken = time.perf_counter() - began
        if re.match(r"\s*\(*(select|with)", sql) and "set_config" not in sql:
            noted.append((taken, await _step(fetch, sql, values)))
        return rows

    database.fetch = explained  # type: ignore[assignment]
    try:
        yield
    finally:
        database.fetch = fetch


async def _step(fetch: Any, sql: str, values: Sequence[Any]) -> str:
    if database.dialect() == "sqlite":
        steps = [str(row["detail"]) for row in await fetch(f"explain query plan {sql}", *values)]
        return next((step for step in steps if step.startswith(("SEARCH", "SCAN"))), "")
    plan = await fetch(f"explain (analyze, costs off, timing off) {sql}", *values)
    return _most([row["QUERY PLAN"] for row in plan])


def _most(plan: Sequence[str]) -> str:
    """Return the line of a plan whose node made or threw away the most rows."""
    found: list[tuple[int, str]] = []
    times = 0
    for line in plan:
        if actual := _ACTUAL.search(line):
            times = int(actual[3])
            found.append((int(actual[2]) * times, actual[1]))
        elif (removed := _REMOVED.search(line)) and found:
            found[-1] = (found[-1][0] + int(removed[1]) * times, found[-1][1])
    scans = [each for each in found if "Scan" in each[1]] or found
    return "{1}: {0:,} rows".format(*max(scans)) if scans else ""
