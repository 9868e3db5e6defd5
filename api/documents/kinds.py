"""The kinds of document the house knows: each slice registers its own at import."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

from api.documents.lifecycle import Lifecycle
from api.documents.moves import MAIN, Change
from push.message import Message

Notices = Callable[[Change], Message | None]
_KINDS: dict[str, "Kind"] = {}


@dataclass(frozen=True)
class Numbering:
    """How working numbers of a kind are made: prefix, day or month in Shanghai, and a serial of so many digits."""

    prefix: str = ""
    period: str = "%y%m%d"
    digits: int = 6


@dataclass(frozen=True)
class Kind:
    """A kind of document: its name in Chinese, the content its followers choose, its lifecycles, its words.

    `notices` is a pure function: what followers hear of a change, or None if it is not worth a message. `drafted` is
    the status of what our own people begin; `lifecycle.start` that of what an authority speaks of first.
    """

    name: str
    label: str
    content: str
    lifecycle: Lifecycle
    notices: Notices
    axes: Mapping[str, Lifecycle] = field(default_factory=dict)
    drafted: str = "draft"
    numbering: Numbering = Numbering()

    def axis(self, name: str) -> Lifecycle:
        """Return the lifecycle of an axis; raises KeyError for one the kind has not."""
        return self.lifecycle if name == MAIN else self.axes[name]


def register(kind: Kind) -> None:
    """Make a kind known; called once by its slice. Raises ValueError if another already has the name."""
    if _KINDS.setdefault(kind.name, kind) != kind:
        raise ValueError(f"two kinds of document are called {kind.name}")


def kind_of(name: str) -> Kind:
    """Return a registered kind; raises KeyError for an unknown one."""
    return _KINDS[name]


def kinds() -> tuple[Kind, ...]:
    """Return every registered kind, in the order of registration."""
    return tuple(_KINDS.values())
