"""The delivery log: what one can ask it, what it hides, and sending again what was given up."""

from datetime import timedelta

import pytest

from kit.clock import now
from kit.ids import new_id
from push import arrivals, ledger
from push.channels.outcome import Ambiguous, TryLater, Unreachable
from push.channels.report import Report
from push.delivering import deliver_once
from push.ledger import Wanted
from push.lifecycle import State
from tests.push.channel import Told
from tests.push.orders import Clock, a_letter, a_person, an_order, due_at, ordered, put, row, states


async def test_a_line_says_what_went_to_whom_and_why_and_masks_the_address(db: str) -> None:
    """P-2: the log shows the last four characters; subscription, wording and state are there."""
    subscription, letter = new_id(), a_letter()
    order = an_order(letter, channel="sms", address="13800001234", subscription_id=subscription)
    (delivery,) = await put(order, letter=letter)
    entry = await ledger.find(delivery)
    assert entry is not None
    assert (entry.address, entry.title, entry.kind, entry.trace) == ("138****1234", "证书状态变更", "T1", letter.trace)
    assert (entry.subscription_id, entry.why, entry.state, entry.label) == (
        subscription,
        "因：按企业订阅",
        State.NEW,
        "待发送",
    )
    assert await ledger.find(new_id()) is None


async def test_the_attempts_and_reports_of_a_delivery_can_be_read(db: str) -> None:
    """Each try with what the provider said, then what it reported."""
    clock = Clock()
    delivery = await ordered()
    await deliver_once({"wechat": Told(TryLater("-1", "system busy", provider="wechat"))}, now=clock)
    clock.forward(minutes=1)
    await deliver_once({"wechat": Told(provider="wechat")}, now=clock)
    await arrivals.take([Report("wechat", "wechat-1", "delivered", "", "success")])
    tries = await ledger.attempts(delivery)
    assert [(each.no, each.outcome, each.code, each.text) for each in tries] == [
        (1, "refused", "-1", "system busy"),
        (2, "accepted", "", ""),
    ]
    assert [each.at for each in tries] == sorted(each.at for each in tries)
    assert [(each.status, each.text) for each in await ledger.reports(delivery)] == [("delivered", "success")]


async def test_reports_by_our_own_key_are_shown_too(db: str) -> None:
    """An SMS whose answer was lost has no provider's id; its DLR is found by our key."""
    delivery = await ordered(channel="sms")
    await deliver_once({"sms": Told(Ambiguous("no answer"))})
    await arrivals.take([Report("kannel", delivery.hex, "delivered", "1")])
    assert [each.status for each in await ledger.reports(delivery)] == ["delivered"]


async def test_the_log_is_asked_by_person_tenant_channel_state_message_and_time(db: str) -> None:
    """Each condition narrows; pages are newest first and say how many there are."""
    me, tenant, letter = await a_person(wechat="o-me"), new_id(), a_letter()
    mine = an_order(letter, person_id=me, tenant_id=tenant, address="o-me")
    theirs, by_sms = an_order(letter, person_id=new_id(), address="o-b"), an_order(letter, channel="sms", address="138")
    await put(mine, theirs, by_sms, letter=letter)
    other = await ordered()

    async def found(**wanted: object) -> set[object]:
        entries, total = await ledger.deliveries(Wanted(**wanted))  # type: ignore[arg-type]
        assert total == len(entries)
        return {entry.id for entry in entries}

    assert await found(person_id=me) == await found(tenant_id=tenant) == {mine.id}
    assert await found(channel="sms") == {by_sms.id}
    assert await found(message_id=letter.id) == {mine.id, theirs.id, by_sms.id}
    assert await found(states=[State.DEAD]) == set()
    assert await found(since=now() - timedelta(minutes=1)) == {mine.id, theirs.id, by_sms.id, other}
    assert await found(until=now() - timedelta(minutes=1)) == set()
    page, total = await ledger.deliveries(Wanted(), offset=1, limit=2)
    everything, _total = await ledger.deliveries(Wanted())
    assert (page, total) == (everything[1:3], 4)


async def test_what_is_not_yet_written_can_be_asked_for_by_its_id(db: str) -> None:
    """`by_ids` answers for the ids that exist."""
    delivery = await ordered()
    assert set(await ledger.by_ids([delivery, new_id()])) == {delivery}


