"""The names of the message: its namespace (odd, but published so), its blocks, and how texts stand in it."""

import re
from typing import Final

NAMESPACE: Final = "http://www.w3.org/2000/09/xmldsig#"
ROOT: Final = "Certificate"
LINE_BREAK: Final = "/n"  # these two characters stand for a line break (formats.md §1.1)
ALWAYS: Final = frozenset({"EntMgrNo", "CiqRegNo", "AplRegNo", "EtpsName"})  # of the head, even if empty
_BREAKS: Final = re.compile(r"\r\n?|\n")
_UNWRITABLE: Final = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


def qualified(name: str) -> str:
    """Return an element's name with the namespace, as the parser has it."""
    return f"{{{NAMESPACE}}}{name}"


def local(tag: str) -> str:
    """Return an element's name without its namespace."""
    return tag.rpartition("}")[2]


def written(text: str) -> str:
    """Return a box's text as the message has it; what reads as a break and is none gets a blank between."""
    told = _UNWRITABLE.sub("", text).replace(LINE_BREAK, "/ n")
    return _BREAKS.sub(LINE_BREAK, told)


def read(text: str | None) -> str:
    """Return an element's text as a box has it."""
    return (text or "").strip().replace(LINE_BREAK, "\n")
