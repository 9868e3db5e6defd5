"""What managers were promised of every push, followed to the channels: M10, M14 and M15 (ux.md §3.8)."""

from datetime import datetime, time, timedelta
from uuid import UUID

import pytest

from api import following, reminders
from api.documents import Move, advance
from kit import database
from push import addresses
from push.channels.outcome import Unreachable
from push.delivering import deliver_once
from subscriptions import bursts
from subscriptions.fanout import fan_out_once
from subscriptions.merging import merge_held
from subscriptions.quiet import QuietHours
from tests.api.documents.makers import GATEWAY, a_document
from tests.api.following.makers import reachable
from tests.api.reminders.makers import DAY, NINE, NUMBER, Office, an_office, on, quietly
from tests.push.channel import Told

pytestmark = pytest.mark.usefixtures("db")
CLERKS_WECHAT = "wechat-{}"


async def carried(moment: datetime, **channels: Told) -> None:
    """Fan out and deliver what is due at a moment."""
    with on(moment):
        await fan_out_once(100, following.rights)
        await deliver_once(channels, reminders.gate, now=lambda: moment)


async def said_by(channel: Told) -> list[str]:
    """The titles that went over a channel."""
    return [parcel.message.title for parcel in channel.sent]


async def approved(office: Office, number: str, moment: datetime) -> UUID:
    made = await a_document(office.enterprise, number, entered_by=office.clerk.person_id)
    with on(moment):
        await advance(Move(made, "approved", GATEWAY, moment))
    return made


async def test_m14_one_push_a_receipt_person_and_channel_however_many_subscriptions_match(db: str) -> None:
    office = await an_office()
    made = await a_document(office.enterprise, NUMBER, entered_by=office.clerk.person_id)
    with on(NINE - DAY):
        await following.follow_person(office.clerk, [""], ["wechat"])
        await following.follow_document(office.clerk, NUMBER, ["wechat"])
    with on(NINE):
        await advance(Move(made, "approved", GATEWAY, NINE))
        await advance(Move(made, "approved", GATEWAY, NINE))
    wechat = Told()
    await carried(NINE, wechat=wechat)
    await carried(NINE + timedelta(minutes=1), wechat=wechat)
    assert [parcel.why for parcel in wechat.sent] == ["因：按业务单据号订阅（另有 2 项订阅也相符）"]


async def test_m15_refused_by_wechat_it_comes_by_sms_and_following_again_restores(db: str) -> None:
    """Refused once: that message by SMS. Lost: the next one by SMS at once. Followed again: by WeChat, all logged."""
    office = await an_office()
    with on(NINE - DAY):
        await reachable(office.clerk, "sms")
    wechat, sms = Told(Unreachable("43004", "require subscribe", address_gone=True)), Told()
    await approved(office, NUMBER, NINE)
    await carried(NINE, wechat=wechat, sms=sms)
    await carried(NINE, wechat=wechat, sms=sms)
    assert (len(wechat.sent), [parcel.why for parcel in sms.sent]) == (1, ["因：按企业订阅（微信未送达）"])
    await approved(office, "E261026902330184", NINE + timedelta(minutes=1))
    await carried(NINE + timedelta(minutes=1), wechat=wechat, sms=sms)
    assert (len(wechat.sent), len(sms.sent)) == (1, 2)
    await addresses.found("wechat", CLERKS_WECHAT.format(office.clerk.person_id))
    await approved(office, "E261026902330185", NINE + timedelta(minutes=2))
    await carried(NINE + timedelta(minutes=2), wechat=wechat, sms=sms)
    assert (len(wechat.sent), len(sms.sent)) == (2, 2)
    rows = await database.fetch("select channel, subscription_id from deliveries order by created_at")
    assert {row["channel"] for row in rows} == {"wechat", "sms"}
    assert len({row["subscription_id"] for row in rows}) == 1


@pytest.mark.parametrize("breaks", [True, False])
async def test_m10_quiet_hours_merge_at_their_end_and_a_refusal_breaks_through_by_choice(db: str, breaks: bool) -> None:
    office = await an_office()
    bursts.forget()
    await following.keep_quiet(office.clerk, QuietHours(time(22), time(8), urgent_breaks=breaks))
    night, morning = NINE - timedelta(hours=4), NINE - timedelta(hours=1)
    for place in (1, 2):
        await approved(office, f"E26102690233000{place}", night)
    returned = await a_document(office.enterprise, NUMBER)
    with on(night):
        await advance(Move(returned, "returned", GATEWAY, night, note="运输路线与提单不符"))
    wechat = Told()
    await carried(night, wechat=wechat)
    assert await said_by(wechat) == (["证书审核结果通知"] if breaks else [])
    with on(morning - timedelta(seconds=10)):
        await merge_held(morning - timedelta(seconds=10))
    await carried(morning + timedelta(seconds=1), wechat=wechat)
    assert (await said_by(wechat))[-1] == ("您有 2 条新回执" if breaks else "您有 3 条新回执")
    assert len(wechat.sent) == (2 if breaks else 1)


async def test_a_reminder_goes_the_whole_way_and_is_logged(db: str) -> None:
    """M8 from the clock's row to the phone, with its reason; a second tick brings nothing."""
    office = await an_office()
    await office.issued(NUMBER, NINE - 7 * DAY)
    await quietly()
    job = next(each for each in reminders.JOBS if each.name == "remind of back-fills")
    wechat = Told()
    for _tick in range(2):
        with on(NINE):
            await job.work()
        await carried(NINE, wechat=wechat)
    assert [(parcel.message.title, parcel.why) for parcel in wechat.sent] == [("待办逾期提醒", "因：按企业订阅")]
    rows = await database.fetch("select state from deliveries where id = $1", wechat.sent[0].delivery_id)
    assert [row["state"] for row in rows] == ["accepted"]
