"""What was said and what came of it, for everything that changes something: channel, words, understanding, result.

Reads leave no row. What somebody typed is kept without mobiles, identity numbers and codes (P-2).
"""

import re
from typing import Final

from bot.grammar import Level
from bot.replies import Reply
from bot.turn import Turn
from kit import database, masking, trace
from kit.clock import now
from kit.ids import new_id

_INSERT: Final = """
    insert into commands (id, at, channel, person_id, enterprise_id, heard_key, said, verb, how, line, result, trace)
    values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12)"""
_OUTCOMES: Final = {"✅": "done", "⚠️": "asked", "🚫": "refused", "⏳": "waiting"}
_CODE: Final = re.compile(r"(?<![0-9A-Za-z])[0-9]{4,6}(?![0-9A-Za-z])")
_LONGEST: Final = 200


def outcome(reply: Reply) -> str:
    """Return what came of a command, as its reply begins: done, asked, refused, waiting, or only told."""
    return next((result for sign, result in _OUTCOMES.items() if reply.text.startswith(sign)), "told")


async def record(turn: Turn, key: str, result: str) -> None:
    """Write the row of a command that writes; none for what was only read or not understood."""
    if turn.meant is None or turn.meant.verb.level is Level.READ or turn.who is None:
        return
    about = (turn.speaker.channel, turn.who.person_id, turn.who.enterprise_id, key, _kept(turn.said))
    meant = (turn.meant.verb.name, turn.meant.how, _kept(turn.meant.line))
    await database.execute(_INSERT, new_id(), now(), *about, *meant, result, trace.current())


def _kept(text: str) -> str:
    return _CODE.sub("****", masking.scrub(text))[:_LONGEST]
