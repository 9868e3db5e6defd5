"""What the customs side remembers: the receipts it has dropped."""

from collections import deque
from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class Dropped:
    """One file that was laid into an InBox."""

    at: float
    file: str
    title: str
    number: str
    xml: str


@dataclass(slots=True)
class AuthorityState:
    """The last receipts, newest last."""

    dropped: deque[Dropped] = field(default_factory=lambda: deque(maxlen=200))
    serials: dict[str, int] = field(default_factory=dict)
