"""On what terms each channel is served: what its provider promises decides how carefully we send (§2)."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta
from typing import Final

from push.address import CONSOLE, SMS, TELEGRAM, WECHAT


@dataclass(frozen=True, slots=True)
class Terms:
    """How a channel is served.

    `drops_repeats`: the provider drops a second message with the same key, so an attempt of unknown outcome may be
    repeated. `batch`: rows a claim; a crash leaves at most so many of a careful channel uncertain. `in_flight`:
    batches at a time. `gap`: between two messages to one address.
    """

    drops_repeats: bool
    batch: int
    in_flight: int
    gap: timedelta


_CAREFUL: Final = Terms(drops_repeats=False, batch=4, in_flight=1, gap=timedelta(seconds=1))
_TERMS: Final[Mapping[str, Terms]] = {
    WECHAT: Terms(drops_repeats=True, batch=500, in_flight=2, gap=timedelta(seconds=1)),
    CONSOLE: Terms(drops_repeats=True, batch=500, in_flight=1, gap=timedelta(0)),
    SMS: _CAREFUL,
    TELEGRAM: _CAREFUL,
}


def terms_of(channel: str) -> Terms:
    """Return the channel's terms; one that nobody described is served as one whose provider promises nothing."""
    return _TERMS.get(channel, _CAREFUL)
