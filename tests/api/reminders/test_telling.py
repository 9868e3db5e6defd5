"""What is due is told once, to who follows, in the words of the specification; and not what was done meanwhile."""

import asyncio
from datetime import time, timedelta

import pytest

from api import expiries, following, printing, reminders
from api.certificates import Draft, drafting
from api.certificates.forms import BasicForm
from api.declarations import backfill
from api.expiries import Expiring
from api.people.models import Membership
from api.printing import Answer, Wish
from api.reminders.late_issue import LATE_ISSUES
from api.reminders.sources import BACKFILLS, EXPIRIES, PRINTS, VALIDITIES
from kit import database, failpoints
from kit.ids import new_id
from push.claiming import claim
from subscriptions import bursts
from subscriptions.fanout import fan_out_once
from subscriptions.merging import merge_held
from subscriptions.quiet import QuietHours
from tests.api.reminders.makers import DAY, NINE, NUMBER, OTHER, an_office, on, quietly, reminded, sent, unsaid

pytestmark = pytest.mark.usefixtures("db")
YEAR_AGO = NINE - 336 * DAY  # 2025-12-20


async def test_a_certificate_that_runs_out_is_told_of_thrice(db: str) -> None:
    """M7: 30, 7 and 1 days before its last day, in the words of co_due; however often the clock ticks."""
    office = await an_office()
    await office.issued("E251026902330102", YEAR_AGO)
    await quietly()
    told = [await reminded(VALIDITIES, NINE + days * DAY) for days in (-3, -2, -1, 20, 21, 27, 28, 29)]
    assert [len(each) for each in told] == [0, 1, 1, 1, 2, 3, 3, 3]
    first = told[1][0]
    assert first["facts"] == {"事项": "E251026902330102", "情况": "将于2026-12-19失效"}
    assert (first["kind"], first["remark"]) == ("T8", "请确认客户已清关")
    assert first["brief"] == "证书E251026902330102将于2026-12-19失效，请确认客户已清关。"


async def test_what_was_back_filled_no_longer_runs_out(db: str) -> None:
    """M7 holds only while no declaration number is filed."""
    office = await an_office()
    made = await office.issued("E251026902330102", YEAR_AGO)
    await backfill.submit(office.clerk, made, backfill.Wish(exported=True, numbers="900220260000000001"))
    await quietly()
    assert await reminded(VALIDITIES, NINE) == []


async def test_back_fills_are_told_together_at_7_15_and_30_days(db: str) -> None:
    """M8: one message for all that grew old, T8; a short message from thirty days on, supp_due."""
    office = await an_office()
    await office.issued("E261026902330102", NINE - 38 * DAY)
    for number in (NUMBER, OTHER):
        await office.issued(number, NINE - 7 * DAY)
    await office.issued("E261026902330199", NINE - 6 * DAY)
    await quietly()
    (said,) = await reminded(BACKFILLS, NINE)
    assert said["facts"] == {"事项": "3份证书未补录报关单号", "情况": "最早的已过38天"}
    assert said["remark"] == "点此一次补完"
    assert said["brief"] == "1份证书签发已满30天未补录报关单号，最早E261026902330102，请尽快办理。"
    assert len(await reminded(BACKFILLS, NINE + timedelta(hours=3))) == 1
    again = await reminded(BACKFILLS, NINE + DAY)
    assert again[1]["facts"] == {"事项": "1份证书未补录报关单号", "情况": "最早的已过7天"}
    assert again[1]["brief"] == ""


async def test_a_certificate_that_is_followed_by_its_number_is_told_alone_and_nobody_hears_twice(db: str) -> None:
    office = await an_office()
    for number in (NUMBER, OTHER, "E261026902330185"):
        await office.issued(number, NINE - 7 * DAY)
    with on(NINE - DAY):
        await following.follow_document(office.clerk, NUMBER, ["wechat"])
    await quietly()
    told = await reminded(BACKFILLS, NINE)
    assert sorted(each["facts"]["事项"] for each in told) == ["1份证书未补录报关单号", "2份证书未补录报关单号"]  # type: ignore[index]
    assert len(await sent(NINE)) == 2


