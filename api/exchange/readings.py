"""What a gateway makes of a receipt's bytes: a reading, or a sentence that says why there is none."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any, Final

from api.identifiers import normalise
from kit.clock import from_shanghai

LARGEST: Final = 2 * 1024 * 1024  # bytes of one receipt (F-6)
LONGEST_NUMBER: Final = 64
LONGEST_NOTE: Final = 4000
LONGEST_SERIAL: Final = 200
LONGEST_SUBJECT: Final = 400  # FileName of a FileRet
UNKNOWN: Final = "unknown"  # the step of a code that no table holds
_TO_THE_MINUTE: Final = len("2026-11-21 09:12")  # a day alone does not say what came first
_ORDINARY: Final = re.compile(r"[0-9A-Z/]{1,64}", re.ASCII)
_UNPRINTABLE: Final = re.compile(r"[\x00-\x08\x0b-\x1f\x7f]")


@dataclass(frozen=True, slots=True, kw_only=True)
class Reading:
    """One receipt, understood.

    `step` is a step of the kind's lifecycle, or UNKNOWN with the raw `code`. `occurred_at` is None where the message
    has no time of its own. `subject` is the attachment that it is about, `data` what a JSON message brought along.
    `owner` is the enterprise's credit code or organisation code, if the message tells it.
    """

    kind: str
    number: str
    step: str
    occurred_at: datetime | None
    label: str = ""
    note: str = ""
    code: str = ""
    owner: str = ""
    facts: dict[str, str] = field(default_factory=dict)
    subject: str = ""
    data: Mapping[str, Any] = field(default_factory=dict)

    @property
    def is_unknown(self) -> bool:
        """Tell whether no table holds the code."""
        return self.step == UNKNOWN


class Unread(Exception):
    """Bytes that make no reading: `outcome` is the inbox state they end in, the text a sentence for the operator."""

    def __init__(self, outcome: str, sentence: str) -> None:
        super().__init__(sentence)
        self.outcome = outcome
        self.sentence = sentence


def damaged(sentence: str) -> Unread:
    """Say that the message is broken or lacks what every receipt has."""
    return Unread("damaged", sentence)


def unrecognised(sentence: str) -> Unread:
    """Say that the message is whole, and of a sort that nobody here knows."""
    return Unread("unknown", sentence)


def number_of(text: str, label: str) -> str:
    """Return a document's number as the register keeps it; raises `Unread` if there is none."""
    number = text if _ORDINARY.fullmatch(text) else normalise(text[: 2 * LONGEST_NUMBER])
    if not number:
        raise damaged(f"回执里没有{label}。")
    if len(number) > LONGEST_NUMBER:
        raise damaged(f"{label}超过{LONGEST_NUMBER}个字符。")
    return number


def moment_of(text: str) -> datetime:
    """Return an authority's moment in UTC; without a zone it is Asia/Shanghai (formats.md §1.4). Raises `Unread`."""
    try:
        moment = datetime.fromisoformat(text if len(text) >= _TO_THE_MINUTE else "")
        return moment.astimezone(UTC) if moment.tzinfo else from_shanghai(moment)
    except (ValueError, OverflowError):
        raise damaged(f"回执的时间“{text[:32]}”无法识别，不能判断先后。") from None


def note_of(text: str) -> str:
    """Return free text without what cannot be stored or shown, cut to what the journal keeps."""
    return _UNPRINTABLE.sub("", text).strip()[:LONGEST_NOTE]
