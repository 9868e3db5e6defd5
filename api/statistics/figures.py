"""What was issued in a stretch of days: by agreement, amount and clerk, how often at once, and how soon (ux.md M11)."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from decimal import Decimal
from statistics import median
from typing import Any, Final
from uuid import UUID

from api.certificates import CCPIT, CUSTOMS
from api.certificates.checking.figures import amount
from api.certificates.numbers import type_code, type_name
from api.documents import listing
from api.people import Actor
from kit import database
from kit.database import as_time, as_uuid

_AUTHORITIES: Final = {CUSTOMS.name: "customs", CCPIT.name: "ccpit"}
_KINDS: Final = "('customs_certificate', 'ccpit_certificate')"
_ISSUED: Final = f"""
    select d.kind, d.number, d.entered_by, d.status_at, d.facts ->> 'certificate_type' as told_type,
        coalesce(c.type_code, '') as type_code, coalesce(c.invoice_amount, '') as invoice_amount,
        coalesce(c.currency, '') as currency,
        (select min(j.occurred_at) from journal j where j.document_id = d.id
            and j.to_status in ('declared', 'received', 'pending')) as began,
        (select count(*) from journal j where j.document_id = d.id and j.verdict = 'applied'
            and j.to_status in ('returned', 'failed')) as sent_back
    from documents d left join certificates c on c.document_id = d.id
    where d.enterprise_id = $1 and d.kind in {_KINDS} and d.status = 'approved'
        and d.status_at >= $2 and d.status_at < $3
    order by d.status_at limit 20000"""  # noqa: S608 — constants of this file
_COUNT: Final = f"""
    select count(*) as n from documents where enterprise_id = $1 and kind in {_KINDS} and status = 'approved'
        and status_at >= $2 and status_at < $3"""  # noqa: S608
Span = tuple[datetime, datetime]


@dataclass(frozen=True, slots=True, kw_only=True)
class Group:
    """Some of the certificates: how many, how many of them at the first go, and how long theirs took, in hours."""

    number: int
    at_once: int
    hours: float | None

    @property
    def rate(self) -> float:
        """Return the share that passed at the first go, in percent; of none, 0."""
        return 100 * self.at_once / self.number if self.number else 0.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Figures:
    """The figures of a stretch of days; `amounts` are {currency: (sum, certificates)}, the largest count first.

    `clerks` are {who entered them, None for another system: group}; `earlier` counts the days before, as many of them.
    """

    all: Group
    types: Mapping[str, int]
    amounts: Mapping[str, tuple[Decimal, int]]
    clerks: Mapping[UUID | None, Group]
    earlier: int
    months: Sequence[int]


async def figures(actor: Actor, span: Span, before: Span, months: Sequence[Span] = ()) -> Figures:
    """Return the figures of the actor's enterprise; moments are UTC, ends are open. Raises `scope`."""
    owner = await listing.owner_of(actor)
    rows = await database.fetch(_ISSUED, owner, *span) if owner else []
    by_clerk: defaultdict[UUID | None, list[database.Row]] = defaultdict(list)
    for row in rows:
        by_clerk[as_uuid(row["entered_by"]) if row["entered_by"] else None].append(row)
    return Figures(
        all=_group(rows),
        types=_largest_first(Counter(map(_type, rows))),
        amounts=_amounts(rows),
        clerks={who: _group(theirs) for who, theirs in sorted(by_clerk.items(), key=lambda item: -len(item[1]))},
        earlier=await _count(owner, before),
        months=[await _count(owner, month) for month in months],
    )


async def _count(owner: UUID | None, span: Span) -> int:
    rows = await database.fetch(_COUNT, owner, *span) if owner else []
    return int(rows[0]["n"]) if rows else 0


def _group(rows: Sequence[Any]) -> Group:
    took = [as_time(row["status_at"]) - as_time(row["began"]) for row in rows if row["began"]]
    hours = [each / timedelta(hours=1) for each in took if each >= timedelta()]
    return Group(
        number=len(rows), at_once=sum(not row["sent_back"] for row in rows), hours=median(hours) if hours else None
    )


def _type(row: Any) -> str:
    code = row["type_code"] or row["told_type"] or type_code(row["number"])
    return type_name(_AUTHORITIES[row["kind"]], code)


def _amounts(rows: Iterable[Any]) -> dict[str, tuple[Decimal, int]]:
    sums: defaultdict[str, list[Decimal]] = defaultdict(list)
    for row in rows:
        if row["currency"] and (told := amount(row["invoice_amount"])) is not None:
            sums[row["currency"]].append(told)
    found = {currency: (sum(each, Decimal(0)), len(each)) for currency, each in sums.items()}
    return dict(sorted(found.items(), key=lambda item: -item[1][1]))


def _largest_first(counts: Counter[str]) -> dict[str, int]:
    return dict(counts.most_common())
