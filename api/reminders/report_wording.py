"""What the daily and the weekly report say: T9 and its short message (ux.md §3.2, §3.3)."""

from datetime import date, datetime
from typing import Final

from api.documents.wording import ROOM
from api.reminders.days import age, day_of
from api.reminders.figures import Figures
from push.message import Fact, Message

DAILY: Final = ("每日简报", "今日")
WEEKLY: Final = ("每周简报", "上周")
_LISTS: Final = {"待打印": "print", "待补录": "backfill"}


def report(of: tuple[str, str], firm: str, day: date, figures: Figures, moment: datetime) -> Message:
    """Return T9: `of` names the report and its time, `day` is the last one that it tells of."""
    title, said = of
    return Message(
        title=title,
        facts=(
            Fact("企业", firm),
            Fact("日期", f"{day}", "time"),
            Fact("概况", overview(figures) or f"{said}没有新结果", "status"),
            *([Fact("打印待确认", _prints(figures))] if figures.unconfirmed else []),
        ),
        remark=advice(figures, day_of(moment)),
        link="/h5/me",
        kind="T9",
        brief=_brief(said, figures),
    )


def overview(figures: Figures) -> str:
    """Return 通过12 退回1 待打印3 待补录5, as much of it as a field holds; what is nothing is left out."""
    numbers = figures.results | {label: figures.open(name) for label, name in _LISTS.items()}
    said = ""
    for label, number in numbers.items():
        more = f"{said} {label}{number}".strip()
        if number and len(more) <= ROOM:
            said = more
    return said


def advice(figures: Figures, today: date) -> str:
    """Return the one thing that is to be done first."""
    if figures.unconfirmed:
        return f"{figures.unconfirmed}份打印待确认，否则影响清关"
    for name, label in (("coordination", "协调待办"), ("mend", "待修改"), ("backfill", "待补录"), ("print", "待打印")):
        if number := figures.open(name):
            since = figures.oldest(name)
            return f"{label}{number}，最久已等{age(today, day_of(since)) if since else 0}天"
    return "没有待办"


def _prints(figures: Figures) -> str:
    first = "、".join(figures.prints[:3])
    return first if figures.unconfirmed <= 3 else f"{first} 等{figures.unconfirmed}份"  # noqa: PLR2004


def _brief(said: str, figures: Figures) -> str:
    numbers = {label: figures.results[label] for label in ("通过", "退回")}
    numbers |= {label: figures.open(name) for label, name in _LISTS.items()}
    numbers["协调待办"] = figures.open("coordination")
    return f"{said}原产地证：{'，'.join(f'{label}{number}' for label, number in numbers.items())}。详情见公众号。"
