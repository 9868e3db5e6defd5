"""What reminders say: T3, T8 and T9 with their short messages (ux.md §3.2, §3.3)."""

from collections.abc import Sequence
from datetime import date, datetime

from api.documents.wording import moment, page
from api.expiries import Expiring
from api.reminders.dues import Item
from push.message import Fact, Message


def print_unconfirmed(number: str, printed_at: datetime) -> Message:
    """Return T3: nobody has said whether the print came out."""
    return Message(
        title="打印结果确认提醒",
        facts=(Fact("证书号", number, "number"), Fact("打印时间", moment(printed_at), "time")),
        remark="请确认是否已打印成功，否则会影响清关",
        link=page("print", number),
        kind="T3",
    )


def late_issue(number: str, standing: str, *, verified: bool) -> Message:
    """Return T8 of a certificate that is not declared yet though its goods sail: what comes when (ux.md M6)."""
    return _overdue(
        "证书申报期限提醒",
        Fact("事项", number, "number"),
        standing,
        "请尽快申报" if verified else "请尽快申报，期限以签证机构为准",
        page("co", number),
    )


def validity(number: str, until: date) -> Message:
    """Return T8 of a certificate that runs out and was filed with no declaration (co_due)."""
    return _overdue(
        "证书有效期提醒",
        Fact("事项", number, "number"),
        f"将于{until}失效",
        "请确认客户已清关",
        page("co", number),
        brief=f"证书{number}将于{until}失效，请确认客户已清关。",
    )


def backfill(items: Sequence[Item], today: date) -> Message:
    """Return T8 of certificates without a declaration number; a short message from thirty days on (supp_due)."""
    oldest = min(items, key=lambda each: each.day)
    late = [each for each in items if each.stage == "30"]
    brief = f"{len(late)}份证书签发已满30天未补录报关单号，最早{oldest.number}，请尽快办理。" if late else ""
    return _overdue(
        "待办逾期提醒",
        Fact("事项", f"{len(items)}份证书未补录报关单号"),
        f"最早的已过{(today - oldest.day).days}天",
        "点此一次补完",
        "/h5/supp",
        brief=brief,
    )


def expiry(found: Expiring) -> Message:
    """Return T8 of a seal, a card or a right that runs out (seal_due)."""
    return _overdue(
        "到期提醒",
        Fact("事项", found.name),
        f"{found.until}到期",
        found.advice,
        found.link,
        brief=f"{found.name}{found.until}到期，{found.otherwise}。",
    )


def _overdue(title: str, matter: Fact, standing: str, advice: str, link: str, *, brief: str = "") -> Message:
    return Message(
        title=title,
        facts=(matter, Fact("情况", standing, "status")),
        remark=advice,
        link=link,
        kind="T8",
        brief=brief,
    )
