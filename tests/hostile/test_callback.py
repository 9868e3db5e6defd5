"""W-6: whatever is put into WeChat's envelope, or in its place, the callback never faults and stays quick."""

import time

import pytest

from kit import settings
from tests.bot import postman
from tests.bot.postman import ACCOUNT, Callback, Letter, plain, sealed
from tests.hostile import LONG
from tests.hostile.mutating import spoiled
from tests.hostile.test_xml import _PUSH

TIMES = 25_000 if LONG else 100  # in each of four ways
_JSON = postman.as_json(postman.text("帮助"))
_EVENT = _PUSH.replace(b"text", b"event").replace(b"<Content>", b"<Event>SCAN</Event><EventKey>1</EventKey><Content>")
SEEDS = [_PUSH.replace(b"gh_0123456789ab", ACCOUNT.original_id.encode()), _EVENT, _JSON]


@pytest.mark.timeout(1800)
@pytest.mark.parametrize("how", ["raw", "spoiled in its envelope", "an envelope spoiled", "plain"])
async def test_spoiled_pushes_are_answered_or_refused_and_never_a_fault(
    callback: Callback, how: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """100,000 over the four ways in `make faults`: no 5xx, and at most 50 ms of CPU for each."""
    if how == "plain":
        monkeypatch.setenv("HUIZHI_WECHAT_MODE", "plain")
        settings.forget()
    for words in ("帮助", "今天天气", "1"):  # what is imported when it is first needed is no cost of a push
        await callback.post(sealed(postman.text(words)))
    slowest = (0.0, b"")
    for body in spoiled(SEEDS, TIMES, seed=len(how)):
        letter = _letter(how, body)
        begun = time.thread_time()
        answer = await callback.post(letter)
        slowest = max(slowest, (time.thread_time() - begun, body))
        assert answer.status_code in {200, 400, 403, 413}, body
    assert slowest[0] <= 0.05, slowest


def _letter(how: str, body: bytes) -> Letter:
    if how == "raw":
        return Letter(sealed("<xml/>").query, body)
    if how == "plain":
        return plain(body.decode("utf-8", "replace"))
    letter = sealed(body.decode("utf-8", "replace"), shell={})
    if how == "an envelope spoiled":
        (letter.body,) = spoiled([letter.body], 1, seed=len(body))
    return letter
