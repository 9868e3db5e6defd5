"""Which words a mistyped one may have meant: by ear, by the letters of its pinyin, by a slip of the finger.

Nothing here decides: what comes out is offered, or tried where trying does no harm (B-4).
"""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Final

from bot.pinyin import initials, spelled

_HOMOPHONE, _BLURRED, _INITIALS, _ALL_THERE, _SLIP, _BEGUN = 1.0, 0.95, 0.9, 0.9, 0.8, 0.5
_SHORT: Final = 3  # characters; in a shorter word a slip makes another word
_SOME: Final = 2  # syllables after the first
_LONG: Final = 5  # characters from which two slips are forgiven
_FUZZY: Final = (("zh", "z"), ("ch", "c"), ("sh", "s"), ("ng", "n"), ("l", "n"), ("f", "h"))  # heard alike in the south


@dataclass(frozen=True, slots=True)
class Word:
    """A word that can be said, with how it sounds; made once."""

    text: str
    sound: str
    blurred: str
    letters: str


def word(text: str) -> Word:
    """Return a word ready to be compared."""
    sound = spelled(text)
    return Word(text, sound, _blur(sound), initials(text))


@cache
def _parts(text: str) -> re.Pattern[str]:
    """Return what finds some of a word's syllables, the first among them: chexiedan of 撤回协调单."""
    first, *others = (spelled(each) for each in text)
    return re.compile(re.escape(first) + "".join(f"({re.escape(each)})?" for each in others if each))


def nearest(said: str, words: Iterable[Word], most: int = 2) -> list[tuple[float, str]]:
    """Return the words most like what was said, with how sure that is (1 at most), best first."""
    heard = word(said)
    rated = ((_likeness(heard, each), each.text) for each in words)
    return sorted((found for found in rated if found[0] > 0), key=lambda found: (-found[0], len(found[1])))[:most]


def _likeness(heard: Word, meant: Word) -> float:
    if heard.sound and heard.sound == meant.sound:
        return _HOMOPHONE
    if heard.text.isascii():
        return _typed(heard, meant)
    if heard.blurred and heard.blurred == meant.blurred:
        return _BLURRED
    return _slipped(heard.text, meant.text)


def _typed(heard: Word, meant: Word) -> float:
    """Compare letters with a word's pinyin: whole, by its initials, or with one letter wrong."""
    letters = heard.text.lower()
    if len(letters) > 1 and letters == meant.letters:
        return _INITIALS
    if len(letters) > _LONG and distance(letters, meant.sound, 1) <= 1:
        return _SLIP
    some = _parts(meant.text).fullmatch(letters)
    return _BEGUN if some and len(list(filter(None, some.groups()))) >= _SOME else 0.0


def _slipped(heard: str, meant: str) -> float:
    if len(heard) > 1 and meant.startswith(heard):
        return _BEGUN
    room = 0 if len(meant) < _SHORT else 1 if len(meant) < _LONG else 2
    if abs(len(heard) - len(meant)) > room or not set(heard) & set(meant):
        return 0.0
    if len(heard) >= _SHORT and _same_characters(heard, meant):
        return _ALL_THERE
    slips = distance(heard, meant, room)
    return _SLIP - slips / 20 if slips <= room else 0.0


def _same_characters(heard: str, meant: str) -> bool:
    """Tell whether all that was meant is there, swapped, or with one character too many in a longer word."""
    if sorted(heard) == sorted(meant):
        return True
    return len(meant) > _SHORT and any(heard[:at] + heard[at + 1 :] == meant for at in range(len(heard)))


def distance(one: Sequence[str], other: Sequence[str], most: int) -> int:
    """Return how many letters must be changed, added, dropped or swapped; anything beyond `most` is `most` + 1."""
    if abs(len(one) - len(other)) > most:
        return most + 1
    before: list[int] = []
    last = list(range(len(other) + 1))
    for i, a in enumerate(one, 1):
        row = [i]
        for j, b in enumerate(other, 1):
            cost = min(last[j] + 1, row[j - 1] + 1, last[j - 1] + (a != b))
            if before and i > 1 and j > 1 and a == other[j - 2] and one[i - 2] == b:
                cost = min(cost, before[j - 2] + 1)
            row.append(cost)
        if min(row) > most:
            return most + 1
        before, last = last, row
    return min(last[-1], most + 1)


def _blur(sound: str) -> str:
    for exact, alike in _FUZZY:
        sound = sound.replace(exact, alike)
    return sound
