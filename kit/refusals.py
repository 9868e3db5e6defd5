"""A refusal is an answer, not a fault: it carries its kind, a code, the facts and a sentence in Chinese."""

from enum import StrEnum
from typing import Any


class Kind(StrEnum):
    """The ways of saying no; a door translates them (HTTP: 404, 403, 409, 422, 429, 401, 413)."""

    UNKNOWN = "unknown"
    FORBIDDEN = "forbidden"
    CONFLICT = "conflict"
    INVALID = "invalid"
    TOO_OFTEN = "too_often"
    UNAUTHENTICATED = "unauthenticated"
    TOO_LARGE = "too_large"


class Refusal(Exception):
    """Raised by an action that will not be done; doors show `sentence` as it stands."""

    def __init__(self, kind: Kind, code: str, sentence: str, **facts: Any) -> None:
        super().__init__(sentence)
        self.kind = kind
        self.code = code
        self.sentence = sentence
        self.facts = facts


def unknown(sentence: str = "未查询到相关信息!", code: str = "not_found", **facts: Any) -> Refusal:
    """Return the refusal for what is missing or foreign: the two are indistinguishable (house rule 8)."""
    return Refusal(Kind.UNKNOWN, code, sentence, **facts)


class Weather(Exception):
    """A gateway or a database is out of reach for now: counted and retried, never shown as a refusal."""