async def test_a_print_nobody_confirmed_is_told_after_half_an_hour_and_at_five(db: str) -> None:
    """M1: T3, and no more once it is answered."""
    office = await an_office()
    made = await office.issued(NUMBER, NINE - DAY)
    with on(NINE):
        sent_off = await printing.start(office.clerk, made, Wish())
    await quietly()
    half, five = NINE + timedelta(minutes=30), NINE + timedelta(hours=8)
    assert await reminded(PRINTS, half - timedelta(minutes=1)) == []
    (said,) = await reminded(PRINTS, half)
    assert (said["kind"], said["facts"]) == ("T3", {"证书号": NUMBER, "打印时间": "2026-11-21 09:00"})
    assert said["remark"] == "请确认是否已打印成功，否则会影响清关"
    assert len(await reminded(PRINTS, five - timedelta(minutes=1))) == 1
    assert len(await reminded(PRINTS, five)) == 2
    with on(five):
        await printing.answer(office.clerk, sent_off.id, Answer(printed=True))
    assert len(await reminded(PRINTS, five + DAY)) == 2


async def test_who_printed_hears_of_it_though_following_nothing_and_never_twice(db: str) -> None:
    """M1: T3 on the address that is proven, once a stage; not once it is answered, or declined."""
    office = await an_office(follows=False)
    made = await office.issued(NUMBER, NINE - DAY)
    with on(NINE):
        sent_off = await printing.start(office.clerk, made, Wish())
    await quietly()
    half, five = NINE + timedelta(minutes=30), NINE + timedelta(hours=8)
    await reminded(PRINTS, half)
    (told,) = await sent(half)
    assert (told.channel, told.person_id, told.subscription_id) == ("wechat", office.clerk.person_id, None)
    assert told.why == "因：由您打印，尚未确认结果"
    (said,) = await database.fetch("select kind, facts from messages where id = $1", told.message_id)
    assert said["kind"] == "T3"
    await reminded(PRINTS, half + timedelta(minutes=30))
    assert await sent(half + timedelta(minutes=30)) == []
    assert await reminders.gate([told]) == {}
    await reminders.switches.turn_off(office.clerk, reminders.kinds.PRINT)
    assert await reminders.gate([told]) == {told.id: "declined"}
    await reminders.switches.turn_on(office.clerk, reminders.kinds.PRINT, "wechat")
    with on(five):
        await printing.answer(office.clerk, sent_off.id, Answer(printed=True))
    assert await reminders.gate([told]) == {told.id: "settled"}


@pytest.mark.parametrize("follows", [True, False], ids=["follows", "muted"])
async def test_who_follows_or_muted_hears_of_a_print_by_the_subscription_alone(db: str, follows: bool) -> None:
    """One message to who follows; none to who muted the certificate."""
    office = await an_office(follows=follows)
    made = await office.issued(NUMBER, NINE - DAY)
    with on(NINE):
        await printing.start(office.clerk, made, Wish())
        if not follows:
            await following.mute(office.clerk, NUMBER, ["wechat"])
    await quietly()
    half = NINE + timedelta(minutes=30)
    await reminded(PRINTS, half)
    assert [each.subscription_id is not None for each in await sent(half)] == [True] * follows


async def test_a_draft_that_sails_is_told_before_it_must_be_marked(db: str) -> None:
    """M6: not declared though its goods sail: the last days without the remark for late issue."""
    office = await an_office()
    with on(NINE):
        form = BasicForm(intend_exp_date="2026-11-20")
        draft = await drafting.save_draft(office.clerk, Draft(authority="customs", type_code="E", form=form))
    await quietly()
    assert await reminded(LATE_ISSUES, NINE) == []
    (said,) = await reminded(LATE_ISSUES, NINE + DAY)
    assert said["facts"] == {"事项": draft.number, "情况": "11-24起申报须注明补发"}
    assert said["remark"] == "请尽快申报，期限以签证机构为准"
    assert len(await reminded(LATE_ISSUES, NINE + 2 * DAY)) == 1


