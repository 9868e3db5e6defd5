"""Whose portal this is: its names and the telephone numbers to call; ``api/masterdata/data/regions.csv``."""

import csv
from functools import cache
from pathlib import Path
from typing import NamedTuple

from kit import settings
from kit.settings import House

_TABLE = Path(__file__).parent / "masterdata" / "data" / "regions.csv"


class Region(NamedTuple):
    """One province's single window; `card_hotline` is for those who have no card, `chat_group` may be empty."""

    province: str
    portal: str
    service: str
    hotline: str
    hours: str
    card_hotline: str
    chat_group: str

    @property
    def spoken_hotline(self) -> str:
        """Return the hotline with its hours: 029-95198（24小时）."""
        return f"{self.hotline}（{self.hours}）" if self.hours else self.hotline


def here() -> Region:
    """Return the region of this house (`HUIZHI_REGION`)."""
    return _regions()[settings.load(House).region]


@cache
def _regions() -> dict[str, Region]:
    with _TABLE.open(encoding="utf-8", newline="") as file:
        return {row["code"]: Region(*(row[name] for name in Region._fields)) for row in csv.DictReader(file)}
