"""The authorities' codes: data (api/exchange/data), each row valid from a day on."""

import csv
from collections import defaultdict
from collections.abc import Mapping, Sequence
from functools import cache
from pathlib import Path
from typing import Final, NamedTuple

from api.exchange.readings import UNKNOWN

_DATA: Final = Path(__file__).parent / "data"
ANY_OTHER: Final = "*"  # the code of a row that stands for every code without a row of its own
Key = tuple[str, str, str]


class Meaning(NamedTuple):
    """What a code says: a step of the document's life, and its label."""

    step: str
    label: str


_NOT_KNOWN: Final = Meaning(UNKNOWN, "")


def meaning(message: str, field: str, code: str, day: str) -> Meaning:
    """Return what a code in a message's field meant on a day (yyyy-mm-dd); UNKNOWN if no row says so.

    The oldest row holds for the days before it, too.
    """
    rows = _rows().get((message, field, code)) or (_rows().get((message, field, ANY_OTHER)) if code else None)
    if not rows:
        return _NOT_KNOWN
    return next((said for valid_from, said in rows if valid_from <= day), rows[-1][1])


@cache
def _rows() -> Mapping[Key, Sequence[tuple[str, Meaning]]]:
    """Return the tables: for each code its rows, the newest first."""
    found: defaultdict[Key, list[tuple[str, Meaning]]] = defaultdict(list)
    for path in sorted(_DATA.glob("*.csv")):
        with path.open(encoding="utf-8", newline="") as file:
            for row in csv.DictReader(file):
                key = (row["message"], row["field"], row["code"])
                found[key].append((row["valid_from"], Meaning(row["step"], row["label_zh"])))
    return {key: sorted(rows, reverse=True) for key, rows in found.items()}
