"""From the outbox to a channel and back into the rows, on both databases."""

from collections.abc import Mapping
from uuid import UUID

import pytest

from kit.ids import new_id
from push import addresses, sending
from push.channels.outcome import Ambiguous, TryLater
from push.claiming import Due
from push.delivering import deliver_once
from push.lanes import Lane
from tests.push.channel import Told
from tests.push.orders import (
    Clock,
    a_person,
    attempts_of,
    counted,
    due_at,
    ordered,
    row,
    states,
)


async def test_what_is_due_is_sent_and_written_down(db: str) -> None:
    """Accepted with the provider's id, one attempt, the lease gone; the parcel has what was ordered."""
    delivery = await ordered(address="o-me", why="因：按个人订阅")
    channel = Told(provider="wechat")
    assert await deliver_once({"wechat": channel}) == 1
    (parcel,) = channel.sent
    assert (parcel.delivery_id, parcel.key, parcel.address.value) == (delivery, delivery.hex, "o-me")
    assert (parcel.why, parcel.lane, parcel.message.kind) == ("因：按个人订阅", "status", "T1")
    found = await row(delivery)
    assert (found["state"], found["provider"], found["provider_id"], found["attempts"]) == (
        "accepted",
        "wechat",
        "wechat-1",
        1,
    )
    assert found["lease_key"] is found["doubtful_since"] is found["closed_at"] is None
    assert await attempts_of(delivery) == ["accepted"]
    assert not await counted("leases")


async def test_a_settled_ticket_is_delivered(db: str) -> None:
    """Where no report will follow (the terminal, Telegram) the answer is the end."""
    delivery = await ordered(channel="console")
    await deliver_once({"console": Told(settled=True)})
    found = await row(delivery)
    assert found["state"] == "delivered"
    assert found["closed_at"] is not None


async def test_refusals_walk_the_whole_schedule_and_end_dead(db: str) -> None:
    """R-4 on a clock of its own: eight tries within ±20 %, then dead with its reason, and every try in the log."""
    clock, channel = Clock(), Told(*[TryLater("-1", "system busy", provider="wechat")] * 8)
    delivery = await ordered()
    waits = []
    for _ in range(8):
        assert await deliver_once({"wechat": channel}, now=clock) == 1
        before = clock.moment
        waits.append((clock.to(await due_at(delivery)) - before).total_seconds())
    for waited, expected in zip(waits, (5, 300, 1800, 7200, 18_000, 36_000, 36_000), strict=False):
        assert 0.8 * expected <= waited <= 1.2 * expected
    found = await row(delivery)
    assert (found["state"], found["reason"], found["code"], found["shelf"]) == ("dead", "exhausted", "-1", 2)
    assert await attempts_of(delivery) == ["refused"] * 8
    assert await deliver_once({"wechat": channel}, now=clock) == 0


async def test_a_status_still_refused_after_three_days_is_dead_and_says_expired(db: str) -> None:
    """72 h: no silent end, and no push of an old status."""
    clock = Clock()
    delivery = await ordered()
    clock.forward(hours=73)
    channel = Told()
    await deliver_once({"wechat": channel}, now=clock)
    found = await row(delivery)
    assert (found["state"], found["reason"], channel.sent) == ("dead", "expired", [])
    assert await attempts_of(delivery) == []


async def test_wechat_answers_lost_on_the_way_are_asked_for_with_the_same_key(db: str) -> None:
    """§2: the key is the same at every try, the tries follow 5 s, 30 s, 2 m, 5 m, and the answer ends the doubt."""
    clock, channel = Clock(), Told(*[Ambiguous("no answer", provider="wechat")] * 4)
    delivery = await ordered()
    waits = []
    for _ in range(4):
        await deliver_once({"wechat": channel}, now=clock)
        before = clock.moment
        waits.append((clock.to(await due_at(delivery)) - before).total_seconds())
    await deliver_once({"wechat": channel}, now=clock)
    assert waits == [5, 30, 120, 300]
    assert channel.keys == {delivery.hex: 5}
    assert await states(delivery) == ["accepted"]
    assert (await row(delivery))["doubtful_since"] is None


async def test_wechat_silent_for_nine_minutes_leaves_it_uncertain(db: str) -> None:
    """§2: never silent, never doubled: five tries, then a row that wants the operator."""
    clock, channel = Clock(), Told(*[Ambiguous("no answer")] * 9)
    delivery = await ordered()
    for _ in range(9):
        await deliver_once({"wechat": channel}, now=clock)
        clock.to(await due_at(delivery))
    assert channel.keys == {delivery.hex: 5}
    assert await states(delivery) == ["uncertain"]


