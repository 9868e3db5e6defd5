"""Push's tables are push's own: rooms above ask its functions (house: the stairs)."""

import re
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
SQL = re.compile(
    r"\b(?:from|join|into|update)\s+(?:deliveries|messages|attempts|reports|leases|holds|addresses)\b(?!\s+import)"
)
PROSE = ("announcements into deliveries", "join reports that came")


@pytest.mark.parametrize("room", ["subscriptions", "api", "bot"])
def test_no_other_room_writes_sql_about_them(room: str) -> None:
    found = [
        f"{path.relative_to(ROOT)}: {line.strip()}"
        for path in sorted((ROOT / room).rglob("*.py"))
        for line in path.read_text("utf-8").splitlines()
        if SQL.search(line) and not any(words in line for words in PROSE)
    ]
    assert found == []
