"""Who speaks, which command is meant, what we were talking about; a refusal's sentence is the answer.

The order of understanding (ux.md §3.6): an answer to what we asked, a choice we offered, 取消 and its kin, a command,
what completes a question, a bare number, a free question, a near miss, and else the honest 没看懂.
"""

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import replace
from typing import Final

from api import people
from bot import asking, auditing, confirming, leaving, memory, phrases, reading, scanning, words
from bot.commands import ANSWERS, COMMANDS, binding, finding, helping
from bot.hearing import Heard, Kind
from bot.reading import Guess, Intent
from bot.replies import NOTHING, Reply, quoted, written_out
from bot.turn import Turn
from kit import logs, trace
from kit.refusals import Refusal
from push import addresses

_LOG = logs.get("bot.dialogue")
_LONGEST = 600  # characters of a line; nothing that can be said is longer
_LONGEST_TAP = 30  # characters of what can be tapped
_PLAIN: Final = {
    "not_found": "未查询到相关信息!",
    "document_unknown": "未查询到相关信息!",  # of what was asked about, and of what was to be followed: one sentence
    "unbound": words.UNBOUND,
}


async def answer(heard: Heard) -> Reply:
    """Return what is said in reply; never raises: a fault of ours is a sentence with a number that finds the log."""
    try:
        async with memory.conversation(heard.speaker) as thread:
            return await _take_turn(heard, thread)
    except memory.Busy:
        return Reply(words.BUSY)
    except Exception as error:  # noqa: BLE001 — the last net: logged with its stack, answered without it
        return excuse(error)


def excuse(error: Exception) -> Reply:
    """Return what is said of a fault of ours, and log it under the number that is said."""
    with trace.bind(trace.current()) as trace_id:
        _LOG.error("turn failed", error=type(error).__name__, exc_info=error)
        return Reply(words.fault(trace_id))


async def _take_turn(heard: Heard, thread: memory.Thread) -> Reply:
    who = await people.actor_for_address(heard.speaker.channel, heard.speaker.value)
    line = heard.words[:_LONGEST]
    turn = Turn(heard.speaker, thread, who, line=line, said=line)
    try:
        reply = await _DOINGS[heard.kind](turn)
    except Refusal as refusal:
        _LOG.info("refused", code=refusal.code)
        reply = Reply(_PLAIN.get(refusal.code) or f"🚫 {quoted(refusal.sentence)}")
        await auditing.record(turn, heard.key, f"refused: {refusal.code}")
    else:
        await auditing.record(turn, heard.key, auditing.outcome(reply))
    return written_out(reply, thread.standing)


async def _hear_line(turn: Turn) -> Reply:
    turn.line = reading.normalised(turn.line)
    expected = ANSWERS.get(turn.thread.awaiting)
    if expected and expected.pattern.fullmatch(turn.line):
        turn.decision = "answered"
        return await expected.take(turn)
    line = turn.thread.choices.get(reading.simplified(turn.line), turn.line)
    if line in phrases.CANCEL or line.startswith(f"{memory.CANCEL_THIS} "):
        return _cancel(turn, line)
    if line in phrases.NEXT_PAGE:
        return Reply(words.NO_MORE)
    return await _meant(turn, line)


def _cancel(turn: Turn, line: str) -> Reply:
    """Forget the question; a tap under an earlier one names what it would cancel, and leaves a newer one open."""
    about = line.removeprefix(memory.CANCEL_THIS).strip() if line not in phrases.CANCEL else turn.thread.about
    if about != turn.thread.about:
        turn.decision = "cancelled before"
        return Reply(words.NOTHING_TO_CANCEL.format(quoted(about)))
    turn.decision = "cancelled"
    turn.thread.settle()
    return Reply(words.CANCELLED)


async def _meant(turn: Turn, line: str) -> Reply:
    """Obey a command, which interrupts a question; anything else may be its answer."""
    intent = reading.command(line) or reading.command(asking.completed(turn.thread, line))
    found = intent or reading.understand(line)
    return await _obey(turn, found) if isinstance(found, Intent) else await _miss(turn, found)


