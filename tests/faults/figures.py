"""What a run came to."""

from dataclasses import asdict, dataclass, field


@dataclass
class Figures:
    """The counts of one scenario; `violations` says in words what an invariant did not allow."""

    scenario: str = ""
    engine: str = ""
    faults: int = 0
    receipts: int = 0
    due: int = 0
    delivered: int = 0
    lost: int = 0
    doubled: int = 0
    unexpected: int = 0
    unauthorised: int = 0
    uncertain: int = 0
    wechat_uncertain: int = 0
    arrived_anyway: int = 0
    overtaken: int = 0
    ready_seconds: float = 0.0
    drain_seconds: float = 0.0
    notes: list[str] = field(default_factory=list)
    violations: list[str] = field(default_factory=list)

    def line(self) -> str:
        """Return the figures as one line for a terminal."""
        said = {name: value for name, value in asdict(self).items() if name not in {"notes", "violations"}}
        numbers = "  ".join(f"{name} {value:g}" for name, value in list(said.items())[2:])
        verdict = "ok " if not self.violations else "BAD"
        return f"{verdict} {self.engine:8} {self.scenario:32} {numbers}  {'; '.join(self.notes)}"


HEADINGS = (
    ("scenario", "scenario"),
    ("engine", "database"),
    ("faults", "faults"),
    ("receipts", "receipts acknowledged"),
    ("due", "pushes due"),
    ("delivered", "seen by their phone"),
    ("lost", "lost"),
    ("doubled", "doubled"),
    ("unexpected", "unexpected"),
    ("unauthorised", "unauthorised"),
    ("uncertain", "uncertain"),
    ("wechat_uncertain", "of them on WeChat"),
    ("arrived_anyway", "of the uncertain, arrived"),
    ("overtaken", "receipts overtaken"),
    ("ready_seconds", "slowest restart, s"),
    ("drain_seconds", "backlog gone after, s"),
)
