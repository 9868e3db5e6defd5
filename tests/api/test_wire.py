"""Moments as clients give them: RFC 3339, and as the ends of a list's stretch a bare day of Shanghai too."""

from datetime import UTC, datetime
from typing import Any

import pytest
from pydantic import BaseModel, ValidationError

from api.wire import GivenFrom, GivenMoment, GivenUntil


class Stretch(BaseModel):
    since: GivenFrom
    until: GivenUntil
    at: GivenMoment | None = None


@pytest.mark.parametrize("given", ["2026-11-21", " 2026-11-21 "])
def test_a_bare_day_begins_at_its_midnight_and_ends_with_its_last_moment(given: str) -> None:
    told = Stretch.model_validate({"since": given, "until": given})
    assert told.since == datetime(2026, 11, 20, 16, tzinfo=UTC)
    assert told.until == datetime(2026, 11, 21, 16, tzinfo=UTC)


def test_a_moment_is_taken_as_it_is() -> None:
    at = "2026-11-21T09:12:00+08:00"
    told = Stretch.model_validate({"since": at, "until": at, "at": at})
    assert told.since == told.until == told.at == datetime(2026, 11, 21, 1, 12, tzinfo=UTC)


@pytest.mark.parametrize("given", ["2026-02-30", "2026-11-21T09:12:00", "1999-12-31", "9999-12-31", "", "x", None, []])
def test_what_is_neither_is_refused_and_never_overflows(given: Any) -> None:
    for name in ("since", "until"):
        whole = {"since": "2026-11-21", "until": "2026-11-21"} | {name: given}
        with pytest.raises(ValidationError):
            Stretch.model_validate(whole)


def test_a_deed_happens_at_a_moment_and_not_on_a_day() -> None:
    with pytest.raises(ValidationError):
        Stretch.model_validate({"since": "2026-11-21", "until": "2026-11-21", "at": "2026-11-21"})
