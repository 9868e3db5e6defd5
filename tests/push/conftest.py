"""What every test of push starts with."""

import pytest

from push import pace


@pytest.fixture(autouse=True)
def _redis_is_asked_again() -> None:
    pace.forget()
