"""W-6, B-4: whatever is posted or said, the callback never faults, and nothing that was not said is done."""

import asyncio
import json
from collections.abc import AsyncIterator
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from bot import reading
from bot.grammar import VERBS, Level
from bot.phrases import CANCEL
from bot.reading import Intent, understand
from kit import database
from tests.bot import postman
from tests.bot.postman import Callback, Letter, plain, sealed, text
from tests.bot.stage import Core, World

QUIETLY = settings(
    max_examples=150,
    deadline=None,
    derandomize=True,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
NAMES = st.sampled_from(["MsgType", "Event", "EventKey", "Content", "MsgId", "FromUserName", "Encrypt", "CreateTime"])
VALUES: st.SearchStrategy[Any] = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=30) | st.sampled_from(["event", "text", "SCAN"]),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(NAMES | st.text(max_size=5), inner, max_size=3),
    max_leaves=8,
)
FIELDS = st.dictionaries(NAMES | st.text(max_size=8), VALUES, max_size=8)
TAGS = st.text(max_size=40).map(lambda inner: f"<xml><MsgType>{inner}</MsgType></xml>")
BODIES = st.binary(max_size=300) | TAGS.map(str.encode) | FIELDS.map(lambda fields: json.dumps(fields).encode())
QUERIES = st.dictionaries(
    st.sampled_from(["signature", "msg_signature", "timestamp", "nonce", "encrypt_type", "echostr"]),
    st.text(max_size=45),
    max_size=6,
)
PHRASES = st.sampled_from(
    [*(word for verb in VERBS for word in (verb.name, *verb.synonyms)), *CANCEL, "下一页", "全部"]
)
NUMBERS = st.sampled_from(["E261026902330183", "13800138000", "1", "0", "4821", "483920", "18S2102M9997/00054"])
LINES = st.lists(PHRASES | NUMBERS | st.text(max_size=12), max_size=4).map(" ".join) | st.text(max_size=80)


@pytest.fixture
def dialect() -> str:
    """The wire is the same on both databases."""
    return "sqlite"


@pytest.fixture
async def callback(world: World) -> AsyncIterator[Callback]:
    async with postman.the_callback() as found:
        yield found


@given(query=QUERIES, body=BODIES)
@QUIETLY
async def test_no_body_and_no_query_is_a_fault(callback: Callback, query: dict[str, str], body: bytes) -> None:
    answers = [await callback.post(Letter(query, body)), await callback.get(**query)]
    assert {answer.status_code for answer in answers} <= {200, 400, 403, 413}


@given(body=BODIES)
@QUIETLY
async def test_nothing_that_is_properly_sealed_is_a_fault(callback: Callback, body: bytes) -> None:
    answer = await callback.post(sealed(body.decode(errors="replace"), shell={}))
    assert answer.status_code in {200, 400, 403}


@given(odd=FIELDS)
@QUIETLY
async def test_no_field_of_a_proper_message_is_a_fault(callback: Callback, odd: dict[str, Any]) -> None:
    fields = text("帮助") | {name: value for name, value in odd.items() if name not in {"ToUserName", "Encrypt"}}
    letter = sealed(postman.as_json(fields).decode(), form="json")
    assert (await callback.post(letter)).status_code in {200, 400, 403}


@given(odd=FIELDS)
@QUIETLY
async def test_no_plain_body_is_a_fault_in_safe_mode(callback: Callback, odd: dict[str, Any]) -> None:
    assert (await callback.post(plain(postman.as_json(odd).decode()))).status_code in {200, 400, 403}


@given(lines=st.lists(LINES, min_size=1, max_size=6))
@QUIETLY
async def test_no_conversation_faults_or_does_what_needs_a_code(world: World, core: Core, lines: list[str]) -> None:
    """Without the right code nobody is unbound and nothing is cancelled whole; and somebody bound stays understood."""
    if not await database.fetch("select 1 from addresses"):
        await world.bind()
    for line in lines:
        assert "系统忙" not in await core.say(line)
    rows = await database.fetch("select state from addresses where channel = 'wechat'")
    assert [row["state"] for row in rows] == ["active"]
    assert (await core.say("客服")).startswith("客服电话")


@given(line=LINES)
@settings(max_examples=2000, deadline=None, derandomize=True)
def test_what_is_understood_is_in_the_table_and_what_is_normal_stays_so(line: str) -> None:
    """An allow-list: the verb is one of the table's, and normalising twice changes nothing."""
    normal = reading.normalised(line)
    assert reading.normalised(normal) == normal
    found = understand(line)
    if isinstance(found, Intent):
        assert found.verb in VERBS
        assert found.how == "exact" or found.verb.level is Level.READ, "a guess never writes"


@pytest.mark.slow
async def test_a_hundred_speakers_at_once_each_get_their_own_answer(callback: Callback) -> None:
    async def ask(number: int) -> bool:
        letter = sealed(text("菜单", FromUserName=f"oSpeaker{number:04}"))
        return (await callback.post(letter)).status_code == 200

    assert all(await asyncio.gather(*(ask(number) for number in range(100))))
