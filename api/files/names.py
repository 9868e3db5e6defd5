"""The name that a file was given by its owner: shown to people, never used as a path (F-5)."""

import re
import unicodedata
from typing import Final
from urllib.parse import quote

LONGEST: Final = 120  # characters
_PARTS: Final = re.compile(r"[/\\]")
_FORBIDDEN: Final = re.compile(r'[<>:"|?*\x00-\x1f\x7f]')
_INVISIBLE: Final = frozenset({"Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp"})
_PLAIN: Final = re.compile(r"[^0-9A-Za-z._-]")


def cleaned(name: str) -> str:
    """Return the last part of a name without what no name may hold; 'file' if nothing is left, the suffix kept."""
    last = _PARTS.split(unicodedata.normalize("NFC", name))[-1]
    seen = "".join(each for each in last if unicodedata.category(each) not in _INVISIBLE)
    text = _FORBIDDEN.sub("_", seen).strip(" .")
    stem, dot, suffix = text.rpartition(".")
    if not dot:
        return text[:LONGEST] or "file"
    return f"{(stem or 'file')[: LONGEST - len(suffix[:10]) - 1]}.{suffix[:10]}"


def suffix_of(name: str) -> str:
    """Return the suffix in lower case without the dot, or an empty string."""
    return name.rpartition(".")[2].lower() if "." in name else ""


def disposition(name: str) -> str:
    """Return the Content-Disposition under which browsers save the file by its own name, and never show it."""
    return f"attachment; filename=\"{_PLAIN.sub('_', name)}\"; filename*=UTF-8''{quote(name, safe='')}"