async def _obey(turn: Turn, intent: Intent) -> Reply:
    turn.thread.misses, turn.thread.choices = 0, {}
    if turn.thread.awaiting in {confirming.AWAITING, asking.AWAITING, asking.NUMBERED}:
        turn.thread.settle()
    turn.understood(intent)
    if intent.verb.bound and turn.who is None:
        turn.decision = "unbound"
        return Reply(words.UNBOUND)
    if not intent.verb.allows(turn.who):
        turn.decision = "not allowed"
        return Reply(words.NOT_ALLOWED)
    turn.decision = "obeyed"
    reply = await COMMANDS[intent.verb.name](turn)
    turn.thread.about = intent.about if turn.thread.is_open else ""
    return replace(reply, text=f"（按「{intent.verb.name}」理解）\n{reply.text}") if intent.how == "near" else reply


async def _miss(turn: Turn, guess: Guess) -> Reply:
    if turn.who and _may_be_a_number(turn.line) and (found := await finding.by_other_number(turn, turn.line)):
        turn.thread.misses, turn.decision = 0, "looked up"
        return found
    turn.decision = "not understood"
    turn.thread.misses += 1
    if words.is_nearly_a_number(turn.line):
        return Reply(words.NO_SUCH_NUMBER.format(quoted(turn.line)))
    again = words.STILL_NOT_UNDERSTOOD if turn.thread.misses > 1 else ""
    return Reply(_offered(turn, guess) + again)


def _may_be_a_number(line: str) -> bool:
    return line.isascii() and any(each.isdigit() for each in line) and len(line) > 4  # noqa: PLR2004


def _offered(turn: Turn, guess: Guess) -> str:
    """Return that it was not understood, with the likeliest lines to tap: a guess is never done (B-4)."""
    lines = [quoted(line) for line in guess.lines if len(line) <= _LONGEST_TAP]
    meant = [line for line in lines if (found := reading.command(line)) and found.verb.allows(turn.who)]
    if not meant:
        return words.NOT_UNDERSTOOD
    return words.PERHAPS.format("　".join(f"<{line}>" for line in meant))


async def _hear_media(turn: Turn) -> Reply:
    turn.decision = "not text"
    return Reply(words.TEXT_ONLY)


async def _welcome(turn: Turn) -> Reply:
    """Somebody followed, perhaps by scanning a code; an address that was lost can be reached again (M15)."""
    turn.decision = "welcomed"
    await addresses.found(turn.speaker.channel, turn.speaker.value)
    hello = await helping.greet(turn)
    if not turn.line:
        return hello
    try:
        asked = await binding.scan(turn)
    except Refusal as refusal:
        return Reply(f"{hello.text}\n🚫 {refusal.sentence}")
    return Reply(f"{hello.text.splitlines()[0]}\n{asked.text}")


async def _scan_to_bind(turn: Turn) -> Reply:
    turn.decision = "scanned"
    return await binding.scan(turn)


async def _read_paper(turn: Turn) -> Reply:
    """Somebody scanned a printed certificate from the menu: look its number up, as if it were typed."""
    number = scanning.number_in(turn.line)
    if number:
        return await _meant(turn, number)
    turn.decision = "not understood"
    return Reply(words.BINDING_CODE if scanning.is_of_the_account(turn.line) else words.NO_NUMBER_THERE)


async def _farewell(turn: Turn) -> Reply:
    turn.decision = "left"
    await leaving.forget(turn)
    return NOTHING


_DOINGS: Final[Mapping[Kind, Callable[[Turn], Awaitable[Reply]]]] = {
    Kind.LINE: _hear_line,
    Kind.MEDIA: _hear_media,
    Kind.CAME: _welcome,
    Kind.SCANNED: _scan_to_bind,
    Kind.READ: _read_paper,
    Kind.LEFT: _farewell,
}
