"""Who does something: every action and every query takes an Actor (house rule 8)."""

from dataclasses import dataclass
from typing import Final, Literal
from uuid import UUID

Role = Literal["admin", "operator", "agent", "none", "system"]
Scope = Literal["read", "follow", "receipts"]

NOBODY: Final = UUID(int=0)
ROLE_NAMES: Final[dict[Role, str]] = {
    "admin": "管理员",
    "operator": "经办人",
    "agent": "代理",
    "none": "未加入企业",
    "system": "系统",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Actor:
    """A person acting for an enterprise, or the system itself; `door` is where the wish came in.

    `scopes` is None for a person, who may do all that the role may; a machine's token is held to its scopes. `proven`
    tells that the session has seen a second factor (A-5), `by_chat` that a chat account opened it (docs/adr/0029).
    """

    person_id: UUID
    enterprise_id: UUID | None
    role: Role
    door: str
    name: str
    session_id: UUID | None = None
    scopes: frozenset[Scope] | None = None
    proven: bool = False
    by_chat: bool = False

    @classmethod
    def system(cls, door: str) -> "Actor":
        """Return the actor of what no person asked for: the clock, a gateway, the command line."""
        return cls(person_id=NOBODY, enterprise_id=None, role="system", door=door, name=door)

    @property
    def is_system(self) -> bool:
        """Tell whether no person stands behind this."""
        return self.role == "system"

    @property
    def is_admin(self) -> bool:
        """Tell whether this is an 管理员 of the enterprise, in person and not by a machine's token."""
        return self.role == "admin" and self.scopes is None

    @property
    def role_name(self) -> str:
        """Return the role as users read it."""
        return ROLE_NAMES[self.role]

    def may(self, scope: Scope) -> bool:
        """Tell whether the door lets this actor do things of that scope; a person passes, a token needs it named."""
        return self.scopes is None or scope in self.scopes
