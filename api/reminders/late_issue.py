"""How long there is left to declare before a certificate must be marked as issued late, or is issued no more (M6)."""

from collections.abc import Collection
from datetime import date, datetime, timedelta
from typing import Any, Final
from uuid import UUID

from api import agreements
from api.agreements import LateIssue, Rule
from api.certificates.checking.figures import day
from api.reminders import days, wording
from api.reminders.dues import Due, Item, Source
from api.reminders.kinds import LATE_ISSUE
from api.reminders.sources import Subject, open_among
from kit import database
from kit.ids import first_id

_YOUNG: Final = timedelta(days=500)  # drafts older than that are forgotten ones
_UNDECLARED: Final = "('draft', 'returned', 'failed')"
_DRAFTS: Final = f"""
    select c.authority, c.type_code, c.form ->> 'intend_exp_date' as sails, d.id, d.number, d.enterprise_id,
        d.entered_by, d.content
    from certificates c join documents d on d.id = c.document_id
    where d.id >= $1 and d.status in {_UNDECLARED} and c.form ->> 'intend_exp_date' <> '' order by d.id"""  # noqa: S608 — constants
_STILL: Final = f"""
    select id from documents where status in {_UNDECLARED} and id in (select ids.id from {{ids}})"""  # noqa: S608
_SOON: Final = (1,)  # days before the words for late issue are needed
_DAY: Final = timedelta(days=1)


def standing(late: LateIssue, sailed: date, today: date) -> tuple[str, str]:
    """Return the stage that is reached and what it means; two empty texts while there is time, or none any more.

    First the last days on which no remark is needed, then 30, 7, 1 days before nothing is issued. Asia/Shanghai.
    """
    free = late.free.last_day(sailed) if late.free else None
    if free is not None and late.allowed is False:
        stage = days.countdown(today, free)
        return (f"last {stage}", f"最迟{free}前申报") if stage else ("", "")
    if free is not None and days.countdown(today, free, _SOON):
        return "free", f"{free + _DAY:%m-%d}起申报须注明补发"
    last = late.limit.last_day(sailed) if late.limit else None
    stage = days.countdown(today, last) if last else ""
    return (f"limit {stage}", f"补发期限到{last}") if stage else ("", "")


async def _late_issue(moment: datetime) -> list[Due]:
    today = days.day_of(moment)
    rows = await database.fetch(_DRAFTS, first_id(moment - _YOUNG))
    return [due for row in rows if (due := _due(row, today))]


def _due(row: Any, today: date) -> Due | None:
    sailed, rule = day(row["sails"]), agreements.find(row["authority"], row["type_code"], today)
    if sailed is None or rule is None:
        return None
    about, (stage, said) = Subject.of(row), standing(rule.late, sailed, today)
    return _told(about, Item(about.id, f"{sailed} {stage}", about.number, sailed), said, rule) if stage else None


def _told(about: Subject, item: Item, said: str, rule: Rule) -> Due:
    verified = rule.verified("late_limit" if "limit" in item.stage else "late_free")
    return Due(
        kind=LATE_ISSUE,
        items=[item],
        words=lambda _new: wording.late_issue(about.number, said, verified=verified),
        enterprise_id=about.enterprise_id,
        content=about.content,
        document=str(about.id),
        person_id=about.entered_by,
    )


async def _still_undeclared(asked: Collection[UUID]) -> set[UUID]:
    return await open_among(_STILL, asked)


LATE_ISSUES: Final = Source(LATE_ISSUE, _late_issue, _still_undeclared)
