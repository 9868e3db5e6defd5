"""Countries by their ISO letters, as the agreements name them, and what each authority's forms call them.

Names and customs codes are master data; this room's own table only joins the partners to CCPIT's code system.
"""

from dataclasses import dataclass
from functools import cache

from api import masterdata
from api.agreements import refusals, tables
from api.agreements.types import Authority


@dataclass(frozen=True, slots=True)
class Country:
    """A country or region: ISO letters, names, and its code on each authority's form (empty where not known)."""

    letters: str
    name: str
    english: str
    customs: str
    ccpit: str

    def code_at(self, authority: Authority) -> str:
        """Return the code that the authority's forms use."""
        return self.customs if authority == "customs" else self.ccpit


def country(letters: str) -> Country:
    """Return the country of these ISO letters; raises country_unknown."""
    found = _countries().get(letters.strip().upper())
    if found is None:
        raise refusals.country_unknown(letters)
    return found


def country_at(authority: Authority, code: str) -> Country | None:
    """Return the country that the authority's forms know by this code, or None; of CCPIT's the partners alone."""
    return _coded(authority).get(code)


@cache
def _countries() -> dict[str, Country]:
    ccpit = {row["country"]: row["ccpit"] for row in tables.rows("countries")}
    return {
        letters: Country(letters, row.name_zh, row.name_en, row.code, ccpit.get(letters, ""))
        for row in masterdata.codes("country_customs")
        for letters in row.aliases[:1]
    }


@cache
def _coded(authority: Authority) -> dict[str, Country]:
    return {each.code_at(authority): each for each in _countries().values() if each.code_at(authority)}
