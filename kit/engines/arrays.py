"""Arrays go to PostgreSQL as lists and tuples, and asyncpg asks no more about them than that.

Hot statements carry hundreds of rows as one array a column. Of each element asyncpg asks two abstract base classes
whether it is an array itself, at 0.3 µs an answer: a sixth of the CPU that a receipt's statements cost us. We pass
nothing but lists and tuples, so those two types are the answer.
"""

from typing import Final

from asyncpg.protocol import protocol

_ASKED: Final = ("IterableABC", "SizedABC")


def ask_less() -> None:
    """Let asyncpg tell arrays by their types; raises AttributeError where it asks otherwise than we know."""
    for name in _ASKED:
        getattr(protocol, name)
        setattr(protocol, name, (list, tuple))
