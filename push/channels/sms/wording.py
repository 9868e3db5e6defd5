"""The words of a short message: what carriers take, what it costs in parts, how reasons are cut (ux.md §3.1, §3.3)."""

import re

from push.channels.characters import INVISIBLE, PICTURES

LONGEST = 500  # characters, signature included
_ONE_PART, _A_PART = 70, 67
_REASON = 20
_REST = r"[^\s，。；、]*"
_LINK = re.compile(rf"(?ai)\b(?:https?:/|www\.){_REST}|\b[a-z0-9-]+\.(?:com|cn|net|org|gov|top|vip|me)\b(?:/{_REST})?")
_UNFIT = re.compile(f"[{INVISIBLE}{PICTURES}]")
_BRACKETS = str.maketrans({"【": "〔", "】": "〕"})


class Unsayable(ValueError):
    """The words may not go out as a short message; the text says why."""


def compose(signature: str, brief: str) -> str:
    """Return the whole message, `【signature】` first; raises Unsayable for words that a carrier would block."""
    if not brief.strip():
        raise Unsayable("the message has no words for SMS")
    if fault := fault_in(brief):
        raise Unsayable(fault)
    text = f"【{signature.strip('【】')}】{brief}"
    if _length(text) > LONGEST:
        raise Unsayable(f"longer than {LONGEST} characters")
    return text


def fault_in(brief: str) -> str:
    """Return what is wrong with the words, or an empty string."""
    if "【" in brief or "】" in brief:
        return "【】 mark the signature and stand nowhere else"
    if _UNFIT.search(brief):
        return "an emoji or an invisible character"
    if _LINK.search(brief):
        return "a link: carriers block links they do not know"
    if any(ord(character) < ord(" ") for character in brief):
        return "a line break or a control character"
    return ""


def cut(reason: str, limit: int = _REASON) -> str:
    """Return a reason from outside as it may stand in a short message: cleaned, and cut with `…` to `limit`."""
    reason = _LINK.sub("", _UNFIT.sub("", reason)).translate(_BRACKETS)
    reason = "".join(reason.split()) if not reason.isascii() else " ".join(reason.split())
    return reason if len(reason) <= limit else reason[: limit - 1] + "…"


def parts(text: str) -> int:
    """Return how many messages the carrier counts: up to 70 characters are one, beyond that each part carries 67."""
    length = _length(text)
    return 1 if length <= _ONE_PART else -(-length // _A_PART)


def _length(text: str) -> int:
    return len(text.encode("utf-16-be")) // 2
