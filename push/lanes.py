"""Lanes: a verification code never waits behind a mass push (push-anchors.md, lanes per channel)."""

from enum import IntEnum
from typing import Final


class Lane(IntEnum):
    """How urgent a delivery is; a lower number is claimed first."""

    CODE = 0
    PERSONAL = 1
    STATUS = 2
    MASS = 3


EXPRESS: Final = (Lane.CODE, Lane.PERSONAL)
ALL: Final = tuple(Lane)
_KEPT_FREE = 8  # one place in so many is kept from status pushes, so that mass pushes move too


def quota(lane: Lane, limit: int) -> int:
    """Return how many rows of a claim of `limit` may come from this lane."""
    return limit - limit // _KEPT_FREE if lane is Lane.STATUS else limit
