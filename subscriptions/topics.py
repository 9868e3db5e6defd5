"""Topic strings and content paths: all that this room knows of documents, enterprises and people."""

from functools import lru_cache
from typing import Final

DOCUMENT: Final = "document"
ENTERPRISE: Final = "enterprise"
PERSON: Final = "person"
LEVELS: Final = (DOCUMENT, ENTERPRISE, PERSON)  # the most specific first
EVERYTHING: Final = ""  # the content path that covers every other
ASKED_FOR: Final = "@"  # a path that begins so is heard by who asks for it by name alone


def topic(level: str, subject: object) -> str:
    """Return `level:subject`; an empty or missing subject has no topic."""
    return f"{level}:{subject}" if subject else ""


@lru_cache(maxsize=512)
def covering(content: str) -> frozenset[str]:
    """Return every path that covers this one: itself, its ancestors, and everything; of `@…` itself alone."""
    if content.startswith(ASKED_FOR):
        return frozenset((content,))
    parts = content.split("/") if content else []
    return frozenset("/".join(parts[:length]) for length in range(len(parts) + 1))
