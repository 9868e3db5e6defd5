"""What one bench hands back, and its passage from the process that measured to the process that prints."""

import json
from dataclasses import asdict, dataclass, field


class Missing(Exception):
    """Something a bench needs is not on this machine and could not be put there; the text says what."""


@dataclass(frozen=True)
class Figure:
    """One figure that is not a throughput, such as a p99, with the bound that it must keep (None: no bound)."""

    what: str
    value: float
    unit: str
    bound: float | None = None

    @property
    def kept(self) -> bool:
        return self.bound is None or self.value <= self.bound


@dataclass(frozen=True)
class Result:
    """One measured run: items done, wall seconds, CPU seconds and memory by part.

    `cpu` counts towards the whole; `aside` (the sink, a load generator) is shown but not counted. `elsewhere` is the
    share of the machine's cores that neither used: other people's work, interrupts, steal.
    """

    name: str
    items: int = 0
    seconds: float = 0.0
    cpu: dict[str, float] = field(default_factory=dict)
    aside: dict[str, float] = field(default_factory=dict)
    resident: dict[str, int] = field(default_factory=dict)
    elsewhere: float = 0.0
    figures: tuple[Figure, ...] = ()
    note: str = ""

    @property
    def rate(self) -> float:
        """Items a second by the wall clock."""
        return self.items / self.seconds if self.seconds else 0.0

    @property
    def cpu_per_item(self) -> float:
        """Whole CPU of one item in microseconds."""
        return self.each(sum(self.cpu.values()))

    def each(self, cpu_seconds: float) -> float:
        """CPU seconds of the whole run as microseconds an item."""
        return 1e6 * cpu_seconds / self.items if self.items else 0.0


def dumps(result: Result) -> str:
    """One JSON line, with the two figures one looks for first worked out."""
    return json.dumps(asdict(result) | {"rate": round(result.rate, 1), "cpu_per_item": round(result.cpu_per_item, 1)})


def loads(line: str) -> Result:
    """The inverse of `dumps`."""
    fields = json.loads(line)
    figures = tuple(Figure(**figure) for figure in fields.pop("figures"))
    del fields["rate"], fields["cpu_per_item"]
    return Result(**fields, figures=figures)
