"""What a certificate type asks on a day, each fact with its source and whether it is confirmed (agreements as data)."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from typing import Final, Literal, NamedTuple

from api.agreements import criteria as written
from api.agreements import refusals, tables
from api.agreements.criteria import Claim, Criterion
from api.agreements.deadlines import Day, LateIssue, Period
from api.agreements.tables import Row
from api.agreements.types import Authority, CertificateType, type_of

FobOnForm = Literal["", "always", "invoice", "price", "rvc", "never"]
_NO_LIMIT: Final = "none"


class Fact(NamedTuple):
    """A cell of the rules table."""

    value: str
    verified: bool
    source: str


_NOTHING: Final = Fact("", verified=False, source="")


class Field(NamedTuple):
    """A field of the form that this type asks for beyond the usual; `part` is head or goods, `when` empty is always."""

    part: str
    name: str
    when: str
    sentence: str
    verified: bool
    source: str


class Box(NamedTuple):
    """A box of the paper form and what stands in it; `caption` is the form's own word, empty where it is not known."""

    number: str
    content: str
    verified: bool
    caption: str = ""


class Partner(NamedTuple):
    """A country or region (ISO 3166-1 alpha-2) in which the certificate is of use."""

    country: str
    verified: bool
    source: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Rule:
    """Everything known of a certificate type on a day. Nothing is refused because of what is not verified: warn."""

    type: CertificateType
    on: date
    partnerships: tuple[Partner, ...]
    criteria: tuple[Criterion, ...]
    fields: tuple[Field, ...]
    boxes: tuple[Box, ...]
    self_print: tuple[Partner, ...]
    goods: tuple[str, ...]
    facts: Mapping[str, Fact]

    def fact(self, cell: str) -> Fact:
        """Return a cell with its standing; an empty, unverified one where nothing is known."""
        return self.facts.get(cell, _NOTHING)

    def verified(self, cell: str) -> bool:
        """Tell whether a cell is confirmed by a public text; where it is not, warn and never block."""
        return self.fact(cell).verified

    def source(self, cell: str) -> str:
        """Return where a cell was read."""
        return self.fact(cell).source

    @property
    def partners(self) -> tuple[str, ...]:
        """Return the countries it is of use in (ISO alpha-2); none means any country."""
        return tuple(each.country for each in self.partnerships)

    @property
    def title(self) -> str:
        """Return the title on the paper form."""
        return self.fact("title").value

    @property
    def max_lines(self) -> int | None:
        """Return how many goods lines one certificate takes; None: no limit, or none known."""
        return self._number("max_lines")

    @property
    def hs_digits(self) -> tuple[int, ...]:
        """Return how many digits of the HS code the form may show; empty where unknown."""
        return tuple(int(each) for each in self.fact("hs_digits").value.split(";") if each)

    @property
    def hs_of_importer(self) -> bool:
        """Tell whether the HS code is the importing party's and not China's."""
        return self.fact("hs_owner").value == "import"

    @property
    def validity_months(self) -> int | None:
        """Return for how many months an ordinarily issued certificate holds, from its issue."""
        return self._number("validity_months")

    @property
    def third_party(self) -> bool | None:
        """Tell whether the invoice may be a third party's; None where unknown."""
        return {"yes": True, "no": False}.get(self.fact("third_party").value)

    @property
    def criterion_asked(self) -> bool:
        """Tell whether goods lines carry an origin criterion."""
        return self.fact("criterion_asked").value != "no"

    @property
    def filing_needed(self) -> bool:
        """Tell whether goods must come from approved product filings (CO-68)."""
        return self.fact("filing").value == "yes"

    @property
    def fob_on_form(self) -> FobOnForm:
        """Return when the form shows a value: always, the invoice's, the price, with RVC only, never; or unknown."""
        return self.fact("fob_on_form").value  # type: ignore[return-value]  # the table is tested against these words

    @property
    def late(self) -> LateIssue:
        """Return what holds for an application after sailing."""
        allowed = self.fact("late_allowed").value
        return LateIssue(
            free=self._period("late_free"),
            allowed={"yes": True, "no": False}.get(allowed),
            limit=self._period("late_limit"),
            remark=self.fact("late_remark").value,
            place=self.fact("late_place").value,
        )

    @property
    def late_after_days(self) -> int | None:
        """Return how many days (or working days: see `late.free`) after sailing one is late; None if unknown."""
        return self.late.free.number if self.late.free else None

    @property
    def late_remark(self) -> str:
        """Return the words that a late certificate carries."""
        return self.late.remark

    def fob_shown(self, claimed: Iterable[str] = ()) -> bool:
        """Tell whether the form shows the FOB (or invoice) value, given the criteria of its lines."""
        if self.fob_on_form == "rvc":
            return any(text.upper().startswith("RVC") for text in claimed)
        return self.fob_on_form in {"always", "invoice", "price"}

    def claim(self, text: str) -> Claim | None:
        """Read an origin criterion as it was written (`RVC 45%`, `PSR ACU`); None if this type has none such."""
        return written.claimed(text, self.criteria)

    def serves(self, country: str) -> bool:
        """Tell whether the certificate is of use in that country (ISO alpha-2)."""
        return not self.partnerships or country in self.partners

    def covers(self, hs: str) -> bool:
        """Tell whether goods of that HS code may be on it; only a few types are for certain goods."""
        return not self.goods or any(hs.startswith(each) for each in self.goods)

    def self_printable(self, country: str) -> bool:
        """Tell whether the applicant may print it themselves for that country (ISO alpha-2)."""
        return any(each.country in {"", country} for each in self.self_print)

    def _number(self, cell: str) -> int | None:
        value = self.fact(cell).value
        return int(value) if value and value != _NO_LIMIT else None

    def _period(self, cell: str) -> Period | None:
        number, _, rest = self.fact(cell).value.partition(" ")
        unit, _, start = rest.partition(" from ")
        if not unit:
            return None
        return Period(number=int(number), unit=unit, counted_from=_start(start))  # type: ignore[arg-type]  # tested


def _start(text: str) -> Day:
    return text or "shipment"  # type: ignore[return-value]  # the table is tested against these words


def rule(authority: Authority, code: str, on: date) -> Rule:
    """Return what a certificate type asks on that day; raises type_unknown where the authority does not issue it."""
    found = find(authority, code, on)
    if found is None:
        raise refusals.type_unknown(code, on)
    return found


@lru_cache(maxsize=1024)
def find(authority: Authority, code: str, on: date) -> Rule | None:
    """Return what a certificate type asks on that day, or None where the authority does not issue it."""
    kind = type_of(authority, code, on)
    return None if kind is None else _rule(kind, on)


def _rule(kind: CertificateType, on: date) -> Rule:
    def those(table: str) -> list[Row]:
        return list(tables.holding(table, kind.authority, kind.code, on))

    return Rule(
        type=kind,
        on=on,
        partnerships=_partners(those("partners")),
        criteria=tuple(map(written.of_row, those("criteria"))),
        fields=tuple(_field(row) for row in those("fields")),
        boxes=tuple(Box(row["box"], row["content"], row.verified, row["caption"]) for row in those("boxes")),
        self_print=_partners(those("self_print")),
        goods=tuple(row["hs"] for row in those("goods")),
        facts={row["cell"]: Fact(row["value"], row.verified, row.source) for row in those("rules")},
    )


def _partners(rows: Iterable[Row]) -> tuple[Partner, ...]:
    return tuple(Partner(row["country"], row.verified, row.source) for row in rows)


def _field(row: Row) -> Field:
    return Field(row["part"], row["field"], row["when"], row["sentence"], row.verified, row.source)
