"""Whole CPU, wall time and memory of sets of process trees over a window.

A process belongs to the nearest root above it, so a bench may name its own pid as one part and PostgreSQL, which it
started, as another. What a process used before it ended is counted with the parent that waited for it.
"""

import os
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager

import psutil  # type: ignore[import-untyped]

from tests.bench.result import Result

Parts = Mapping[str, Sequence[int]]


class Window:
    """The measured stretch of a bench; `result` may be asked once the `with` block has ended."""

    def __init__(self, cpu: Parts, aside: Parts) -> None:
        self._cpu, self._aside = cpu, aside
        self._roots = frozenset(pid for pids in [*cpu.values(), *aside.values()] for pid in pids)
        self._before = self._used()
        self._busy_before = _machine_busy()
        self._began = time.perf_counter()

    def close(self) -> None:
        """Ends the stretch: the clock first, for reading the counters takes some milliseconds."""
        self.seconds = time.perf_counter() - self._began
        after, busy = self._used(), _machine_busy() - self._busy_before
        self._spent = {part: after[part] - self._before[part] for part in after}
        others = max(0.0, busy - sum(self._spent.values()))
        self._elsewhere = others / (self.seconds * (os.cpu_count() or 1))
        self._resident = {part: resident(pids, self._roots) for part, pids in self._cpu.items()}

    def result(self, name: str, items: int, note: str = "") -> Result:
        """What the stretch cost, as `items` items of `name`."""
        spent = self._spent
        return Result(
            name=name,
            items=items,
            seconds=self.seconds,
            cpu={part: spent[part] for part in self._cpu},
            aside={part: spent[part] for part in self._aside},
            resident=self._resident,
            elsewhere=self._elsewhere,
            note=note,
        )

    def _used(self) -> dict[str, float]:
        parts = {**self._cpu, **self._aside}
        return {part: cpu_seconds(pids, self._roots) for part, pids in parts.items()}


@contextmanager
def metered(cpu: Parts, aside: Parts | None = None) -> Iterator[Window]:
    """Measures the block: `cpu` names the parts (roots of process trees) counted, `aside` those only shown."""
    window = Window(cpu, aside or {})
    yield window
    window.close()


def cpu_seconds(roots: Sequence[int], stop_at: frozenset[int] = frozenset()) -> float:
    """User and system CPU of the trees under `roots`, ended children included, without the trees of other roots."""
    return sum(_cpu_of(process) for process in _trees(roots, stop_at))


def resident(roots: Sequence[int], stop_at: frozenset[int] = frozenset()) -> int:
    """Bytes of memory of the trees under `roots`; a page that k processes share counts 1/k to each (PSS)."""
    return sum(_memory_of(process) for process in _trees(roots, stop_at))


def _trees(roots: Sequence[int], stop_at: frozenset[int]) -> Iterator[psutil.Process]:
    children: dict[int, list[psutil.Process]] = {}
    for process in psutil.process_iter(["ppid"]):
        children.setdefault(process.info["ppid"], []).append(process)
    waiting = [psutil.Process(pid) for pid in roots if psutil.pid_exists(pid)]
    while waiting:
        process = waiting.pop()
        waiting += [child for child in children.get(process.pid, []) if child.pid not in stop_at]
        yield process


def _cpu_of(process: psutil.Process) -> float:
    try:
        used = process.cpu_times()
    except psutil.NoSuchProcess:
        return 0.0
    return float(used.user + used.system + used.children_user + used.children_system)


def _memory_of(process: psutil.Process) -> int:
    try:
        return int(process.memory_full_info().pss)
    except (psutil.NoSuchProcess, psutil.AccessDenied):
        return 0


def _machine_busy() -> float:
    used = psutil.cpu_times()
    return float(used.user + used.nice + used.system + used.irq + used.softirq + used.steal)
