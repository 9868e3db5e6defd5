"""From a line to what is meant, in the order of ux.md §3.6: alias, command, bare number, free question, near miss.

It is an allow-list (B-4): no word of a line reaches anything but the verb's own slots. What was guessed is offered to
be tapped, never done; only a question of which we are sure is answered at once, and says how it was read.
"""

import csv
import re
import unicodedata
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Final

from api.identifiers import Identifier, classify
from bot import grammar, slots
from bot.grammar import BY_WORD, LONGEST_FIRST, Level, Verb, verb
from bot.nearness import Word, nearest, word
from bot.phrases import ALIASES
from bot.slots import NOTHING, Slots

_TRADITIONAL: Final = Path(__file__).parent / "data" / "traditional.csv"
_SCOPES: Final = frozenset({"企业", "个人", "本人", "全部"})
_TRAILING: Final = "。！!.~～ "
_SEPARATORS: Final = re.compile(r"(?:[\s,，;；、]|(?<![0-9]):|:(?![0-9]))+")
_POLITE: Final = re.compile(
    r"(?:(?:您好|你好|请问|请|麻烦|劳驾|帮我|帮忙|帮|给我|我要|我想要|我想|我需要|想要|要|可以|能不能|能|老师)\s?)+"
)
_NUMBER_FIRST: Final = re.compile(
    r"把?(?P<number>[0-9A-Za-z][0-9A-Za-z/ \-]{5,38}[0-9A-Za-z]) ?(?P<verb>[^\sA-Za-z0-9]+?)(?:一份|一下)?"
)
_TAKES_A_NUMBER: Final = "号"
_HEAD: Final = re.compile(r"[^\s0-9]+")
_SURE: Final = 0.9  # from here on a question is answered at once
_LONGEST_GUESS: Final = 24  # letters, half as many characters; nobody mistypes a sentence into a verb


@dataclass(frozen=True, slots=True)
class Intent:
    """What was understood: the verb, the rest of the words, the number among them, and the line as it was meant.

    `how` is exact, slots or near; `slots` are those of the words after the verb, or of the whole question.
    """

    verb: Verb
    words: tuple[str, ...] = ()
    identifier: Identifier | None = None
    line: str = ""
    how: str = "exact"
    slots: Slots = NOTHING

    @property
    def about(self) -> str:
        """Return the verb and what it is for: the number, or the first word."""
        what = self.identifier.value if self.identifier else next(iter(self.words), "")
        return f"{self.verb.name} {what}".strip()


@dataclass(frozen=True, slots=True)
class Guess:
    """What may have been meant: lines to tap, likeliest first; none where nothing is alike."""

    lines: tuple[str, ...] = ()


def normalised(text: str) -> str:
    """Return what was meant by the keys that were pressed: half width, one blank between words, no closing marks."""
    plain = unicodedata.normalize("NFKC", text)
    plain = "".join(one for one in plain if one.isprintable() or one.isspace())
    line = _SEPARATORS.sub(" ", plain).strip()
    return line.rstrip(_TRAILING) or line


def understand(text: str) -> Intent | Guess:
    """Return what a line asks for, or what it may have meant."""
    line = normalised(text)
    return command(line) or _bare(line) or _question(line) or _near(line)


def command(text: str) -> Intent | None:
    """Return the command that a line is, word for word; politeness before it does not count."""
    line = normalised(text)
    plain = simplified(line)
    return _spoken(ALIASES.get(plain, line)) or _spoken(_without_politeness(line)) or _number_first(line)


def _number_first(line: str) -> Intent | None:
    """Return a command said with its number before it: each word is said, and nothing else; none that destroys."""
    found = _NUMBER_FIRST.fullmatch(line)
    meant = BY_WORD.get(simplified(found["verb"])) if found else None
    if found is None or meant is None or meant.level is not Level.WRITE or _TAKES_A_NUMBER not in meant.usage:
        return None
    return _spoken(f"{meant.name} {found['number']}") if classify(found["number"]) else None


def simplified(line: str) -> str:
    """Return a line in simplified characters, letter for letter as long."""
    return line.translate(_simpler())


