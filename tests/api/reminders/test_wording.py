"""Every reminder fits its template uncut and its short message fits one part, with the longest values that occur."""

from datetime import UTC, date, datetime, timedelta
from uuid import UUID

import pytest

from api.documents.owing import todo_lists
from api.documents.todos import Summary
from api.expiries import Expiring
from api.portal.showing import SECTIONS
from api.reminders import report_wording, wording
from api.reminders.dues import Item
from api.reminders.figures import Figures
from push.channels.sms.wording import compose, fault_in, parts
from push.channels.wechat import templates
from push.message import Message
from push.settings import WechatTemplate

LONGEST = "GE261026902339999"
DAY = date(2026, 12, 31)
NOON = datetime(2026, 11, 21, 4, 0, tzinfo=UTC)
NOBODY = UUID(int=0)
SEAL = Expiring(
    NOBODY, NOBODY, None, "", "印章“合同章”", DAY, "逾期不能自助打印，请续期后重新授权", "请续期后重新授权", "/h5/me"
)
ITEMS = [Item(UUID(int=n), "30", LONGEST, DAY - timedelta(days=500)) for n in range(999)]
BUSY = Figures(
    {"通过": 999, "退回": 99, "失败": 99},
    [
        Summary(list=each, open=999, overdue=9, oldest=NOON - timedelta(days=365), first=[])
        for each in todo_lists().values()
    ],
    [LONGEST] * 5,
    99,
)
CALM = Figures(BUSY.results, BUSY.todo, [], 0)
MESSAGES = {
    "print": wording.print_unconfirmed(LONGEST, NOON),
    "free": wording.late_issue(LONGEST, "11-24起申报须注明补发", verified=False),
    "limit": wording.late_issue(LONGEST, f"补发期限到{DAY}", verified=False),
    "last": wording.late_issue(LONGEST, f"最迟{DAY}前申报", verified=True),
    "validity": wording.validity(LONGEST, DAY),
    "backfill": wording.backfill(ITEMS, DAY),
    "expiry": wording.expiry(SEAL),
    "daily": report_wording.report(report_wording.DAILY, "陕西示例贸易有限责任公司", DAY, BUSY, NOON),
    "calm day": report_wording.report(report_wording.DAILY, "陕西示例贸易有限责任公司", DAY, CALM, NOON),
    "weekly": report_wording.report(report_wording.WEEKLY, "陕西示例贸易有限责任公司", DAY, BUSY, NOON),
}


@pytest.mark.parametrize("message", MESSAGES.values(), ids=MESSAGES)
def test_no_field_of_its_template_is_cut(message: Message) -> None:
    """ux.md §3.1: a thing holds twenty characters; what is longer is cut, and is not said then."""
    approved = {kind: WechatTemplate(id=kind) for kind in ("T3", "T8", "T9")}
    data = templates.fill(templates.choose(message.kind, approved), message, "")
    shown = [field["value"] for name, field in data.items() if not name.startswith(("date", "time"))]
    said = {message.remark, *(fact.value for fact in message.facts)}
    assert set(shown) <= said, shown
    assert message.remark in shown


@pytest.mark.parametrize("message", [each for each in MESSAGES.values() if each.brief], ids=lambda each: each.title)
def test_a_short_message_is_one_part(message: Message) -> None:
    """ux.md §3.3, counted with the longest signature in use."""
    assert fault_in(message.brief) == ""
    assert parts(compose("陕西单一窗口", message.brief)) == 1, message.brief


@pytest.mark.parametrize("message", MESSAGES.values(), ids=MESSAGES)
def test_behind_every_link_stands_a_page(message: Message) -> None:
    section = message.link.removeprefix("/h5/").split("/")[0]
    assert message.link == "/h5/me" or section in SECTIONS


def test_what_is_filled_in_together_is_on_one_page() -> None:
    """ux.md T8: 点此一次补完 leads to the page with a row for each certificate, not to one of them."""
    assert MESSAGES["backfill"].link == "/h5/supp"


def test_the_short_messages_are_those_of_the_specification() -> None:
    example = [Item(UUID(int=n), "30", "E261026902330102", DAY) for n in range(3)]
    assert wording.backfill(example, DAY).brief == (
        "3份证书签发已满30天未补录报关单号，最早E261026902330102，请尽快办理。"
    )
    until = date(2026, 12, 1)
    assert wording.validity("E251026902330102", until).brief == (
        "证书E251026902330102将于2026-12-01失效，请确认客户已清关。"
    )
    assert wording.expiry(SEAL._replace(until=until)).brief == (
        "印章“合同章”2026-12-01到期，逾期不能自助打印，请续期后重新授权。"
    )
    wanted = {"print": 3, "backfill": 5, "coordination": 2}
    day = Figures(
        {"通过": 12, "退回": 1, "失败": 0},
        [
            Summary(list=of, open=wanted.get(name, 0), overdue=0, oldest=NOON - timedelta(days=3), first=[])
            for name, of in todo_lists().items()
        ],
        [],
        0,
    )
    said = report_wording.report(report_wording.DAILY, "", DAY, day, NOON)
    assert said.brief == "今日原产地证：通过12，退回1，待打印3，待补录5，协调待办2。详情见公众号。"
    assert said.value("概况") == "通过12 退回1 待打印3 待补录5"
    assert said.remark == "协调待办2，最久已等3天"
