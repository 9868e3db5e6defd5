"""The operator hears when verification codes stop going out."""

import pytest

from api.exchange import alerts
from api.health import lookout
from api.people import steady
from kit import database
from kit.ids import new_id
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


async def test_a_flood_of_codes_raises_an_alert_before_it_is_stopped() -> None:
    """S-3: from twice the usual busiest minute on, whoever is asked for."""
    moment = steady.now()
    for count, told in ((39, False), (1, True)):
        for _ in range(count):
            asks = (new_id(), "send", new_id().hex, "", "", moment)
            await database.execute(
                "insert into phone_code_events (id, kind, mobile, ip, account, at) values ($1, $2, $3, $4, $5, $6)",
                *asks,
            )
        assert await lookout.watch_codes() is told
    [alert] = await alerts.standing()
    assert (alert.kind, alert.key) == ("codes", "surge")
    assert "最近一分钟40条，平时最忙的一分钟20条" in alert.text
