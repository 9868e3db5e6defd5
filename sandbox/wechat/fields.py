"""What each typed template field accepts (wechat-and-bots.md §1.8); written apart from the product's encoder."""

import re
from collections.abc import Callable
from datetime import datetime

from sandbox.wechat.errors import ApiError
from sandbox.wechat.templates import Template

TYPE = re.compile(r"^([a-z_]+?)_?\d+$")
HAN = r"[\u3400-\u4dbf\u4e00-\u9fff]"
EMOJI = re.compile("[\U0001f000-\U0001faff\u2600-\u27bf\ufe0f\u200d]")
CLOCK = r"([01]?\d|2[0-3]):[0-5]\d(:[0-5]\d)?"
DAY = r"(\d{4})[-/年.](\d{1,2})[-/月.](\d{1,2})日?"
MOMENT = re.compile(rf"^(?:{DAY}(?:\s*(?:{CLOCK}))?|{CLOCK})$")

PATTERNS = {
    "thing": r".{1,20}",
    "character_string": r"[\x21-\x7e]{1,32}",
    "number": r"(?=.{1,32}$)-?\d+(\.\d+)?",
    "letter": r"[A-Za-z]{1,32}",
    "symbol": r"[^\w\s]{1,5}",
    "amount": r"[¥￥$€£]?\d{1,10}(\.\d+)?元?",
    "phone_number": r"[\d+\-() ]{1,17}",
    "car_number": rf"(?:{HAN}|[A-Z0-9]){{1,8}}",
    "name": rf"(?:{HAN}{{1,10}}|[A-Za-z .]{{1,20}})",
    "phrase": rf"{HAN}{{1,5}}",
    "const": r".{1,20}",
}
CHECKS: dict[str, Callable[[str], bool]] = {
    name: lambda value, shape=re.compile(pattern): shape.fullmatch(value) is not None  # type: ignore[misc]
    for name, pattern in PATTERNS.items()
}


def refuse_bad_field(template: Template, data: dict[str, object]) -> dict[str, str]:
    """Collect the values by key; ApiError 47003 names the first field, in the template's order, that will not do."""
    return {key: _value(template, key, data.get(key)) for _, key in template.fields}


def shown(value: str) -> str:
    """Drop what the card does not show: emoji have been dropped silently since 2023-05-04."""
    return EMOJI.sub("", value)


def _value(template: Template, key: str, given: object) -> str:
    value = given.get("value") if isinstance(given, dict) else None
    text = str(value).strip() if isinstance(value, str | int | float) else ""
    if not text:
        raise ApiError(47003, f"argument invalid! data.{key}.value is empty")
    if not _fits(template, key, text):
        raise ApiError(47003, f"argument invalid! data.{key}.value invalid")
    return text


def _fits(template: Template, key: str, text: str) -> bool:
    match = TYPE.match(key)
    kind = match.group(1) if match else ""
    if "\n" in text or "\r" in text:
        return False
    if kind in {"time", "date"}:
        return _moments(text, kind)
    if kind == "const" and key in template.constants:
        return text in template.constants[key]
    return CHECKS.get(kind, CHECKS["thing"])(text)


def _moments(text: str, kind: str) -> bool:
    return text.count("~") <= 1 and all(_moment(part.strip(), kind) for part in text.split("~"))


def _moment(text: str, kind: str) -> bool:
    match = MOMENT.match(text)
    if match is None:
        return False
    year, month, day = match.group(1, 2, 3)
    if year is None:
        return kind == "time"
    if kind == "time" and ":" not in text:
        return False
    try:
        return datetime(int(year), int(month), int(day)).year > 0  # noqa: DTZ001  only the calendar is asked
    except ValueError:
        return False
