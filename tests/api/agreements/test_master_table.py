"""The rules table against the master table of the specification: each of the 15 types of the manual, cell by cell."""

from datetime import date
from pathlib import Path

import pytest

from api import agreements
from api.agreements import Rule

NOW = date(2026, 11, 21)
TABLE = (Path(__file__).parent / "master_table.tsv").read_text("utf-8")
ROWS = [line.split("\t") for line in TABLE.splitlines()[1:]]


def told(rule: Rule) -> list[str]:
    """The cells of a rule as the table writes them; `-` where nothing is known, or nothing is asked."""
    late = rule.late
    asked = [each.code for each in rule.criteria] if rule.criterion_asked else []
    cells: list[object] = [
        rule.type.code,
        " ".join(rule.type.agreements),
        " ".join(rule.partners),
        rule.max_lines,
        " ".join(map(str, rule.hs_digits)),
        " ".join(asked),
        rule.fob_on_form,
        f"{late.free.number} {late.free.unit}" if late.free else "",
        f"{late.limit.number} {late.limit.unit}" if late.limit else "",
        late.remark,
        rule.fact("validity_months").value,
        rule.fact("third_party").value,
        rule.fact("transit_months").value,
    ]
    return [str(cell) if cell not in {None, ""} else "-" for cell in cells]


@pytest.mark.feature("CO-01")
@pytest.mark.parametrize("row", ROWS, ids=lambda row: row[0])
def test_each_type_of_the_manual_asks_what_the_specification_says(row: list[str]) -> None:
    found = told(agreements.rule("ccpit", row[0], NOW))
    assert [sorted(cell.split()) for cell in found] == [sorted(cell.split()) for cell in row]


def test_the_table_has_the_fifteen_types_of_the_manual_in_its_order() -> None:
    assert [row[0] for row in ROWS] == [each.code for each in agreements.types("ccpit", date(2019, 9, 1))]


@pytest.mark.parametrize("authority", agreements.AUTHORITIES)
def test_every_cell_says_its_source_and_whether_it_is_confirmed(authority: agreements.Authority) -> None:
    for kind in agreements.types(authority, NOW):
        rule = agreements.rule(authority, kind.code, NOW)
        assert kind.source
        for cell, fact in rule.facts.items():
            assert fact.source, (kind.code, cell)
            assert rule.verified(cell) is fact.verified
