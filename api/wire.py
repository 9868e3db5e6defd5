"""What JSON looks like outside: bodies that take nothing unknown, and moments as people in China read them."""

from datetime import UTC, datetime
from typing import Annotated

from pydantic import AfterValidator, AwareDatetime, BaseModel, ConfigDict, PlainSerializer, WithJsonSchema

from kit.clock import in_shanghai

_SHOWN = {"type": "string", "format": "date-time", "examples": ["2026-11-21T09:12:00+08:00"]}


def shown(moment: datetime) -> str:
    """Return a moment in RFC 3339 with +08:00, to the second."""
    return in_shanghai(moment).isoformat(timespec="seconds")


Moment = Annotated[datetime, PlainSerializer(shown, return_type=str), WithJsonSchema(_SHOWN)]
GivenMoment = Annotated[AwareDatetime, AfterValidator(lambda moment: moment.astimezone(UTC)), WithJsonSchema(_SHOWN)]


class Body(BaseModel):
    """The base of what clients send: an unknown field is an error, never ignored (T-7)."""

    model_config = ConfigDict(extra="forbid", str_strip_whitespace=True)
