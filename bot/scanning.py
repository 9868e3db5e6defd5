"""What stands in a code on paper: a number alone, a bar code with its symbology, or an address with the number in it.

The authorities publish no form for the codes on their certificates, so the number is found by its own pattern wherever
it stands; what is no number of a document of ours is nothing.
"""

import re
from typing import Final
from urllib.parse import unquote

from api import identifiers

_ACCOUNT: Final = re.compile(r"https?://(weixin|mp\.weixin)\.qq\.com/", re.IGNORECASE)
_WORD: Final = re.compile(r"[0-9A-Za-z]{6,32}(?:/[0-9]{5})?")
_FOLLOWED: Final = frozenset({"certificate", "coordination", "filing", "declaration"})
_LONGEST: Final = 600


def number_in(scanned: str) -> str:
    """Return the first number of a document that stands in what was scanned, or nothing."""
    for word in _WORD.findall(unquote(scanned[:_LONGEST])):
        found = identifiers.classify(word)
        if found and found.kind in _FOLLOWED:
            return found.value
    return ""


def is_of_the_account(scanned: str) -> bool:
    """Tell whether it is a code that WeChat itself must scan: ours for binding is one."""
    return bool(_ACCOUNT.match(scanned.strip()))
