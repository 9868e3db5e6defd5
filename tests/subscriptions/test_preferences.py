"""Quiet hours as they are kept."""

from datetime import time
from uuid import UUID

import pytest

from subscriptions import preferences
from subscriptions.quiet import QuietHours

pytestmark = pytest.mark.usefixtures("db")
ME, OTHER = UUID(int=1), UUID(int=2)
_NIGHT = QuietHours(time(22), time(8), urgent_breaks=False)


async def test_kept_changed_and_taken_away() -> None:
    assert await preferences.quiet_of(ME) is None
    await preferences.keep_quiet(ME, _NIGHT)
    assert await preferences.quiet_of(ME) == _NIGHT
    await preferences.keep_quiet(ME, _NIGHT._replace(begins=time(23, 30), urgent_breaks=True))
    assert await preferences.quiet_of(ME) == QuietHours(time(23, 30), time(8), urgent_breaks=True)
    await preferences.keep_quiet(ME, None)
    assert await preferences.quiet_of_many([ME, OTHER]) == {}


async def test_many_at_once_are_those_who_keep_any() -> None:
    await preferences.keep_quiet(ME, _NIGHT)
    assert await preferences.quiet_of_many([OTHER, ME]) == {ME: _NIGHT}
    assert await preferences.quiet_of_many([]) == {}
