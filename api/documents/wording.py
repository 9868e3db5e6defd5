"""Words that notices of every kind share: the moment, the reason cut to its room, the page behind the message."""

import re
from datetime import datetime
from typing import Final
from urllib.parse import quote

from api.documents.moves import Change
from kit import masking
from kit.clock import in_shanghai
from push.message import Fact, Message

ROOM: Final = 20  # characters that a field of a template message holds, and an SMS spends on a reason
_SPACE: Final = re.compile(r"\s+")


def moment(at: datetime) -> str:
    """Return the moment as people in China read it: 2026-11-21 09:12."""
    return in_shanghai(at).isoformat(" ", timespec="minutes")[:16]


def reason(note: str, room: int = ROOM) -> str:
    """Return an authority's free text on one line, masked (P-1), without its full stop, cut to `room` characters."""
    if not note:
        return ""
    plain = _SPACE.sub(" ", masking.scrub(note[:400])).strip(" 。.；;，,")
    return plain if len(plain) <= room else plain[: room - 1] + "…"


def reason_then(note: str, next_step: str, otherwise: str) -> str:
    """Return the reason and the next step within one field: it is the reason that is cut, never the next step."""
    said = reason(note, ROOM - len(next_step) - 1)
    return f"{said}，{next_step}" if said else otherwise


def page(path: str, number: str) -> str:
    """Return the path of a document's page on the phone."""
    return f"/h5/{path}/{quote(number, safe='')}"


def about_document(change: Change, type_name: str, remark: str, brief: str, link: str) -> Message:
    """Return the message of a document that has no template of its own (T0, 单证状态通知)."""
    aside = change.step in change.lifecycle.asides
    return Message(
        title="单证状态通知",
        facts=(
            Fact("单证号", change.number, "number"),
            Fact("单证类型", type_name),
            Fact("状态", change.lifecycle.step_label(change.step) if aside else change.label, "status"),
            Fact("时间", moment(change.occurred_at), "time"),
        ),
        remark=remark,
        link=link,
        kind="T0",
        brief=brief,
    )
