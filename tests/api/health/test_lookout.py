"""The operator hears when verification codes stop going out."""

import pytest

from api.exchange import alerts
from api.health import lookout
from push.channels.outcome import Ambiguous
from tests.push.test_codes import a_code, sent

pytestmark = pytest.mark.usefixtures("db")


async def test_codes_that_do_not_go_out_raise_one_alert() -> None:
    await a_code()
    assert not await lookout.watch_codes()
    await sent(Ambiguous("HTTP 502"))
    assert [await lookout.watch_codes() for _ in range(2)] == [True, True]
    [alert] = await alerts.standing()
    assert (alert.kind, alert.key, alert.times) == ("codes", "sms", 2)
    assert alert.text.startswith("验证码发不出去：最近10分钟有1条没有送出（no_answer HTTP 502）。")
