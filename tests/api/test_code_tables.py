"""The code tables: every row dated, sourced and flagged, and no key twice."""

import csv
import re
from collections import Counter
from datetime import date
from pathlib import Path
from typing import Any

import pytest

import api
from api.certificates import lifecycle as certificates
from api.consignments import CONSIGNMENT
from api.declarations import DECLARATION

API = Path(api.__file__).parent
TABLES = sorted([*API.glob("masterdata/data/*.csv"), *API.glob("exchange/data/*.csv")])
CCPIT_TYPES = "C B N X R H L HM I S A K E GE F"
CUSTOMS_TYPES = "C G B E F M P T N X R H L I S PR TR A K AD AP GE CA RC"
KEYS = {
    "agreement_codes": ("code",),
    "certificate_types": ("authority", "code"),
    "customs_districts": ("code",),
    "number_patterns": ("kind",),
    "regions": ("code",),
    "receipt_codes": ("message", "field", "code"),
    "declaration_channels": ("message", "field", "code"),
}


def rows(name: str) -> list[dict[str, str]]:
    (path,) = [table for table in TABLES if table.stem == name]
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file, strict=True))


@pytest.mark.parametrize("name", KEYS)
def test_every_row_has_a_date_or_none_a_source_and_a_flag(name: str) -> None:
    for row in rows(name):
        assert None not in row
        assert None not in row.values()
        assert row["source"]
        assert row["verified"] in {"yes", "no"}
        assert row["valid_from"] in {"", date.fromisoformat(row["valid_from"] or "2022-01-05").isoformat()}


@pytest.mark.parametrize("name", KEYS)
def test_no_row_stands_twice_for_the_same_day(name: str) -> None:
    seen = Counter((*(row[column] for column in KEYS[name]), row["valid_from"]) for row in rows(name))
    assert [key for key, count in seen.items() if count > 1] == []


def test_the_15_types_of_the_ccpit_menu_and_the_24_of_the_customs_schema_are_there() -> None:
    types = {(row["authority"], row["code"]) for row in rows("certificate_types")}
    assert {("ccpit", code) for code in CCPIT_TYPES.split()} <= types
    assert {("customs", code) for code in CUSTOMS_TYPES.split()} <= types
    assert ("customs", "HM") not in types


def test_certificate_types_refer_to_agreements_that_exist() -> None:
    known = {row["code"] for row in rows("agreement_codes")}
    for row in rows("certificate_types"):
        assert set(filter(None, row["agreement_code"].split(";"))) <= known, row


def test_customs_districts_are_told_by_four_characters_and_include_xian() -> None:
    names = {row["code"]: row["name"] for row in rows("customs_districts")}
    assert len(names) == 1399
    assert all(re.fullmatch(r"[0-9A-Z]\d{3}", code, re.ASCII) and name for code, name in names.items())
    assert "9000" in names


def test_each_pattern_matches_its_own_sample() -> None:
    for row in rows("number_patterns"):
        assert not row["sample"] or re.fullmatch(row["pattern"], row["sample"], re.ASCII), row["kind"]


def test_receipt_codes_mean_what_the_published_parser_makes_of_them() -> None:
    step = {(row["message"], row["field"], row["code"]): row["step"] for row in rows("receipt_codes")}
    assert [step["Receipt", "RepType", code] for code in "123568"] == [
        "failed", "pending_review", "returned", "approved", "returned", "unknown",
    ]  # fmt: skip
    assert [step["FileRet", "RetType", code] for code in "1234"] == ["accepted", "refused", "accepted", "refused"]
    assert step["Receipt", "Channel", "6"] == "answered"


def test_a_released_or_closed_declaration_is_told_from_any_other() -> None:
    step = {row["code"]: row["step"] for row in rows("declaration_channels")}
    assert {code for code, each in step.items() if each == "closed"} == {"R"}
    assert {code for code, each in step.items() if each == "released"} == {"P", "K", "B", "I"}
    assert step["D"] == "deleted"
    assert step["d"] == "noted"


def test_every_step_is_explained_beside_the_tables() -> None:
    explained = (API / "exchange" / "data" / "README.md").read_text(encoding="utf-8")
    for row in [*rows("receipt_codes"), *rows("declaration_channels")]:
        assert f"`{row['step']}`" in explained


@pytest.mark.parametrize(
    ("message", "prefix", "lifecycle"),
    [
        ("Receipt", "", certificates.of("海关")),
        ("FileRet", "attachment_", certificates.of("海关")),
        ("ImportAgrResponse", "", CONSIGNMENT.lifecycle),
        ("Declaration", "", DECLARATION.lifecycle),
    ],
)
def test_every_step_of_the_tables_is_a_step_of_its_documents_life(message: str, prefix: str, lifecycle: Any) -> None:
    read_further = {"answered"}
    named = {row["step"] for name in ("receipt_codes", "declaration_channels") for row in rows(name)
             if row["message"] == message}  # fmt: skip
    assert named
    assert {f"{prefix}{step}" for step in named - read_further} <= set(lifecycle.steps)