def _spoken(line: str) -> Intent | None:
    folded = simplified(line).upper()
    if len(folded) != len(line):
        return None
    for each in LONGEST_FIRST:
        if folded.startswith(each) and (found := _with_words(BY_WORD[each], line, len(each))):
            return found
    return None


def _with_words(meant: Verb, line: str, length: int) -> Intent | None:
    """Return the verb with its words, if the line is the verb, or the verb and a blank, a number, a scope or slots."""
    rest = line[length:]
    read = slots.read(simplified(rest)) if rest.strip() else NOTHING
    if rest and rest[0] != " " and not _runs_on(meant, line[:length], rest, read):
        return None
    words = tuple(rest.split())
    identifier = classify("".join(words)) if words else None
    return Intent(meant, words, identifier or _only(read), line, slots=read)


def _runs_on(meant: Verb, said: str, rest: str, read: Slots) -> bool:
    if said.isascii():
        return False
    if simplified(rest.split(" ", maxsplit=1)[0]) in _SCOPES or (rest[0].isascii() and rest[0].isalnum()):
        return True
    return meant.level is Level.READ and not read.rest and bool(read.named)


def _only(read: Slots) -> Identifier | None:
    return read.numbers[0] if len(read.numbers) == 1 else None


def _without_politeness(line: str) -> str:
    found = _POLITE.match(line)
    return line[found.end() :] if found else line


def _bare(line: str) -> Intent | None:
    identifier = classify(line)
    if identifier is None:
        return None
    meant = verb(grammar.OF_NUMBER.get(identifier.kind, "查证书"))
    return Intent(meant, (line,), identifier, line)


def _question(line: str) -> Intent | Guess | None:
    """Return a free question, every word of which is accounted for; with a verb that writes, only the offer to."""
    plain = simplified(line)
    found = _verb_inside(plain)
    if found:
        return found
    read = slots.read(plain)
    if read.rest or not (read.numbers or (read.named and (read.noun or read.asks or read.state or read.named > 1))):
        return None
    return Intent(_asked_for(read), (), _only(read), line, "slots", read)


def _asked_for(read: Slots) -> Verb:
    number = _only(read)
    kind = number.kind if number and number.kind in grammar.OF_NOUN else read.noun
    return verb(grammar.OF_NOUN.get(kind, "查证书"))


def _verb_inside(line: str) -> Intent | Guess | None:
    for each in LONGEST_FIRST:
        if len(each) > 1 and not each.isascii() and each in line:
            read = slots.read(line.replace(each, " ", 1))
            if not read.rest:
                return _meant(BY_WORD[each], read, line)
    return None


def _meant(meant: Verb, read: Slots, line: str) -> Intent | Guess:
    if meant.level is Level.READ:
        return Intent(meant, tuple(each.value for each in read.numbers), _only(read), line, "slots", read)
    return Guess((" ".join([meant.name, *(each.value for each in read.numbers)]),))


def _near(line: str) -> Intent | Guess:
    """Return what a mistyped verb may have been, with the words behind it."""
    head = _HEAD.match(line)
    if head is None or len(head[0]) * (1 if head[0].isascii() else 2) > _LONGEST_GUESS:
        return Guess()
    rest = line[head.end() :].strip()
    said = simplified(head[0])
    found = nearest(said, _words()) or nearest(_without_politeness(said), _words())
    lines = tuple(dict.fromkeys(f"{BY_WORD[each].name} {rest}".strip() for _, each in found))
    if found and found[0][0] >= _SURE and len(lines) >= 1:
        best = command(lines[0])
        if (
            best is not None
            and best.verb.level is Level.READ
            and not (rest and best.slots.rest and not best.identifier)
        ):
            return Intent(best.verb, best.words, best.identifier, best.line, "near", best.slots)
    return Guess(lines)


@cache
def _words() -> tuple[Word, ...]:
    return tuple(word(each) for each in BY_WORD if len(each) > 1 and not each.isascii())


@cache
def _simpler() -> dict[int, str]:
    with _TRADITIONAL.open(encoding="utf-8", newline="") as file:
        return {ord(row["traditional"]): row["simplified"] for row in csv.DictReader(file)}
