"""What a file holds: certificates that can be taken in, and others with the reasons why not."""

from collections.abc import Sequence
from dataclasses import dataclass

from api.certificates.certificate import Draft


@dataclass(frozen=True, slots=True)
class Found:
    """A certificate as a file has it, and where it stands there: 第3行, or the file's name."""

    place: str
    draft: Draft
    told_whole: bool = False  # a message says everything itself; a table leaves to the house what the house knows


@dataclass(frozen=True, slots=True)
class Unusable:
    """Something that makes no certificate, and every reason for it."""

    place: str
    reasons: Sequence[str]
