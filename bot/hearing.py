"""What was heard, in no channel's dialect."""

from dataclasses import dataclass
from enum import StrEnum

from push.address import Address


class Kind(StrEnum):
    """What somebody did: said a line, sent what we cannot read, came (perhaps by a code), scanned one, left.

    READ is what a scan from our menu found on paper; SCANNED is a code of the account itself.
    """

    LINE = "line"
    MEDIA = "media"
    CAME = "came"
    SCANNED = "scanned"
    READ = "read"
    LEFT = "left"


@dataclass(frozen=True, slots=True)
class Heard:
    """One thing heard: `words` is the line, or the scene of the code; `key` is the same when it is pushed again."""

    speaker: Address
    kind: Kind
    key: str
    words: str = ""
