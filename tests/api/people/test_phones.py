"""Codes by SMS: six digits, five minutes, five checks, and quotas that hold whatever happens (S-1…S-5)."""

import asyncio
import time
from collections import Counter
from datetime import timedelta

import pytest

from api.people import mobiles, phones, quotas
from kit import database, failpoints, redis, settings
from kit.failpoints import FailpointHit
from kit.ids import new_id
from kit.refusals import Refusal
from tests.api.people import makers
from tests.api.people.makers import MOBILE, OTHER_MOBILE

HOLDER = "session:1"


async def send(mobile: str = MOBILE, *, holder: str = HOLDER, ip: str = "", account: str = "") -> None:
    await phones.send_code(mobile, purpose="follow", holder=holder, ip=ip, account=account)


async def check(code: str, *, mobile: str = MOBILE, purpose: str = "follow", holder: str = HOLDER) -> str:
    """Check a code and return what came of it: 'right', or the refusal's code."""
    try:
        await phones.check_code(mobile, code, purpose=purpose, holder=holder)
    except Refusal as refusal:
        return refusal.code
    return "right"


def another(code: str) -> str:
    return f"{(int(code) + 1) % 10**6:06}"


async def count(kind: str = "send") -> int:
    return (await database.fetch("select count(*) as n from phone_code_events where kind = $1", kind))[0]["n"]


@pytest.mark.feature("PUSH-05")
async def test_a_code_is_sent_ahead_of_everything_in_the_manuals_words(db: str) -> None:
    """Lane 0, to the phone alone, 43 characters with the signature, 验证码 first (ux.md §3.3)."""
    await send()
    letter = (await makers.outbox())[0]
    code = await makers.last_code()
    assert (letter["channel"], letter["address"], letter["lane"], letter["kind"]) == ("sms", MOBILE, 0, "code")
    assert letter["brief"] == f"验证码{code}，5分钟内有效，用于订阅证书状态短信。请勿告诉他人。"
    assert len("【陕西单一窗口】" + letter["brief"]) == 43


@pytest.mark.feature("PUSH-06")
async def test_a_code_works_once_for_its_phone_purpose_and_holder(db: str) -> None:
    """S-1: another purpose, another session or another phone has no code waiting; nor has a second use."""
    await send()
    code = await makers.last_code()
    assert await check(code, purpose="bind") == "no_code"
    assert await check(code, holder="session:2") == "no_code"
    assert await check(code, mobile=OTHER_MOBILE) == "no_code"
    assert await check(code) == "right"
    assert await check(code) == "no_code"


