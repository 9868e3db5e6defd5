"""Addresses: one a person and channel, one holder an address, lost and found."""

import asyncio

import pytest

from kit.ids import new_id
from kit.refusals import Refusal
from push import addresses
from push.address import Address
from tests.push.orders import a_person


async def test_a_bound_address_is_active_and_its_holder_known(db: str) -> None:
    """Binding answers the questions that fan-out and bot ask."""
    person = await a_person(wechat="o-me", sms="13800001234")
    assert await addresses.holder_of("wechat", "o-me") == person
    assert await addresses.holder_of("wechat", "o-other") is None
    assert await addresses.active_for([person, new_id()]) == {
        (person, "wechat"): "o-me",
        (person, "sms"): Address("sms", "13800001234").kept(),
    }
    assert [each.address.masked() for each in await addresses.of_person(person)] == ["138****1234", "****"]


async def test_an_address_held_by_another_is_refused_in_a_sentence(db: str) -> None:
    """Nobody takes over a phone or an account that somebody else proved; the holder keeps it."""
    holder = await a_person(sms="13800001234")
    with pytest.raises(Refusal, match="该手机号码已绑定其他用户") as refused:
        await addresses.bind(new_id(), "sms", "13800001234")
    assert refused.value.code == "address_taken"
    assert await addresses.holder_of("sms", "13800001234") == holder


async def test_binding_anew_replaces_the_old_address(db: str) -> None:
    """One address a person and channel; the old one is free for others."""
    person = await a_person(wechat="o-old")
    await addresses.bind(person, "wechat", "o-new")
    await addresses.bind(person, "wechat", "o-new")
    assert await addresses.active_for([person]) == {(person, "wechat"): "o-new"}
    assert await addresses.holder_of("wechat", "o-old") is None


async def test_lost_and_found(db: str) -> None:
    """Unfollowing loses an address, following again finds it; unbinding ends it for good."""
    person = await a_person(wechat="o-me")
    await addresses.lost("wechat", "o-me", "unfollowed")
    assert await addresses.active_for([person]) == {}
    assert await addresses.lost_among([person, new_id()], "wechat") == {person}
    assert await addresses.holder_of("wechat", "o-me") == person
    assert await addresses.found("wechat", "o-me")
    assert not await addresses.found("wechat", "o-me")
    assert await addresses.unbind(person, "wechat", "asked")
    assert not await addresses.unbind(person, "wechat", "asked")
    assert not await addresses.found("wechat", "o-me")
    assert await addresses.of_person(person) == []


async def test_of_ten_people_who_bind_one_address_at_once_one_holds_it(db: str) -> None:
    """R-13: the index decides, and the nine others hear why."""
    people = [new_id() for _ in range(10)]
    ended = await asyncio.gather(
        *(addresses.bind(each, "sms", "13800001234") for each in people), return_exceptions=True
    )
    assert [type(each) for each in ended].count(Refusal) == 9
    assert await addresses.holder_of("sms", "13800001234") in people