@pytest.mark.parametrize(
    ("error", "state"),
    [(Unreachable("47003", "argument invalid"), "failed"), (Ambiguous("no answer"), "uncertain")],
)
async def test_what_was_given_up_can_be_sent_again(db: str, error: Exception, state: str) -> None:
    """R-4, replay: from the first try on, with 补发 in its reason, once; the log keeps the earlier tries."""
    delivery = await ordered(channel="sms")
    await deliver_once({"sms": Told(error)})
    assert await states(delivery) == [state]
    assert await ledger.replay([delivery, new_id()]) == 1
    assert await ledger.replay([delivery]) == 0
    await deliver_once({"sms": Told()})
    found = await row(delivery)
    assert (found["state"], found["why"], found["attempts"]) == ("accepted", "因：按企业订阅（补发）", 2)


async def test_a_replay_lives_long_enough_and_keeps_its_place_against_newer_ones(db: str) -> None:
    """An expired status that the operator sends again goes out although newer ones went before (I5: marked)."""
    person, clock = await a_person(wechat="o-me"), Clock()
    old = await ordered(person_id=person, address="o-me", thread="d", seq=1, expires_at=now() + timedelta(seconds=1))
    clock.forward(seconds=2)
    await deliver_once({"wechat": Told()}, now=clock)
    await ordered(person_id=person, address="o-me", thread="d", seq=2)
    channel = Told(None, TryLater("-1", "busy"))
    await deliver_once({"wechat": channel}, now=clock)
    await ledger.replay([old])
    for _ in range(2):
        await deliver_once({"wechat": channel}, now=clock)
        clock.forward(minutes=1)
    assert await states(old) == ["accepted"]
    assert (await row(old))["held"] == "replay"


async def test_a_replayed_dead_letter_has_its_whole_schedule_again(db: str) -> None:
    """Eight refusals before the replay do not count after it."""
    clock = Clock()
    delivery = await ordered()
    for _ in range(8):
        await deliver_once({"wechat": Told(TryLater("-1", "busy"))}, now=clock)
        clock.to(await due_at(delivery))
    assert await states(delivery) == ["dead"]
    await ledger.replay([delivery])
    clock.to(await due_at(delivery))
    await deliver_once({"wechat": Told(TryLater("-1", "busy"))}, now=clock)
    assert await states(delivery) == ["new"]


async def test_what_is_on_its_way_or_arrived_is_not_replayed(db: str) -> None:
    """Only dead, failed and uncertain."""
    accepted = await ordered()
    await deliver_once({"wechat": Told()})
    waiting = await ordered()
    assert await ledger.replay([accepted, waiting]) == 0


async def test_many_can_be_replayed_by_what_they_have_in_common(db: str) -> None:
    """Bulk replay by channel, code and time (push-anchors §5, 10); the rest stays."""
    letter = a_letter()
    ids = await put(*(an_order(letter, address=f"o{n}") for n in range(6)), letter=letter)
    errors = [Unreachable("40037", "invalid template")] * 4 + [Unreachable("43004", "unfollowed")] * 2
    await deliver_once({"wechat": Told(*errors)})
    assert await ledger.replay_matching(Wanted(channel="sms")) == 0
    assert await ledger.replay_matching(Wanted(code="40037"), limit=3) == 3
    assert await ledger.replay_matching(Wanted(code="40037")) == 1
    assert sorted(await states(*ids)) == ["failed"] * 2 + ["new"] * 4


async def test_the_operator_sees_what_stands_and_how_long(db: str) -> None:
    """R-18: counts of what wants attention, and the age of the oldest that is due."""
    assert set((await ledger.standing()).values()) == {0}
    assert await ledger.oldest_due() == timedelta(0)
    moment = now()
    await ordered(due_at=moment - timedelta(minutes=6))
    await ordered(due_at=moment + timedelta(hours=1))
    await ordered(channel="sms")
    await deliver_once({"sms": Told(Ambiguous("no answer"))})
    assert await ledger.standing() == {State.NEW: 2, State.SENDING: 0, State.DEAD: 0, State.UNCERTAIN: 1}
    assert await ledger.oldest_due(moment) == timedelta(minutes=6)
