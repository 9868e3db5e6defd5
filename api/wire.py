"""What JSON looks like outside: bodies that take nothing unknown, and moments as people in China read them."""

import re
from datetime import UTC, date, datetime, time, timedelta
from typing import Annotated, Any

from pydantic import (
    AfterValidator,
    AwareDatetime,
    BaseModel,
    BeforeValidator,
    ConfigDict,
    PlainSerializer,
    WithJsonSchema,
    field_validator,
)

from kit.clock import from_shanghai, in_shanghai

_YEARS = range(2000, 2200)
_SHOWN = {"type": "string", "format": "date-time", "examples": ["2026-11-21T09:12:00+08:00"]}
_DAY = re.compile(r"\s*\d{4}-\d{2}-\d{2}\s*$", re.ASCII)
_SHOWN_OR_DAY = {
    "anyOf": [{"type": "string", "format": "date-time"}, {"type": "string", "format": "date"}],
    "examples": ["2026-11-21", "2026-11-21T09:12:00+08:00"],
}


def shown(moment: datetime) -> str:
    """Return a moment in RFC 3339 with +08:00, to the second."""
    return in_shanghai(moment).isoformat(timespec="seconds")


def _believable(moment: datetime) -> datetime:
    """Return a given moment in UTC; one that no document can have is an error, not an overflow somewhere behind."""
    if moment.year not in _YEARS:
        raise ValueError(f"年份应在{_YEARS.start}到{_YEARS.stop - 1}之间")
    return moment.astimezone(UTC)


def _day(text: str) -> datetime | None:
    """Return the midnight in Shanghai with which a bare day begins; None for what is no bare day."""
    try:
        return from_shanghai(datetime.combine(date.fromisoformat(text.strip()), time.min)) if _DAY.match(text) else None
    except ValueError:
        return None


def _first_of_day(value: object) -> object:
    return (isinstance(value, str) and _day(value)) or value


def _end_of_day(value: object) -> object:
    """Let a bare day as an end include that day: lists end before the moment, and people mean the whole day."""
    begins = _day(value) if isinstance(value, str) else None
    return begins + timedelta(days=1) if begins else value


Moment = Annotated[datetime, PlainSerializer(shown, return_type=str), WithJsonSchema(_SHOWN)]
GivenMoment = Annotated[AwareDatetime, AfterValidator(_believable), WithJsonSchema(_SHOWN)]
GivenFrom = Annotated[GivenMoment, BeforeValidator(_first_of_day), WithJsonSchema(_SHOWN_OR_DAY)]
GivenUntil = Annotated[GivenMoment, BeforeValidator(_end_of_day), WithJsonSchema(_SHOWN_OR_DAY)]


class Body(BaseModel):
    """The base of what clients send: an unknown field is an error, never ignored (T-7); no text holds a NUL."""

    model_config = ConfigDict(extra="forbid", str_strip_whitespace=True)

    @field_validator("*")
    @classmethod
    def _storable(cls, value: Any) -> Any:
        """Refuse what PostgreSQL cannot keep in a text."""
        if isinstance(value, str) and "\x00" in value:
            raise ValueError("不能含有空字符（NUL），请删去后重新填写")
        return value