async def test_what_a_slice_registers_is_told_before_it_runs_out(db: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """M17: the door for seals and cards; the words are those of seal_due."""
    office = await an_office()
    await quietly()
    last = (NINE + 7 * DAY).date()
    seal = Expiring(
        new_id(), office.enterprise, None, "trade/origin/customs", "印章“合同章”", last,
        "逾期不能自助打印，请续期后重新授权", "请续期后重新授权", "/h5/me",
    )  # fmt: skip

    async def seals(first: object, until: object) -> list[Expiring]:
        return [seal] if first <= last <= until else []  # type: ignore[operator]

    monkeypatch.setattr(expiries, "_SOURCES", {"seals": seals})
    (said,) = await reminded(EXPIRIES, NINE)
    assert said["brief"] == f"印章“合同章”{last}到期，逾期不能自助打印，请续期后重新授权。"
    assert said["facts"] == {"事项": "印章“合同章”", "情况": f"{last}到期"}
    assert len(await reminded(EXPIRIES, NINE + DAY)) == 1
    assert len(await reminded(EXPIRIES, NINE + 6 * DAY)) == 2
    assert len(await reminded(EXPIRIES, NINE + 8 * DAY)) == 2


async def test_a_right_that_ends_is_told_to_its_enterprise(db: str) -> None:
    office = await an_office()
    await quietly()
    await Membership.filter(person_id=office.clerk.person_id).update(expires_at=NINE + 30 * DAY)
    (said,) = await reminded(EXPIRIES, NINE)
    assert said["facts"] == {"事项": "企业授权", "情况": "2026-12-21到期"}


async def test_two_workers_tell_once(db: str) -> None:
    """R-14: the same tick in two processes, and once more after a restart."""
    office = await an_office()
    for place in range(60):
        await office.issued(f"E2510269023301{place:02}", YEAR_AGO)
    await quietly()
    with on(NINE):
        counts = await asyncio.gather(reminders.tell(VALIDITIES), reminders.tell(VALIDITIES))
        assert sum(counts) == 60
        assert await reminders.tell(VALIDITIES) == 0
    rows = await database.fetch("select count(*) as n from announcements where fanned_out_at is null")
    assert rows[0]["n"] == 60


async def test_an_announcement_and_its_mark_stand_or_fall_together(db: str) -> None:
    """Killed before the commit, nothing was told and all is told by the next tick."""
    office = await an_office()
    await office.issued("E251026902330102", YEAR_AGO)
    await quietly()
    failpoints.arm("reminders.before_commit=raise")
    with on(NINE), pytest.raises(failpoints.FailpointHit):
        await reminders.tell(VALIDITIES)
    failpoints.disarm()
    assert await unsaid() == []
    assert len(await reminded(VALIDITIES, NINE)) == 1


async def test_what_was_done_while_it_waited_is_not_sent(db: str) -> None:
    """Back-filled between the reminder and its sending: the delivery is cancelled with a reason."""
    office = await an_office()
    made = await office.issued(NUMBER, NINE - 7 * DAY)
    await quietly()
    await reminded(BACKFILLS, NINE)
    rows = await sent(NINE)
    assert await reminders.gate(rows) == {}
    await backfill.submit(office.clerk, made, backfill.Wish(exported=False))
    assert await reminders.gate(rows) == {rows[0].id: "settled"}


async def test_who_switched_a_kind_off_is_not_told_of_it(db: str) -> None:
    office = await an_office()
    await office.issued(NUMBER, NINE - 7 * DAY)
    await quietly()
    await reminded(BACKFILLS, NINE)
    rows = await sent(NINE)
    await reminders.switches.turn_off(office.clerk, reminders.kinds.BACKFILL)
    assert await reminders.gate(rows) == {rows[0].id: "declined"}
    await reminders.switches.turn_on(office.clerk, reminders.kinds.BACKFILL, "wechat")
    assert await reminders.gate(rows) == {}


async def test_a_merged_message_loses_the_reminder_that_is_needless(db: str) -> None:
    """Quiet hours merged two reminders; one is settled by their end: what is sent says the other one alone."""
    office = await an_office()
    night = NINE - timedelta(hours=3)  # 06:00
    await following.keep_quiet(office.clerk, QuietHours(time(22), time(8), urgent_breaks=True))
    made = await office.issued(NUMBER, night - 7 * DAY)
    with on(night - timedelta(hours=1)):
        print_id = (await printing.start(office.clerk, made, Wish())).id
    await quietly()
    await reminded(BACKFILLS, night)
    await reminded(PRINTS, night)
    assert await sent(night) == []
    morning = NINE - timedelta(hours=1)
    with on(morning):
        await merge_held(morning)
        rows = list((await claim("wechat", morning + timedelta(minutes=1), 100)).rows)
        assert await reminders.gate(rows) == {}
        await printing.answer(office.clerk, print_id, Answer(printed=True))
        assert await reminders.gate(rows) == {rows[0].id: "regrouped"}
        bursts.forget()
        await fan_out_once(100, following.rights)
        anew = list((await claim("wechat", morning + timedelta(minutes=1), 100)).rows)
    titles = await database.fetch("select title from messages where id = $1", anew[0].message_id)
    assert titles[0]["title"] == "您有 1 条新回执"
