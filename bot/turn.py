"""One turn of a conversation: who speaks, what we were talking about, and what was understood."""

from dataclasses import dataclass

from api.identifiers import Identifier
from api.people import Actor
from bot.memory import Thread
from kit.refusals import Kind, Refusal
from push.address import Address


@dataclass(slots=True)
class Turn:
    """What a command gets: the whole `line`, the `words` after the verb, and the number among them.

    `who` is None where nobody is bound to the speaker's address.
    """

    speaker: Address
    thread: Thread
    who: Actor | None
    line: str = ""
    words: tuple[str, ...] = ()
    identifier: Identifier | None = None

    @property
    def actor(self) -> Actor:
        """Return who speaks; raises the refusal `unbound` for a stranger."""
        if self.who is None:
            raise Refusal(Kind.UNAUTHENTICATED, "unbound", "请先绑定账号才能查询。")
        return self.who
