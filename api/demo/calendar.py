"""When things happened in the demo's year: working hours in Shanghai, ever the same for the same dice."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from random import Random
from typing import Final

from kit.clock import in_shanghai

DAYS: Final = 365
_OPENS: Final = 9
_MINUTES: Final = 8 * 60


@dataclass(frozen=True)
class Calendar:
    """The year that ends now."""

    end: datetime
    dice: Random

    def moments(self, count: int) -> list[datetime]:
        """Return so many moments in working hours, the oldest first, the last ones within these days."""
        step = DAYS / count
        found = [self._at_work(self.end - timedelta(days=DAYS - step * n)) for n in range(1, count + 1)]
        return sorted(min(each, self.end - timedelta(minutes=30)) for each in found)

    def after(self, moment: datetime, hours: float) -> datetime:
        """Return a moment about so many hours later, never in the future."""
        later = moment + timedelta(hours=hours * self.dice.uniform(0.6, 1.4))
        return min(later, self.end - timedelta(minutes=1)).replace(microsecond=0)

    def age(self, moment: datetime) -> int:
        """Return how many days ago it was."""
        return (self.end - moment).days

    def _at_work(self, moment: datetime) -> datetime:
        wall = in_shanghai(moment).replace(hour=_OPENS, minute=0, second=0, microsecond=0)
        return wall + timedelta(minutes=self.dice.randrange(_MINUTES))
