"""Every turn of a conversation: channel, words, what was understood and decided, and what came of it (B-3, P-6).

What somebody typed is kept without mobiles, identity numbers and codes (P-2). Kept as long as the audit trail.
"""

import re
from typing import Final

from api.people import NOBODY
from api.retention.settings import Retention
from bot.replies import Reply
from bot.turn import Turn
from kit import database, masking, settings, trace
from kit.clock import now
from kit.ids import new_id

_INSERT: Final = """
    insert into commands (id, at, channel, person_id, enterprise_id, heard_key, said, verb, how, line, decision, result,
        trace)
    values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13)"""
_FORGET: Final = "delete from commands where at < $1"
_OUTCOMES: Final = {"✅": "done", "⚠️": "asked", "🚫": "refused", "⏳": "waiting"}
_DONE: Final = " ✅ "  # in the manuals' own words it stands behind what was done
_CODE: Final = re.compile(r"(?<![0-9A-Za-z])[0-9]{4,6}(?![0-9A-Za-z])")
_LONGEST: Final = 200


def outcome(reply: Reply) -> str:
    """Return what came of a command, as its reply begins: done, asked, refused, waiting, or only told."""
    begins = (result for sign, result in _OUTCOMES.items() if reply.text.startswith(sign))
    return next(begins, "done" if _DONE in reply.text.split("\n", 1)[0] else "told")


async def record(turn: Turn, key: str, result: str) -> None:
    """Write the row of a turn; whose it was is NOBODY for somebody who is not bound."""
    person, firm = (turn.who.person_id, turn.who.enterprise_id) if turn.who else (NOBODY, None)
    about = (turn.speaker.channel, person, firm, key, _kept(turn.said))
    meant = (turn.meant.verb.name, turn.meant.how, _kept(turn.meant.line)) if turn.meant else ("", "", "")
    decided = (turn.decision, result, trace.current())
    await database.execute(_INSERT, new_id(), now(), *about, *meant, *decided)


async def forget_old() -> int:
    """Delete the rows that are older than the audit trail may be (HUIZHI_KEEP_AUDIT_DAYS); return how many."""
    period = settings.load(Retention).period("keep_audit_days")
    return await database.execute(_FORGET, now() - period) if period else 0


def _kept(text: str) -> str:
    return _CODE.sub("****", masking.scrub(text.replace("\x00", "")))[:_LONGEST]
