"""The tables of the agreements agree with each other, and say of every row where it comes from."""

import re
from collections import Counter
from datetime import date
from decimal import Decimal
from itertools import combinations
from pathlib import Path

import pytest

from api import agreements, masterdata
from api.agreements import tables
from api.agreements.criteria import NEED_LABELS
from api.agreements.tables import Row
from api.agreements.types import AUTHORITIES
from api.certificates.forms import BasicForm, GoodsForm, boxes

DATA = Path(agreements.__file__).parent / "data"
KEYS = {
    "rules": ("authority", "code", "cell"),
    "partners": ("authority", "code", "country"),
    "criteria": ("authority", "code", "criterion"),
    "fields": ("authority", "code", "part", "field", "when"),
    "boxes": ("authority", "code", "box"),
    "self_print": ("authority", "code", "country"),
    "goods": ("authority", "code", "hs"),
    "countries": ("country",),
}
PERIOD = r"\d+ (days|workdays|months)( from (shipment|export|declaration))?"
YES_NO = r"yes|no"
CELLS = {
    "title": r"\S.+",
    "max_lines": r"\d+|none",
    "hs_digits": r"\d{1,2}(;\d{1,2})*",
    "hs_owner": "import",
    "criterion_asked": YES_NO,
    "filing": YES_NO,
    "filing_alone": YES_NO,
    "fob_on_form": "always|invoice|price|rvc|never",
    "late_free": PERIOD,
    "late_allowed": YES_NO,
    "late_limit": PERIOD,
    "late_remark": r"\S.+",
    "late_place": r"\S.+",
    "validity_months": r"\d+",
    "late_validity_from": "shipment|export|declaration",
    "copy_remark": r"\S.+",
    "correction": "new|manual|both",
    "third_party": YES_NO,
    "third_party_place": r"\S.+",
    "transit_months": r"\d+",
    "de_minimis": r"\S.+",
    "waiver": r"\S.+",
    "copies": r"\d\+\d",
    "language": "zh|en",
    "goods_limited": r"\S.+",
    "consignee_open": r"\S.+",
}
TYPES = {(row["authority"], row["code"]) for row in tables.rows("certificate_types")}


def overlap(one: Row, other: Row) -> bool:
    return (one.valid_from or date.min) <= (other.valid_to or date.max) and (other.valid_from or date.min) <= (
        one.valid_to or date.max
    )


def test_every_file_is_a_table_that_is_tested_here() -> None:
    assert {path.stem for path in DATA.glob("*.csv")} == set(KEYS)


@pytest.mark.parametrize("table", KEYS)
def test_every_row_says_its_source_and_ends_after_it_began(table: str) -> None:
    for row in tables.rows(table):
        assert row.source
        assert row["verified"] in {"yes", "no"}
        assert (row.valid_from or date.min) <= (row.valid_to or date.max)
        assert not any(cell != cell.strip() for cell in row.cells.values())


@pytest.mark.parametrize("table", KEYS)
def test_no_two_rows_tell_the_same_for_the_same_day(table: str) -> None:
    """Not even one of both authorities beside one of a single authority, which would leave open which of them holds."""
    key = [column for column in KEYS[table] if column != "authority"]
    told: dict[tuple[str, ...], list[Row]] = {}
    for row in tables.rows(table):
        told.setdefault(tuple(row[column] for column in key), []).append(row)
    for name, rows in told.items():
        for one, other in combinations(rows, 2):
            authorities = {one.cells.get("authority", ""), other.cells.get("authority", "")}
            same = len(authorities) == 1 or "" in authorities
            assert not (same and overlap(one, other)), name


@pytest.mark.parametrize("table", [name for name in KEYS if name != "countries"])
def test_every_row_is_about_a_type_that_is_issued(table: str) -> None:
    for row in tables.rows(table):
        issuers = AUTHORITIES if not row["authority"] else (row["authority"],)
        assert any((issuer, row["code"]) in TYPES for issuer in issuers), row.cells


