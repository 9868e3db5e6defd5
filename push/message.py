"""What is to be said, in no channel's dialect: a channel turns it into its own words and lengths."""

from collections.abc import Mapping
from typing import Any, NamedTuple


class Fact(NamedTuple):
    """One labelled value; `kind` says what the value is (number, status, time, count, text), not how it looks."""

    label: str
    value: str
    kind: str = "text"


class Message(NamedTuple):
    """A neutral message; `kind` names its template (T1…T11), `brief` is the one sentence of its SMS (ux.md §3.3).

    Without a `brief` it is not worth a short message and goes out on other channels only.
    """

    title: str
    facts: tuple[Fact, ...] = ()
    remark: str = ""
    link: str = ""
    kind: str = ""
    brief: str = ""

    def value(self, label: str) -> str | None:
        """Return the value of the fact so labelled, or None."""
        return next((fact.value for fact in self.facts if fact.label == label), None)

    def first(self, kind: str) -> str:
        """Return the value of the first fact of a kind, or an empty string."""
        return next((fact.value for fact in self.facts if fact.kind == kind), "")


def to_data(message: Message) -> dict[str, Any]:
    """Return the message as plain JSON data, as the outbox keeps it; empty parts are left out."""
    data: dict[str, Any] = {"title": message.title, "facts": [[f.label, f.value, f.kind] for f in message.facts]}
    parts = {"remark": message.remark, "link": message.link, "kind": message.kind, "brief": message.brief}
    return data | {name: part for name, part in parts.items() if part}


def from_data(data: Mapping[str, Any]) -> Message:
    """Return the message that `to_data` wrote."""
    return Message(
        title=data["title"],
        facts=tuple([Fact(*fact) for fact in data["facts"]]),
        remark=data.get("remark", ""),
        link=data.get("link", ""),
        kind=data.get("kind", ""),
        brief=data.get("brief", ""),
    )
