"""The partners and goods of the demo, as data; all of them are invented."""

import csv
from collections.abc import Mapping, Sequence
from functools import cache
from pathlib import Path
from typing import Final

_DATA: Final = Path(__file__).parent / "data"


@cache
def rows(table: str) -> Sequence[Mapping[str, str]]:
    """Return the rows of a table."""
    with (_DATA / f"{table}.csv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))
