"""What JSON looks like outside: bodies that take nothing unknown, and moments as people in China read them."""

from datetime import UTC, datetime
from typing import Annotated, Any

from pydantic import (
    AfterValidator,
    AwareDatetime,
    BaseModel,
    ConfigDict,
    PlainSerializer,
    WithJsonSchema,
    field_validator,
)

from kit.clock import in_shanghai

_YEARS = range(2000, 2200)
_SHOWN = {"type": "string", "format": "date-time", "examples": ["2026-11-21T09:12:00+08:00"]}


def shown(moment: datetime) -> str:
    """Return a moment in RFC 3339 with +08:00, to the second."""
    return in_shanghai(moment).isoformat(timespec="seconds")


def _believable(moment: datetime) -> datetime:
    """Return a given moment in UTC; one that no document can have is an error, not an overflow somewhere behind."""
    if moment.year not in _YEARS:
        raise ValueError(f"年份应在{_YEARS.start}到{_YEARS.stop - 1}之间")
    return moment.astimezone(UTC)


Moment = Annotated[datetime, PlainSerializer(shown, return_type=str), WithJsonSchema(_SHOWN)]
GivenMoment = Annotated[AwareDatetime, AfterValidator(_believable), WithJsonSchema(_SHOWN)]


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
