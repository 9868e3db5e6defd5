"""The certificate types that an authority issues on a day."""

from dataclasses import dataclass
from datetime import date
from typing import Final, Literal

from api.agreements import tables
from api.agreements.tables import Row

Authority = Literal["customs", "ccpit"]
AUTHORITIES: Final[tuple[Authority, ...]] = ("customs", "ccpit")
AUTHORITY_LABELS: Final[dict[Authority, str]] = {"customs": "海关", "ccpit": "贸促会"}
_PREFERENCES: Final = frozenset({"G"})  # preferential without an agreement: the importing countries' own schemes


@dataclass(frozen=True, slots=True, kw_only=True)
class CertificateType:
    """A type of certificate as one authority issues it; `agreements` are its 优惠贸易协定代码."""

    authority: Authority
    code: str
    name: str
    agreements: tuple[str, ...]
    verified: bool
    source: str

    @property
    def preferential(self) -> bool:
        """Tell whether it gives a lower duty abroad."""
        return bool(self.agreements) or self.code in _PREFERENCES

    @property
    def label(self) -> str:
        """Return the name as the manuals' lists have it: 中国-瑞士自贸协定 (S)."""
        return f"{self.name} ({self.code})"


def types(authority: Authority, on: date) -> list[CertificateType]:
    """Return what an authority issues on that day, in the order of its menu."""
    return [
        _type(authority, row)
        for row in tables.rows("certificate_types")
        if row["authority"] == authority and row.holds(on)
    ]


def type_of(authority: Authority, code: str, on: date) -> CertificateType | None:
    """Return one type, or None if the authority does not issue it on that day."""
    return next((_type(authority, row) for row in tables.holding("certificate_types", authority, code, on)), None)


def _type(authority: Authority, row: Row) -> CertificateType:
    return CertificateType(
        authority=authority,
        code=row["code"],
        name=row["name"],
        agreements=tuple(filter(None, row["agreement_code"].split(";"))),
        verified=row.verified,
        source=row.source,
    )