async def test_a_code_dies_after_five_minutes(db: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """And still lives a second before."""
    await send()
    code = await makers.last_code()
    makers.travel(monkeypatch, timedelta(minutes=5, seconds=1))
    assert await check(code) == "no_code"
    makers.travel(monkeypatch, -timedelta(seconds=2))
    assert await check(code) == "right"


async def test_a_new_code_voids_the_old_one(db: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """S-1; codes are drawn until the two differ, which they nearly always do."""
    await send()
    old = await makers.last_code()
    makers.travel(monkeypatch, timedelta(seconds=61))
    await send()
    new = await makers.last_code()
    if old != new:
        assert await check(old) == "wrong_code"
    assert await check(new) == "right"


async def test_the_code_stands_nowhere_but_in_its_message(db: str) -> None:
    """W-7: what is kept is an HMAC under our secret, and another secret knows it not."""
    await send()
    code = await makers.last_code()
    row = (await database.fetch("select * from phone_codes"))[0]
    assert all(code not in str(row[name]) for name in ("code_hmac", "mobile", "purpose", "holder"))
    assert len(row["code_hmac"]) == 64


async def test_another_secret_voids_every_code(db: str, monkeypatch: pytest.MonkeyPatch) -> None:
    await send()
    code = await makers.last_code()
    monkeypatch.setenv("HUIZHI_SECRET_KEY", "another-secret-key-0123456789-abcdef")
    settings.forget()
    assert await check(code) == "no_code"


async def test_five_wrong_checks_void_the_code_and_each_says_how_many_are_left(db: str) -> None:
    """S-2, in the words of ux.md §3.7."""
    await send()
    code = await makers.last_code()
    told = []
    for _ in range(phones.CHECKS):
        with pytest.raises(Refusal) as caught:
            await phones.check_code(MOBILE, another(code), purpose="follow", holder=HOLDER)
        told.append(caught.value.sentence)
    assert told[2] == "验证码不对，还可以再试 2 次。"
    assert told[4] == "验证码不对，请重新获取。"
    assert await check(code) == "no_code"


async def test_two_hundred_checks_at_once_are_five_looks_and_one_success(db: str) -> None:
    """S-5: the right code among 200; at most five are evaluated and at most one succeeds."""
    await send()
    code = await makers.last_code()
    guesses = [another(code)] * 150 + [code] * 50
    told = Counter(await asyncio.gather(*(check(guess) for guess in guesses)))
    assert told["right"] + told["wrong_code"] <= phones.CHECKS
    assert told["right"] <= 1
    assert told["no_code"] == 200 - told["right"] - told["wrong_code"]


async def test_twenty_failures_in_a_day_shut_the_phone_for_codes(db: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """S-2: neither checks nor sends, until a day has passed."""
    rows = [
        (new_id(), "failed_check", mobiles.index(MOBILE), "", "", phones.steady.now())
        for _ in range(quotas.CHECKS_PER_DAY)
    ]
    sql = "insert into phone_code_events (id, kind, mobile, ip, account, at) values ($1, $2, $3, $4, $5, $6)"
    await database.executemany(sql, rows)
    assert await check("000000") == "code_checks_exhausted"
    with pytest.raises(Refusal, match="错误次数过多"):
        await send()
    makers.travel(monkeypatch, timedelta(hours=24, seconds=1))
    await send()
    assert await check(await makers.last_code()) == "right"


async def test_two_hundred_wishes_at_once_are_one_message(db: str) -> None:
    """S-3: 200 in parallel for one phone, from many addresses, send one SMS."""
    wishes = (send(holder=f"session:{n}", ip=f"198.51.100.{n}") for n in range(200))
    told = await asyncio.gather(*wishes, return_exceptions=True)
    assert sum(each is None for each in told) == 1
    assert {each.code for each in told if isinstance(each, Refusal)} == {"code_throttled"}
    assert len(await makers.outbox()) == await count() == 1


async def test_a_hundred_phones_from_one_address_are_five_messages(db: str) -> None:
    """S-3: five distinct phones an hour, in parallel too."""
    wishes = (send(f"138001380{n:02}", ip="192.0.2.7") for n in range(100))
    await asyncio.gather(*wishes, return_exceptions=True)
    assert await count() == quotas.MOBILES_PER_IP


async def test_a_lost_redis_gives_nobody_another_code(db: str, valkey: str) -> None:
    """Q1, Q3: quotas stand in the database alone."""
    await send()
    await redis.client().flushdb()
    with pytest.raises(Refusal):
        await send()
    await redis.disconnect()
    with pytest.raises(Refusal):
        await send()
    assert await count() == 1


async def test_a_kill_after_the_quota_exceeds_nothing(db: str) -> None:
    """K1 at sms.after_quota_before_send: either counted and sent, or neither."""
    failpoints.arm("sms.after_quota_before_send=raise")
    with pytest.raises(FailpointHit):
        await send()
    assert (await count(), len(await makers.outbox())) == (0, 0)
    await send()
    assert (await count(), len(await makers.outbox())) == (1, 1)


async def test_a_wall_clock_that_jumps_changes_no_quota_and_no_life(db: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """Fault T1: an hour forward gives no second code, an hour back revives none."""
    import time_machine

    await send()
    for hours in (1, -1):
        with time_machine.travel(phones.steady.now() + timedelta(hours=hours)), pytest.raises(Refusal):
            await send()
    makers.travel(monkeypatch, timedelta(minutes=6))
    with time_machine.travel(phones.steady.now() - timedelta(hours=1)):
        assert await check(await makers.last_code()) == "no_code"


async def test_a_flood_over_the_whole_site_stops_all_codes(db: str) -> None:
    """S-3: five times the usual busiest minute stops; the usual is at least twenty."""
    rows = [(new_id(), "send", f"137{n:08}", "", "", phones.steady.now()) for n in range(99)]
    sql = "insert into phone_code_events (id, kind, mobile, ip, account, at) values ($1, $2, $3, $4, $5, $6)"
    await database.executemany(sql, rows)
    await send()
    with pytest.raises(Refusal) as caught:
        await send(OTHER_MOBILE)
    assert caught.value.code == "codes_stopped"


async def test_known_and_unknown_phones_get_one_answer_in_one_time(db: str) -> None:
    """S-4: nothing looks the phone up, so the quickest answers agree within a fifth."""
    await makers.founded(mobile="13800138001")
    taken: dict[bool, list[float]] = {True: [], False: []}
    for n in range(1, 21):
        mobile = "13800138001" if n % 2 else f"138001390{n:02}"
        await database.execute("delete from phone_code_events")
        began = time.perf_counter()
        await send(mobile, holder=f"session:{n}")
        taken[mobile == "13800138001"].append(time.perf_counter() - began)
    known, unknown = (min(each) for each in taken.values())  # what the machine adds is not the code's
    assert abs(known - unknown) < max(0.2 * max(known, unknown), 0.005)


@pytest.mark.parametrize("mobile", ["12800138000", "1380013800", "138001380001", "not a phone", "110101199003074231"])
async def test_what_is_no_mobile_is_refused(mobile: str) -> None:
    """Before anything is looked up."""
    with pytest.raises(Refusal, match="11位手机号码"):
        await send(mobile)


@pytest.mark.slow
def test_digits_are_uniform() -> None:
    """S-1: χ² over 100,000 codes, each position alone; the bound is p ≈ 10⁻⁶ so that chance never fails it."""
    seen = Counter((place, digit) for _ in range(100_000) for place, digit in enumerate(phones.drawn()))
    for place in range(6):
        chi2 = sum((seen[place, str(digit)] - 10_000) ** 2 / 10_000 for digit in range(10))
        assert chi2 < 45


async def test_old_codes_and_events_are_forgotten(db: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """P-3: codes a day after their death, quota rows when no quota looks at them any more."""
    await send()
    assert await phones.forget_old() == 0
    makers.travel(monkeypatch, timedelta(hours=24, minutes=6))
    assert await phones.forget_old() == 1
    assert await count() == 1
    makers.travel(monkeypatch, timedelta(days=8))
    await phones.forget_old()
    assert await count() == 0
