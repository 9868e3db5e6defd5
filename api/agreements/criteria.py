"""Origin criteria: what is printed on each line, and what one must have at hand to claim it."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal
from typing import Final, Literal

from api.agreements.tables import Row

Need = Literal["materials", "value", "process", "sub_criterion"]
NEED_LABELS: Final[dict[Need, str]] = {
    "materials": "非原产材料清单及其税则号",
    "value": "非原产材料价值和产品价格",
    "process": "加工工序",
    "sub_criterion": "所依据的产品特定规则（1区域价值成分 2税则改变 3加工工序）",
}
FIGURE: Final = "%"  # the code of a criterion that is printed as its percentage alone
_PRINTED: Final = re.compile(
    r"(?P<code>[A-Z]*)\s*(?P<figure>\d{1,3}(?:\.\d{1,2})?\s*%)?\s*(?P<heading>\d{4})?(?P<suffixes>(?:\s+[A-Z]+)*)",
    re.ASCII,
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Criterion:
    """One criterion of a certificate type; `share` says whose percentage is counted, of `basis`."""

    code: str
    label: str
    needs: tuple[Need, ...]
    share: Literal["", "originating", "non_originating"]
    printed: Literal["no", "yes", "maybe"]
    least: Decimal | None
    most: Decimal | None
    basis: Literal["", "fob", "ex_works"]
    suffixes: tuple[str, ...]
    verified: bool
    source: str

    def figure_fits(self, percent: Decimal) -> bool:
        """Tell whether a percentage lies within the criterion's bounds."""
        return (self.least is None or percent >= self.least) and (self.most is None or percent <= self.most)


@dataclass(frozen=True, slots=True)
class Claim:
    """A criterion as somebody wrote it: `RVC 45%`, `PSR ACU`, `W3926`."""

    criterion: Criterion
    percent: Decimal | None
    suffixes: tuple[str, ...]


def claimed(text: str, criteria: Iterable[Criterion]) -> Claim | None:
    """Read a criterion as it was written; None if it is none of these."""
    known = {each.code: each for each in criteria}
    written = " ".join(text.upper().split())
    if written in known:
        return Claim(known[written], None, ())
    found = _PRINTED.fullmatch(written)
    criterion = found and known.get(found["code"] or FIGURE)
    if not found or not criterion:
        return None
    suffixes = tuple(found["suffixes"].split())
    if not set(suffixes) <= set(criterion.suffixes):
        return None
    figure = found["figure"]
    return Claim(criterion, Decimal(figure.rstrip("% ")) if figure else None, suffixes)


def of_row(row: Row) -> Criterion:
    """Return a row of the table as a criterion."""
    return Criterion(
        code=row["criterion"],
        label=row["label"],
        needs=_listed(row["needs"]),  # type: ignore[arg-type]  # the table is tested against these words
        share=row["share"],  # type: ignore[arg-type]
        printed=row["printed"] or "no",  # type: ignore[arg-type]
        least=_percent(row["least"]),
        most=_percent(row["most"]),
        basis=row["basis"],  # type: ignore[arg-type]
        suffixes=_listed(row["suffixes"]),
        verified=row.verified,
        source=row.source,
    )


def _listed(text: str) -> tuple[str, ...]:
    return tuple(filter(None, text.split(";")))


def _percent(text: str) -> Decimal | None:
    return Decimal(text) if text else None
