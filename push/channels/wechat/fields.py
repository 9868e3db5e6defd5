"""The typed fields of template messages: whatever text comes in, what goes out fits its type (wechat-and-bots.md §1.8).

The platform refuses a whole message for one bad value (47003), or cuts it. A value that fits passes untouched;
any other is repaired the way its type allows, so that a number never loses its end without a sign of it.
"""

import re
from collections.abc import Callable
from dataclasses import dataclass
from functools import lru_cache
from unicodedata import normalize

from push.channels.characters import HAN, INVISIBLE, PICTURES
from push.channels.wechat import moments

_UNFIT = re.compile(f"[{INVISIBLE}{PICTURES}]")
_DAY, _CLOCK = r"\d{4}年\d{1,2}月\d{1,2}日", r"([01]?\d|2[0-3]):[0-5]\d(:[0-5]\d)?"


@dataclass(frozen=True, slots=True)
class FieldType:
    """A type: what fits it, how other text is made to fit, a plainer try after 47003, and what stands for nothing."""

    fits: re.Pattern[str]
    repair: Callable[[str], str]
    tighten: Callable[[str], str]
    nothing: str


def type_of(name: str) -> str:
    """Return the type that a field's name states: `character_string1` is a character_string."""
    return name.rstrip("0123456789")


def encode(name: str, value: str) -> str:
    """Return a value that the field's type takes; raises KeyError for a type that template messages do not have."""
    if _fits(name, value):
        return value
    kind = TYPES[type_of(name)]
    repaired = kind.repair(value)
    return repaired if _fits(name, repaired) else kind.nothing


@lru_cache(maxsize=4096)
def _fits(name: str, value: str) -> bool:
    """Tell whether the field takes the value; remembered, for one message goes to many and most values come again."""
    return TYPES[type_of(name)].fits.fullmatch(value) is not None and not value.isspace()


def tighten(name: str, value: str) -> str:
    """Return a plainer value for a field that the platform refused although it looked right (47003)."""
    kind = TYPES[type_of(name)]
    return kind.tighten(value).strip() or kind.nothing


def _plain_thing(value: str) -> str:
    return _cut(18)(_UNPLAIN.sub("", value))


def _plain(value: str) -> str:
    return " ".join(_UNFIT.sub("", value).split())


def _cut(limit: int, ending: str = "…") -> Callable[[str], str]:
    def cut(value: str) -> str:
        value = _plain(value)
        return value if len(value) <= limit else value[: limit - len(ending)] + ending

    return cut


def _keep(characters: str, limit: int, ending: str = "") -> Callable[[str], str]:
    strip, cut = re.compile(f"[^{characters}]"), _cut(limit, ending)
    return lambda value: cut(strip.sub("", normalize("NFKC", value)))


def _name(value: str) -> str:
    return _HAN_NAME(value) or _LATIN_NAME(value)


def _number(value: str) -> str:
    found = _A_NUMBER.search(normalize("NFKC", value).replace(",", ""))
    return found[0] if found else ""


def _amount(value: str) -> str:
    found = _AN_AMOUNT.search(normalize("NFKC", value).replace(",", "").replace(" ", ""))
    return found[0] if found else ""


def _time(value: str) -> str:
    return moments.in_words(value, always_with_time=True)


def _date(value: str) -> str:
    return moments.in_words(value, always_with_time=False)


_TIME = re.compile(rf"(?a)(({_DAY} )?{_CLOCK})(~({_DAY} )?{_CLOCK})?")
_DATE = re.compile(rf"(?a)({_DAY}( {_CLOCK})?)(~{_DAY}( {_CLOCK})?)?")
_THING = re.compile(rf"(?:(?![{INVISIBLE}{PICTURES}])[\x20-\U0010ffff]){{1,20}}")
_UNPLAIN = re.compile(f"[^{HAN}0-9A-Za-z，。：、；（） ().,:/+%-]")
_A_NUMBER = re.compile(r"(?a)-?\d{1,28}(\.\d{1,2})?")
_AN_AMOUNT = re.compile(r"(?a)[¥$€£]?\d{1,10}(\.\d{1,2})?元?")
_HAN_NAME, _LATIN_NAME = _keep(HAN, 10), _keep("A-Za-z .", 20)

TYPES: dict[str, FieldType] = {
    "thing": FieldType(_THING, _cut(20), _plain_thing, "无"),
    "character_string": FieldType(
        re.compile(r"[\x21-\x7e]{1,32}"),
        _keep(r"\x21-\x7e", 32, "..."),
        _keep("0-9A-Za-z/_.;-", 32, "..."),
        "-",
    ),
    "number": FieldType(_A_NUMBER, _number, _number, "0"),
    "letter": FieldType(re.compile(r"[A-Za-z]{1,32}"), _keep("A-Za-z", 32), _keep("A-Za-z", 10), "X"),
    "symbol": FieldType(re.compile(r"[!-/:-@\[-`{-~]{1,5}"), _keep(r"!-/:-@\[-`{-~", 5), _keep("-", 1), "-"),
    "time": FieldType(_TIME, _time, moments.in_digits, "00:00"),
    "date": FieldType(_DATE, _date, moments.in_digits, "2000年01月01日"),
    "amount": FieldType(_AN_AMOUNT, _amount, _amount, "0元"),
    "phone_number": FieldType(re.compile(r"[0-9+*() -]{1,17}"), _keep("0-9+*() -", 17), _keep("0-9-", 17), "-"),
    "car_number": FieldType(re.compile(rf"[{HAN}A-Z0-9]{{1,8}}"), _keep(HAN + "A-Z0-9", 8), _keep("A-Z0-9", 8), "无"),
    "name": FieldType(re.compile(rf"[{HAN}]{{1,10}}|[A-Za-z .]{{1,20}}"), _name, _keep(HAN, 10), "无"),
    "phrase": FieldType(re.compile(rf"[{HAN}]{{1,5}}"), lambda _: "", lambda _: "", "已更新"),
    "const": FieldType(_THING, _cut(20), _cut(20), "无"),
}