async def test_doubt_that_outlasts_a_standstill_is_not_sent_again(db: str) -> None:
    """We were down for ten minutes after a lost answer: WeChat may have forgotten the key, so nothing goes out."""
    clock, channel = Clock(), Told(Ambiguous("no answer"))
    delivery = await ordered()
    await deliver_once({"wechat": channel}, now=clock)
    clock.forward(minutes=10)
    await deliver_once({"wechat": channel}, now=clock)
    assert len(channel.sent) == 1
    assert await states(delivery) == ["uncertain"]


@pytest.mark.parametrize("name", ["sms", "telegram"])
async def test_a_lost_answer_is_uncertain_where_repeats_arrive(db: str, name: str) -> None:
    """R-3: no automatic second short message, ever."""
    clock, channel = Clock(), Told(Ambiguous("no answer"))
    delivery = await ordered(channel=name)
    for _ in range(3):
        await deliver_once({name: channel}, now=clock)
        clock.forward(hours=12)
    assert len(channel.sent) == 1
    assert await states(delivery) == ["uncertain"]


async def test_a_channel_that_breaks_is_taken_for_a_lost_answer(db: str) -> None:
    """A fault of ours says nothing of what left: uncertain, and the others of the batch go out."""
    broken, fine = await ordered(channel="sms"), await ordered(channel="sms")
    await deliver_once({"sms": Told(KeyError("msgid"))})
    assert sorted(await states(broken, fine)) == ["accepted", "uncertain"]


async def test_the_gate_is_asked_when_it_is_sent(db: str) -> None:
    """R-9: who lost the right since is not sent to; the row says why, and nothing of it left."""
    allowed, revoked = await ordered(), await ordered()
    asked: list[Due] = []

    async def gate(due: list[Due]) -> Mapping[UUID, str]:
        asked.extend(due)
        return {revoked: "no_right"}

    channel = Told()
    await deliver_once({"wechat": channel}, gate)
    assert {due.id for due in asked} == {allowed, revoked}
    assert [parcel.delivery_id for parcel in channel.sent] == [allowed]
    found = await row(revoked)
    assert (found["state"], found["reason"]) == ("cancelled", "no_right")


async def test_rights_do_not_grow_old_while_a_batch_is_being_sent(db: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """R-9: what a slow provider kept from beginning goes back as it came, and the gate is asked of it anew."""
    monkeypatch.setattr(sending, "AT_ONCE", 1)
    monkeypatch.setattr(sending, "_FRESH", 0.05)
    first, second = await ordered(), await ordered()
    channel, asked = Told(delay=0.1), 0

    async def gate(due: list[Due]) -> Mapping[UUID, str]:
        nonlocal asked
        asked += 1
        return {each.id: "no_right" for each in due if asked > 1}

    await deliver_once({"wechat": channel}, gate)
    assert [parcel.delivery_id for parcel in channel.sent] == [first]
    assert await states(second) == ["new"]
    await deliver_once({"wechat": channel}, gate)
    assert len(channel.sent) == 1
    assert await states(first, second) == ["accepted", "cancelled"]


async def test_a_channel_does_its_waiting_before_rights_are_asked(db: str) -> None:
    """R-9: a process may wait seconds for the token that another one fetches; who left meanwhile is not sent to."""
    delivery = await ordered()
    channel = _Waiting()

    async def gate(due: list[Due]) -> Mapping[UUID, str]:
        return {each.id: "no_right" for each in due if channel.waited}

    await deliver_once({"wechat": channel}, gate)
    assert await states(delivery) == ["cancelled"]


class _Waiting(Told):
    waited = False

    async def prepare(self) -> None:
        self.waited = True
        raise TryLater("token", "not to be had")


async def test_a_gate_that_fails_sends_nothing_and_loses_nothing(db: str) -> None:
    """Nothing was sent, so everything goes back as it came, and nothing becomes uncertain."""
    delivery = await ordered(channel="sms")

    async def gate(_due: list[Due]) -> Mapping[UUID, str]:
        raise OSError("the database is away")

    with pytest.raises(OSError, match="away"):
        await deliver_once({"sms": Told()}, gate)
    assert await states(delivery) == ["new"]
    assert await deliver_once({"sms": Told()}) == 1


async def test_an_address_that_its_owner_removed_is_not_sent_to(db: str) -> None:
    """B-5: unbound between enqueue and send."""
    person = await a_person(wechat="o-me")
    delivery = await ordered(person_id=person, address="o-me")
    await addresses.unbind(person, "wechat", "asked")
    channel = Told()
    await deliver_once({"wechat": channel})
    assert (await row(delivery))["reason"] == "address_unbound"
    assert (await states(delivery), channel.sent) == (["cancelled"], [])


async def test_a_notice_to_the_old_address_goes_out(db: str) -> None:
    """B-1: rebinding tells the address that is no longer anybody's."""
    delivery = await ordered(person_id=new_id(), address="o-old", lane=Lane.PERSONAL)
    await deliver_once({"wechat": Told()})
    assert await states(delivery) == ["accepted"]
