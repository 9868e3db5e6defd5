"""What the authorities remember: the letters that reached them, and the receipts that were dropped."""

from collections import Counter, deque
from dataclasses import dataclass, field

from sandbox.authority.letters import Letter


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
    """The last receipts, newest last; every letter by its id, and how often its door was found closed."""

    dropped: deque[Dropped] = field(default_factory=lambda: deque(maxlen=200))
    serials: dict[str, int] = field(default_factory=dict)
    letters: dict[str, Letter] = field(default_factory=dict)
    faults: Counter[str] = field(default_factory=Counter)
