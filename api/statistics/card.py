"""From figures to what the card says: rounded, named, and no longer than its boxes."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any, Final
from uuid import UUID

from api import drawing
from api.people import Actor
from api.people.models import Person
from api.statistics.figures import Figures, Group
from kit.clock import in_shanghai, now

_TEMPLATE: Final = Path(__file__).with_name("card.typ")
_TYPES: Final = 6
_CURRENCIES: Final = 4
_CLERKS: Final = 8
_ELSEWHERE: Final = "其他系统录入"
_NOTHING: Final = "–"


@dataclass(frozen=True, slots=True, kw_only=True)
class Heading:
    """Whose figures these are, of which days, and what the months of the chart are called."""

    firm: str
    period: str
    compared: str
    months: Sequence[str]


async def card_of(actor: Actor, heading: Heading, found: Figures) -> Mapping[str, Any]:
    """Return what the card says; each clerk by name to a 管理员, to everybody else their own line alone."""
    return {
        "title": "原产地证统计",
        "firm": heading.firm,
        "period": heading.period,
        "tiles": _tiles(heading, found),
        "months": [{"label": each, "number": n} for each, n in zip(heading.months, found.months, strict=True)],
        "types_note": "份 · 占比",
        "types": _types(found),
        "amounts": _amounts(found),
        "clerks": await _clerks(actor, found),
        "foot": "退回、失败后再通过的不算一次通过；金额只含在本系统填写的证书",
        "made": f"回执通 {_at(now())}",
    }


async def draw(card: Mapping[str, Any]) -> bytes:
    """Return a card as PNG; raises Weather where it could not be drawn."""
    return await drawing.draw(_TEMPLATE, card)


def _tiles(heading: Heading, found: Figures) -> list[dict[str, str]]:
    change, sent_back = found.all.number - found.earlier, found.all.number - found.all.at_once
    mood = "good" if change > 0 else "bad" if change < 0 else "plain"
    currency, (total, _) = next(iter(found.amounts.items()), ("", (None, 0)))
    more = len(found.amounts) - 1
    return [
        _tile("签发", f"{found.all.number:,}", "份", f"比{heading.compared} {change:+}", mood),
        _tile("一次通过率", f"{found.all.rate:.1f}", "%", f"退回、失败过 {sent_back} 份"),
        _tile("审批中位时长", *_spoken(found.all.hours), "申报到审核通过"),
        _tile(
            "签发金额",
            _NOTHING if total is None else f"{total:,.0f}",
            currency,
            f"另有 {more} 种货币" if more > 0 else "按发票金额",
        ),
    ]


def _tile(label: str, value: str, unit: str, note: str, mood: str = "plain") -> dict[str, str]:
    return {"label": label, "value": value, "unit": unit, "note": note, "mood": mood}


def _spoken(hours: float | None) -> tuple[str, str]:
    if hours is None:
        return _NOTHING, ""
    return (f"{hours / 24:.1f}", "天") if hours >= 72 else (f"{hours:.1f}", "小时")  # noqa: PLR2004


def _types(found: Figures) -> list[dict[str, Any]]:
    shown = list(found.types.items())
    if len(shown) > _TYPES:
        rest = sum(number for _, number in shown[_TYPES - 1 :])
        shown = [*shown[: _TYPES - 1], ("其他", rest)]
    return [{"label": name, "number": n, "share": f"{100 * n / found.all.number:.0f}%"} for name, n in shown]


def _amounts(found: Figures) -> list[dict[str, str]]:
    shown = list(found.amounts.items())[:_CURRENCIES]
    return [{"currency": currency, "amount": f"{total:,.2f}", "note": f"{n} 份"} for currency, (total, n) in shown]


async def _clerks(actor: Actor, found: Figures) -> list[dict[str, str]]:
    seen = (
        found.clerks
        if actor.is_admin
        else {actor.person_id: found.clerks[actor.person_id]}
        if actor.person_id in found.clerks
        else {}
    )
    names = await _names([each for each in seen if each])
    return [
        _clerk(names.get(who, _ELSEWHERE) if who else _ELSEWHERE, group) for who, group in list(seen.items())[:_CLERKS]
    ]


async def _names(persons: Sequence[UUID]) -> dict[UUID, str]:
    return dict(await Person.filter(id__in=list(persons)).values_list("id", "name")) if persons else {}


def _clerk(name: str, group: Group) -> dict[str, str]:
    return {
        "name": name,
        "number": f"{group.number}",
        "rate": f"{group.rate:.1f}%",
        "hours": " ".join(_spoken(group.hours)).strip(),
    }


def _at(moment: datetime) -> str:
    return f"{in_shanghai(moment):%m-%d %H:%M}"
