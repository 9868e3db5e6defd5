"""How much longer a list takes when an enterprise has a hundred thousand documents instead of a thousand.

Every operation of the OpenAPI document that is paged is asked through the whole app by the enterprise's 管理员, without
conditions and with each of them (list_cases.py); what the chat asks of all documents at once is asked of its functions.
Either enterprise has a database and a process of its own: what reads a whole table would be as slow for the smaller one
in the same. They are asked in turns, case by case, so that whatever disturbs the machine disturbs both alike.
"""

import json
import os
import statistics
import subprocess
import sys
from collections.abc import Iterator, Sequence
from contextlib import ExitStack
from dataclasses import dataclass, field
from typing import Any, Final, Self

from tests.bench import processes
from tests.bench.result import Figure, Result
from tests.bench.services import Services, postgres_bin
from tests.bench.sink import Sink

CASES: Final = "HUIZHI_BENCH_CASES"  # texts, one a line: only the cases that hold one of them are asked
SMALL: Final = 1_000
BOUND: Final = 1.5
FLOOR: Final = 5.0  # milliseconds: what is quicker than this counts as this, for nobody notices the difference
_TOGETHER: Final = 3  # requests of one side before the other's turn
_WARM: Final = 3  # requests before the first that counts: plans are made, pages are in memory on either side
_LEAST, _MOST = 4, 24  # turns
_DOUBTFUL: Final = 1.2  # a growth below this is believed at once, any other is looked at longer
_QUICKEST: Final = 3  # the others were held up by somebody else


class Side:
    """A process with one enterprise's database, and what it was heard to say."""

    def __init__(self, url: str, documents: int, stack: ExitStack) -> None:
        words = [sys.executable, "-m", "tests.bench.list_side", url, str(documents)]
        self._process = subprocess.Popen(words, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
        stack.callback(processes.stop, self._process)

    def answer(self) -> Any:
        """Return what it says next."""
        assert self._process.stdout
        line = self._process.stdout.readline()
        if not line:
            raise RuntimeError("a side ended before its time")
        return json.loads(line)

    def told(self, *words: str | int) -> Any:
        """Return what it answers."""
        assert self._process.stdin
        self._process.stdin.write(json.dumps(words) + "\n")
        self._process.stdin.flush()
        return self.answer()


@dataclass
class Taken:
    """The seconds that a case took either side, turn by turn."""

    few: list[float] = field(default_factory=list)
    many: list[float] = field(default_factory=list)

    @property
    def growth(self) -> float:
        return max(_typical(self.many), FLOOR) / max(_typical(self.few), FLOOR)

    @property
    def clear(self) -> bool:
        return self.growth < _DOUBTFUL and len(self.few) >= _LEAST * _TOGETHER

    def half(self, which: int) -> Self:
        """Return every other turn, as if it had been a run of its own."""
        return type(self)(_turns(self.few, which), _turns(self.many, which))

    @property
    def noise(self) -> float:
        """How far the verdicts of two runs lie apart."""
        one, other = (self.half(which).growth for which in (0, 1))
        return max(one, other) / min(one, other) - 1


def run(services: Services, sink: Sink, n: int) -> Result:
    """Measure on both databases; `sink` is not needed."""
    os.environ |= {
        "HUIZHI_SECRET_KEY": "a-secret-key-for-benches-only-0123456789",
        "HUIZHI_DATA_DIR": str(services.folder / "data"),
    }
    figures: list[Figure] = []
    noise: list[float] = []
    with ExitStack() as stack:
        kinds = {name: _sides(services, name, n, stack) for name in ("SQLite", "PostgreSQL")}
        asked = {name: [side.answer() for side in sides] for name, sides in kinds.items()}  # all are full now
        for name, sides in kinds.items():
            for case in _chosen(asked[name][0]):
                taken = _compared(sides, case)
                noise.append(taken.noise)
                figures.append(_figure(f"{case} on {name}", taken, sides[1], case))
    return Result("lists", figures=tuple(figures), note=_note(figures, noise, n))


def _sides(services: Services, name: str, n: int, stack: ExitStack) -> list[Side]:
    """Return the small side and the large one, which begin to fill their databases."""
    sizes = {"small": SMALL, "large": n}
    return [Side(_fresh(services, name, which), documents, stack) for which, documents in sizes.items()]


def _fresh(services: Services, name: str, which: str) -> str:
    """Return the URL of an empty database."""
    if name == "SQLite":
        return f"sqlite://{services.folder}/{which}.sqlite3"
    server = services.postgres()
    reach = ["-h", str(server.socket_dir), "-p", str(server.port), "-U", "postgres"]
    subprocess.run([str(postgres_bin() / "createdb"), *reach, which], check=True)
    return server.url.removesuffix("bench") + which


def _chosen(cases: Sequence[str]) -> Iterator[str]:
    wanted = os.environ.get(CASES, "").splitlines()
    return (case for case in cases if not wanted or any(text in case for text in wanted))


def _compared(sides: Sequence[Side], case: str) -> Taken:
    small, large = sides
    taken = Taken()
    for side in sides:
        side.told("ask", case, _WARM)
    for _ in range(_MOST):
        taken.few += small.told("ask", case, _TOGETHER)
        taken.many += large.told("ask", case, _TOGETHER)
        if taken.clear:
            break
    return taken


def _figure(what: str, taken: Taken, large: Side, case: str) -> Figure:
    growth, times = taken.growth, f"{_typical(taken.few):.1f} → {_typical(taken.many):.1f} ms"
    beyond = f" ({large.told('plan', case)})" if growth > BOUND else ""
    return Figure(f"{what}, {times}{beyond}", growth, "×", bound=BOUND)


def _note(figures: Sequence[Figure], noise: Sequence[float], n: int) -> str:
    kept = sum(figure.kept for figure in figures)
    return (
        f"{kept} of {len(figures)} within; the {_QUICKEST} quickest of {_LEAST * _TOGETHER} to {_MOST * _TOGETHER} "
        f"requests of either side in turns of {_TOGETHER}, through the whole app, each by "
        f"its time on a CPU, ours and the database's; {n:,} documents against {SMALL:,}; "
        f"what takes less than {FLOOR:g} ms counts as {FLOOR:g} ms; growth of one half of the turns against the other: "
        f"{statistics.median(noise):.0%} apart in the median, {max(noise):.0%} at most"
    )


def _typical(times: Sequence[float]) -> float:
    return statistics.mean(sorted(times)[:_QUICKEST]) * 1000


def _turns(times: Sequence[float], which: int) -> list[float]:
    return [each for n, each in enumerate(times) if n // _TOGETHER % 2 == which]
