"""Which certificate may be used for goods of an HS code to a country on a day, and what each will ask."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import Final

from api.agreements import asking, refusals
from api.agreements.asking import Ask
from api.agreements.countries import Country, country
from api.agreements.rules import Partner, Rule, find
from api.agreements.types import AUTHORITIES, AUTHORITY_LABELS, Authority, types

_HS: Final = re.compile(r"\d{2}(\d{2}(\d{2}(\d{2}(\d{2})?)?)?)?", re.ASCII)
ANY_GOODS: Final = "C"


@dataclass(frozen=True, slots=True, kw_only=True)
class Advice:
    """One certificate type that serves: who issues it, what it asks, and what is not confirmed about it."""

    code: str
    name: str
    country: Country
    rules: tuple[Rule, ...]
    asks: tuple[Ask, ...]
    self_printable: bool

    @property
    def preferential(self) -> bool:
        """Tell whether it gives a lower duty abroad."""
        return self.rules[0].type.preferential

    @property
    def issuers(self) -> tuple[Authority, ...]:
        """Return who issues it."""
        return tuple(rule.type.authority for rule in self.rules)

    @property
    def issuer_labels(self) -> tuple[str, ...]:
        """Return who issues it, as people call them: 海关, 贸促会."""
        return tuple(AUTHORITY_LABELS[each] for each in self.issuers)

    @property
    def warnings(self) -> tuple[str, ...]:
        """Return what is not confirmed by a public text and should be asked of the issuer."""
        return tuple(asking.warnings(self.rules[0], self.partner, self.asks))

    @property
    def partner(self) -> Partner | None:
        """Return the row by which the country is a partner; None for a certificate that serves anywhere."""
        return next((each for each in self.rules[0].partnerships if each.country == self.country.letters), None)


def advise(hs: str, to: str, on: date) -> list[Advice]:
    """Return what serves for goods of that HS code (2 to 10 digits) to that country (ISO letters), preferences first.

    Raises hs_invalid and country_unknown.
    """
    digits = re.sub(r"[\s.]", "", hs)
    if not _HS.fullmatch(digits):
        raise refusals.hs_invalid(hs)
    destination = country(to)
    serving: dict[str, list[Rule]] = {}
    for rule in _serving(digits, destination, on):
        serving.setdefault(rule.type.code, []).append(rule)
    found = [_advice(tuple(rules), destination, digits) for rules in serving.values()]
    return sorted(found, key=lambda each: (not each.preferential, each.code != ANY_GOODS))


def _serving(hs: str, destination: Country, on: date) -> Iterator[Rule]:
    for authority in AUTHORITIES:
        for kind in types(authority, on):
            rule = find(authority, kind.code, on)
            if rule and rule.serves(destination.letters) and rule.covers(hs):
                yield rule


def _advice(rules: tuple[Rule, ...], destination: Country, hs: str) -> Advice:
    return Advice(
        code=rules[0].type.code,
        name=rules[0].type.name,
        country=destination,
        rules=rules,
        asks=tuple(asking.asks(rules, hs)),
        self_printable=any(rule.self_printable(destination.letters) for rule in rules),
    )
