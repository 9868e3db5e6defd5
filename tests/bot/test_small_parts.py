"""Replies for each channel, memory with and without Redis, and what holds of every word."""

import asyncio
import subprocess
import sys
from collections.abc import AsyncIterator

import pytest

import bot.commands.query
from api import documents
from bot import memory, words
from bot.replies import Reply, Tap, as_typed, for_telegram, for_wechat, quoted, taps
from kit import redis
from push.address import WECHAT, Address

SPEAKER = Address(WECHAT, "oSomebody")


def test_a_tap_shows_one_thing_and_may_send_another() -> None:
    reply = Reply("要吗？<好>　<订阅企业|订阅 企业>")
    assert taps(reply) == [Tap("好", "好"), Tap("订阅企业", "订阅 企业")]
    assert as_typed(reply) == "要吗？「好」　「订阅 企业」"
    link = '<a href="weixin://bizmsgmenu?msgmenucontent=订阅 企业&msgmenuid=2">订阅企业</a>'
    assert for_wechat(reply).endswith(link)
    assert for_telegram(reply) == "要吗？【好】　【订阅企业】"


def test_somebodys_words_never_become_a_tap() -> None:
    assert taps(Reply(quoted("<取消订阅 全部>"))) == []
    assert for_telegram(Reply(quoted("<b>&"))) == "＜b＞&amp;"


@pytest.mark.parametrize("length", [600, 682, 683, 1000, 5000])
def test_no_reply_is_longer_than_wechat_takes(length: int) -> None:
    """2048 bytes; a character is never cut in two."""
    shown = for_wechat(Reply("证" * length + "<帮助>" * 20))
    assert len(shown.encode()) <= 2048
    assert shown.encode().decode() == shown


def test_every_status_of_every_kind_has_a_sign() -> None:
    assert bot.commands.query
    statuses = {status for kind in documents.kinds() for status in kind.lifecycle.statuses}
    assert statuses
    assert statuses <= set(words.SIGNS)


async def test_a_thread_is_kept_and_forgotten(valkey: str) -> None:
    async with memory.conversation(SPEAKER) as thread:
        thread.ask("code", mobile="1")
    async with memory.conversation(SPEAKER) as thread:
        assert (thread.awaiting, thread.facts) == ("code", {"mobile": "1"})
        assert 0 < await redis.client().ttl("talk:wechat:oSomebody") <= 600
        thread.settle()
    assert await redis.client().keys("talk:*") == []


async def test_turns_with_one_speaker_never_overlap(valkey: str) -> None:
    inside = 0

    async def turn() -> None:
        nonlocal inside
        async with memory.conversation(SPEAKER) as thread:
            inside += 1
            assert inside == 1
            await asyncio.sleep(0.005)
            thread.misses += 1
            inside -= 1

    await asyncio.gather(*(turn() for _ in range(20)))
    async with memory.conversation(SPEAKER) as thread:
        assert thread.misses == 20


async def test_another_process_that_holds_the_turn_is_waited_for(valkey: str, monkeypatch: pytest.MonkeyPatch) -> None:
    await redis.client().set("talk:wechat:oSomebody:turn", "another's", px=150)
    async with memory.conversation(SPEAKER):
        assert await redis.client().get("talk:wechat:oSomebody:turn") != b"another's"
    monkeypatch.setattr(memory, "_PATIENCE", 0.1)
    await redis.client().set("talk:wechat:oSomebody:turn", "another's", px=5000)
    with pytest.raises(memory.Busy):
        async with memory.conversation(SPEAKER):
            pass


async def test_a_turn_that_lost_its_lock_does_not_overwrite_what_another_kept(valkey: str) -> None:
    async with memory.conversation(SPEAKER) as thread:
        thread.ask("late")
        await redis.client().set("talk:wechat:oSomebody:turn", "another's")
    assert await redis.client().get("talk:wechat:oSomebody") is None


async def test_a_thread_of_another_version_is_forgotten(valkey: str) -> None:
    for held in (b'{"awaiting": "code", "since": 1}', b"[]", b"not JSON"):
        await redis.client().set("talk:wechat:oSomebody", held)
        async with memory.conversation(SPEAKER) as thread:
            assert thread == memory.Thread()


@pytest.fixture
async def no_redis() -> AsyncIterator[None]:
    memory.forget()
    redis.connect("redis://127.0.0.1:1/0")
    yield
    await redis.disconnect()
    memory.forget()


async def test_without_redis_a_thread_is_kept_in_this_process(no_redis: None) -> None:
    async with memory.conversation(SPEAKER) as thread:
        thread.ask("code")
    async with memory.conversation(SPEAKER) as thread:
        assert thread.awaiting == "code"
    assert await memory.first_time("x")


async def test_what_happens_for_the_first_time_does_so_once(valkey: str) -> None:
    assert [await memory.first_time("x"), await memory.first_time("x"), await memory.first_time("y")] == [
        True,
        False,
        True,
    ]


def test_the_callback_does_without_aiogram() -> None:
    """Importing it costs seconds of CPU and 170 MB: the telegram process alone pays them."""
    code = "import sys, bot.main; sys.exit('aiogram' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0