def test_every_cell_is_one_that_is_explained_and_holds_what_its_readers_understand() -> None:
    explained = (DATA / "README.md").read_text(encoding="utf-8")
    for row in tables.rows("rules"):
        assert f"`{row['cell']}`" in explained
        assert re.fullmatch(CELLS[row["cell"]], row["value"]), row.cells
    assert {row["cell"] for row in tables.rows("rules")} == set(CELLS)


def test_a_row_about_late_issue_is_whole() -> None:
    """A limit without leave, or leave refused with a remark, would be two answers."""
    for authority, code in TYPES:
        rule = agreements.find(authority, code, date(2026, 11, 21))  # type: ignore[arg-type]
        assert rule
        if rule.late.limit or rule.late.remark:
            assert rule.late.allowed, code
        if rule.late.place:
            assert rule.late.remark, code


def test_partners_and_countries_are_countries() -> None:
    for table in ("partners", "self_print", "countries"):
        for row in tables.rows(table):
            assert not row["country"] or agreements.country(row["country"]).name


def test_a_partner_is_known_to_ccpit_by_a_code_of_its_own_table() -> None:
    for row in tables.rows("countries"):
        assert masterdata.code("country_ccpit", row["ccpit"])
    ours = {row["country"] for row in tables.rows("countries")}
    assert {row["country"] for row in tables.rows("partners")} <= ours


def test_who_prints_for_a_country_may_use_the_certificate_there() -> None:
    for row in tables.rows("self_print"):
        rule = agreements.rule(row["authority"], row["code"], row.valid_from or date(2026, 1, 1))  # type: ignore[arg-type]
        assert not row["country"] or rule.serves(row["country"]), row.cells


def test_criteria_need_what_has_a_name_and_are_bounded_within_a_hundred() -> None:
    for row in tables.rows("criteria"):
        assert set(filter(None, row["needs"].split(";"))) <= set(NEED_LABELS)
        assert row["share"] in {"", "originating", "non_originating"}
        assert row["printed"] in {"no", "yes", "maybe"}
        assert row["basis"] in {"", "fob", "ex_works"}
        assert all(0 <= Decimal(row[bound] or 0) <= 100 for bound in ("least", "most"))
        assert not (row["least"] or row["most"]) or row["share"], row.cells


def test_fields_are_boxes_of_the_form() -> None:
    forms = {"head": boxes(BasicForm), "goods": boxes(GoodsForm)}
    for row in tables.rows("fields"):
        assert row["field"] in forms[row["part"]], row.cells
        assert re.fullmatch(r"|third_party|criterion=[A-Z]+", row["when"])


def test_boxes_are_numbered_from_one_without_a_gap() -> None:
    numbers: dict[str, list[int]] = {}
    for row in tables.rows("boxes"):
        numbers.setdefault(row["code"], []).append(int(row["box"]))
    assert all(found == list(range(1, len(found) + 1)) for found in numbers.values())
    assert {code: len(numbers[code]) for code in ("C", "E", "A", "F", "RC")} == {
        "C": 12, "E": 13, "A": 14, "F": 15, "RC": 17,
    }  # fmt: skip


def test_every_agreement_of_the_ccpit_menu_is_described() -> None:
    """Who chooses one of the 15 types of the manual finds partners, criteria, lines, HS digits and deadlines."""
    counted = Counter(row["code"] for row in tables.rows("criteria"))
    for kind in agreements.types("ccpit", date(2026, 11, 21)):
        rule = agreements.rule("ccpit", kind.code, date(2026, 11, 21))
        assert bool(rule.partners) == kind.preferential, kind.code
        assert (counted[kind.code] > 0) == kind.preferential, kind.code
        assert rule.hs_digits, kind.code
        assert rule.filing_needed == kind.preferential, kind.code
