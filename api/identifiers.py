"""The numbers that documents, enterprises and people go by: what a text is, and whether its check digit holds.

The shapes are data: ``api/masterdata/data/number_patterns.csv``. Check digits: GB 32100 and GB 11643, by python-stdnum.
"""

import csv
import re
import unicodedata
from functools import cache
from pathlib import Path
from typing import NamedTuple

from stdnum.cn import ric, uscc
from stdnum.exceptions import InvalidComponent

from kit.clock import in_shanghai, now

_DATA = Path(__file__).parent / "masterdata" / "data"
_LONGEST = 64  # what people paste around a number; no number is longer than 20
_DROPPED = frozenset({"Zs", "Zl", "Zp", "Cc", "Cf", "Pd"})  # blanks, line ends, invisible characters, hyphens
_MINUS = "\N{MINUS SIGN}"  # a hyphen that Unicode files under mathematics
_OF_CUSTOMS = re.compile(r"[A-Z]{1,2}\d{2}(?P<organisation>[0-9A-Z]{9})\d{4}", re.ASCII)
_COUNTRY_PREFIX = re.compile(r"^(?:\+86|0086)(?=1[3-9]\d{9}$)")


class Identifier(NamedTuple):
    """A recognised number: its kind is one of number_patterns.csv, its value is normalised."""

    kind: str
    value: str


def normalise(text: str) -> str:
    """Return the text as numbers are stored: half width, upper case, without blanks and hyphens of any kind."""
    folded = unicodedata.normalize("NFKC", text).upper()
    return "".join(each for each in folded if each != _MINUS and unicodedata.category(each) not in _DROPPED)


def classify(text: str) -> Identifier | None:
    """Say which number a text is: certificate, filing, coordination, declaration, credit_code or mobile; else None.

    A resident identity number is none of these. Shapes: formats of number_patterns.csv; types of certificate_types.csv.
    """
    if len(text) > _LONGEST:
        return None
    value = _COUNTRY_PREFIX.sub("", normalise(text))
    if certificate_type_of(value):
        return Identifier("certificate", value)
    for kind in ("filing", "coordination", "mobile"):
        if _match(kind, value):
            return Identifier(kind, value)
    return _declaration_or_credit_code(value)


def organisation_of(number: str) -> str:
    """Return the nine characters that name the enterprise in a customs number, or nothing if it has another shape.

    Any letters pass for a type: the authorities add types before any table knows of them (formats.md §4).
    """
    found = _OF_CUSTOMS.fullmatch(number)
    return found["organisation"] if found else ""


def credit_code_is_valid(text: str) -> bool:
    """Tell whether a text is a unified social credit code whose last character checks (GB 32100)."""
    return bool(uscc.is_valid(normalise(text)))


def id_card_is_valid(text: str) -> bool:
    """Tell whether a text is a resident identity number: shape, birth date and last character (GB 11643).

    The place is not checked: the registry of places that python-stdnum carries lacks the districts founded since.
    """
    value = normalise(text)
    if not _match("id_card", value) or value[-1] != ric.calc_check_digit(value):
        return False
    try:
        return ric.get_birth_date(value) <= in_shanghai(now()).date()
    except InvalidComponent:
        return False


def customs_registration_is_valid(text: str) -> bool:
    """Tell whether a text has the shape of an enterprise's customs registration; its last four may be letters."""
    return _match("customs_registration", normalise(text)) is not None


def ccpit_office_is_valid(text: str) -> bool:
    """Tell whether a text has the shape of a 贸促会编码: six digits (USER-14)."""
    return _match("ccpit_office", normalise(text)) is not None


def ccpit_enterprise_is_valid(text: str) -> bool:
    """Tell whether a text has the shape of a 企业编码 at CCPIT: nine digits or letters (USER-15)."""
    return _match("ccpit_enterprise", normalise(text)) is not None


def org_code_of(credit_code: str) -> str:
    """Return the organisation code, characters 9 to 17; raises ValueError for anything but a valid credit code."""
    value = normalise(credit_code)
    if not credit_code_is_valid(value):
        raise ValueError("not a unified social credit code")
    return value[8:17]


def certificate_type_of(number: str) -> str | None:
    """Return the type letters of a certificate number; None when it is no such number or its type is in no table."""
    found = _match("certificate", normalise(number))
    return found["type"] if found and found["type"] in _certificate_types() else None


def enterprise_code_of(number: str) -> str | None:
    """Return the nine characters that name the enterprise in a certificate or filing number, if it is one."""
    value = normalise(number)
    found = _match("certificate", value) if certificate_type_of(value) else _match("filing", value)
    return found["enterprise"] if found else None


def _declaration_or_credit_code(value: str) -> Identifier | None:
    """Tell the two apart when both are 18 digits: a declaration starts with the code of a customs office."""
    declared = _match("declaration", value)
    if declared and declared["district"] in _districts():
        return Identifier("declaration", value)
    if credit_code_is_valid(value):
        return Identifier("credit_code", value)
    return Identifier("declaration", value) if declared and not id_card_is_valid(value) else None


def _match(kind: str, value: str) -> re.Match[str] | None:
    return _patterns()[kind].fullmatch(value)


@cache
def _patterns() -> dict[str, re.Pattern[str]]:
    return {row["kind"]: re.compile(row["pattern"], re.ASCII) for row in _rows("number_patterns")}


@cache
def _certificate_types() -> frozenset[str]:
    return frozenset(row["code"] for row in _rows("certificate_types"))


@cache
def _districts() -> frozenset[str]:
    return frozenset(row["code"] for row in _rows("customs_districts"))


def _rows(table: str) -> list[dict[str, str]]:
    with (_DATA / f"{table}.csv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))
