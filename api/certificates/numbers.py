"""What a certificate's number tells: its type letters, and the enterprise (formats.md §4)."""

import csv
import re
from functools import cache
from pathlib import Path
from typing import Final

import api

_TYPES: Final = Path(api.__file__).parent / "masterdata" / "data" / "certificate_types.csv"
_NUMBER: Final = re.compile(r"(?P<type>[A-Z]{1,2})\d{2}[0-9A-Z]{9}\d{4}", re.ASCII)


def type_code(number: str) -> str:
    """Return the type letters of a customs number, or nothing if it has another shape."""
    found = _NUMBER.fullmatch(number)
    return found["type"] if found else ""


def type_name(authority: str, code: str) -> str:
    """Return the type's name at that authority (`customs`, `ccpit`); a type in no table is called by its letters."""
    return _names().get((authority, code)) or (f"{code}证书" if code else "原产地证书")


@cache
def _names() -> dict[tuple[str, str], str]:
    with _TYPES.open(encoding="utf-8", newline="") as file:
        return {(row["authority"], row["code"]): row["name"] for row in csv.DictReader(file)}
