"""Every bench by name. A bench is a module with `run(services, sink, n) -> Result`; adding one is one line here."""

from dataclasses import dataclass
from enum import Enum


class Kind(Enum):
    """What a bench is in the comparison."""

    LIMIT = "limit"  # what nothing can pass: the HTTP client alone
    OURS = "ours"  # everything is compared with this one
    PEER = "peer"
    FIGURES = "figures"  # latency, memory, growth: bounds of their own, no throughput to compare; runs once


@dataclass(frozen=True)
class Bench:
    """One bench: its module, and how many items make a run, in full and with --quick."""

    name: str
    module: str
    kind: Kind
    full: int
    quick: int
    seconds: float = 240.0  # within which a run must end; a peer's first one installs it


BENCHES = (
    Bench("bare-client", "tests.bench.peers.bare_client", Kind.LIMIT, 150_000, 50_000),
    Bench("bare-pycurl", "tests.bench.peers.bare_pycurl", Kind.LIMIT, 150_000, 50_000),
    Bench("pipeline", "tests.bench.pipeline", Kind.OURS, 60_000, 30_000),
    Bench("kannel-memory", "tests.bench.peers.kannel_memory", Kind.PEER, 40_000, 20_000),
    Bench("kannel-spool", "tests.bench.peers.kannel_spool", Kind.PEER, 24_000, 12_000),
    Bench("bullmq", "tests.bench.peers.bullmq", Kind.PEER, 30_000, 12_000),
    Bench("taskiq", "tests.bench.peers.taskiq", Kind.PEER, 8_000, 3_000),
    Bench("celery", "tests.bench.peers.celery", Kind.PEER, 4_000, 1_500),
    Bench("matching", "tests.bench.matching", Kind.FIGURES, 1_000_000, 100_000),
    Bench("callback", "tests.bench.callback", Kind.FIGURES, 3_000, 1_000),
    Bench("lists", "tests.bench.lists", Kind.FIGURES, 100_000, 20_000, seconds=780.0),
    Bench("idle", "tests.bench.idle", Kind.FIGURES, 100, 30),
    Bench("memory", "tests.bench.memory", Kind.FIGURES, 1, 1),
    Bench("picture", "tests.bench.picture", Kind.FIGURES, 40, 20),
    Bench("bombs", "tests.bench.bombs", Kind.FIGURES, 125, 50, seconds=420.0),
)
