"""One turn of a conversation: who speaks, what we were talking about, and what was understood."""

from dataclasses import dataclass

from api.identifiers import Identifier
from api.people import Actor
from bot.memory import Thread
from bot.reading import Intent
from bot.slots import NOTHING, Slots
from kit.refusals import Kind, Refusal
from push.address import Address


@dataclass(slots=True)
class Turn:
    """What a command gets: the whole `line`, the `words` after the verb, the number among them, and their `slots`.

    `who` is None where nobody is bound to the speaker's address; `said` is the line as it was typed; `decision` is
    what was decided to do about it.
    """

    speaker: Address
    thread: Thread
    who: Actor | None
    line: str = ""
    words: tuple[str, ...] = ()
    identifier: Identifier | None = None
    slots: Slots = NOTHING
    said: str = ""
    meant: Intent | None = None
    decision: str = ""

    @property
    def actor(self) -> Actor:
        """Return who speaks; raises the refusal `unbound` for a stranger."""
        if self.who is None:
            raise Refusal(Kind.UNAUTHENTICATED, "unbound", "请先绑定账号才能查询。")
        return self.who

    def understood(self, intent: Intent) -> None:
        """Take what was understood for what the command gets."""
        self.meant = intent
        self.line, self.words, self.identifier = intent.line, intent.words, intent.identifier
        self.slots = intent.slots
