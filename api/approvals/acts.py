"""What may be made to wait for a second person: a slice makes its acts known here, and this slice knows no other."""

from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import asdict, dataclass
from typing import Any, Final
from uuid import UUID

from api.approvals import refusals
from api.people import Actor


@dataclass(frozen=True, slots=True, kw_only=True)
class Matter:
    """One document that is to be decided about, as it stood when that was asked.

    `says` describes it to who decides; `since` changes whenever it becomes another matter: what was changed or handed
    in again meanwhile is not what was consented to.
    """

    document_id: UUID
    number: str
    says: str
    since: str

    def as_data(self) -> dict[str, str]:
        """Return it as it is kept."""
        return {**asdict(self), "document_id": str(self.document_id)}

    @classmethod
    def of(cls, data: Mapping[str, Any]) -> "Matter":
        """Return what `as_data` wrote."""
        return cls(**{**data, "document_id": UUID(data["document_id"])})


@dataclass(frozen=True, slots=True, kw_only=True)
class Sight:
    """A document as it stands, for who decides about it: its boxes in words, and what draws it as PNG.

    `draw` raises Weather; it shows what `boxes` say, whatever became of the document meanwhile.
    """

    boxes: Sequence[tuple[str, str]]
    draw: Callable[[], Awaitable[bytes]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Act:
    """One kind of deed: `look` reads a document for somebody and raises the refusal that the deed would meet now.

    `do` does it for who asked, whatever the enterprise demands, and raises its refusals; it joins the transaction.
    `ring` wakes the corridors once that is committed. `show` is there where a document can be looked at as a whole.
    """

    name: str
    label: str
    look: Callable[[Actor, UUID], Awaitable[Matter]]
    do: Callable[[Actor, Matter], Awaitable[None]]
    ring: Callable[[], Awaitable[None]]
    show: Callable[[Actor, UUID], Awaitable[Sight]] | None = None


_ACTS: Final[dict[str, Act]] = {}


def register(act: Act) -> None:
    """Make an act known: an enterprise may demand consent to it from now on."""
    _ACTS[act.name] = act


def act_of(name: str) -> Act:
    """Return the act of that name; raises `Refusal` for a name that is none."""
    if name not in _ACTS:
        raise refusals.no_such_act(sorted(_ACTS))
    return _ACTS[name]


def known() -> dict[str, str]:
    """Return {name: label} of all acts."""
    return {name: _ACTS[name].label for name in sorted(_ACTS)}
