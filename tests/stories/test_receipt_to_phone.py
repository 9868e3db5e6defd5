"""The main job, from door to door: an official receipt comes in, and everyone who follows hears of it."""

import asyncio
import os
import time
from pathlib import Path
from typing import Any

import pytest

from api import demo, following
from api.exchange import receiving
from api.exchange.gateways import gacc
from kit import database
from push import delivering
from push.channels import registry
from subscriptions import fanout
from tests.stories.conftest import Outside

NUMBER = "E261026902330183"


async def carry() -> int:
    """Walk every corridor once, as the worker does, and return how many deliveries were handled."""
    async with asyncio.timeout(5):
        while not await gacc.scan_once():  # a file must have stood still for a second
            await asyncio.sleep(0.1)
    await receiving.receive_once(100)
    await fanout.fan_out_once(100, following.rights)
    return await delivering.deliver_once(registry.SEATS, following.gate)


async def _status() -> str:
    return str((await database.fetch("select status from documents where number = $1", NUMBER))[0]["status"])


async def _cards(outside: Outside) -> list[dict[str, Any]]:
    return [entry["card"] for entry in await outside.wechat_of(0) if entry["card"]]


async def _states() -> dict[str, str]:
    rows = await database.fetch("select channel, state from deliveries")
    return {row["channel"]: row["state"] for row in rows}


@pytest.mark.feature("PUSH-14", "PUSH-03", "PUSH-07")
async def test_an_approval_reaches_wechat_sms_and_telegram(stage: demo.Stage, outside: Outside) -> None:
    """One receipt file in the InBox: each follower gets one message per channel, in the right words."""
    await outside.drop_receipt(NUMBER, repType="5")
    assert await carry() == 4
    assert await _status() == "approved"
    card = (await _cards(outside))[-1]
    assert card["title"] == "证书审核结果通知"
    shown = {field["label"]: field["value"] for field in card["lines"]}
    assert (shown["证书号"], shown["证书类型"], shown["审核结果"]) == (NUMBER, "中国-东盟自贸协定", "审核通过")
    assert [sms["text"] for sms in await outside.sms_of(1)] == [
        f"【陕西单一窗口】证书{NUMBER}审核通过，请打印并补录报关单号。"
    ]
    assert NUMBER in (await outside.telegram_of(2))[-1]["text"]


async def test_a_receipt_that_comes_twice_is_heard_once(stage: demo.Stage, outside: Outside) -> None:
    """Duplicates change nothing: not the register, not the phones."""
    for _ in range(2):
        await outside.drop_receipt(NUMBER, repType="5", time="2026-11-21 09:12:00")
        await carry()
    assert len(await outside.sms_of(1)) == 1
    assert len(await _cards(outside)) == 1


async def test_an_older_receipt_never_moves_the_status_back(stage: demo.Stage, outside: Outside) -> None:
    """The approval came first on the wire; the older 'pending review' is kept in the journal and changes nothing."""
    await outside.drop_receipt(NUMBER, repType="5", time="2026-11-21 09:12:00")
    await carry()
    await outside.drop_receipt(NUMBER, repType="2", time="2026-11-21 08:00:00")
    await carry()
    assert await _status() == "approved"
    assert len(await outside.sms_of(1)) == 1


async def test_a_damaged_file_is_set_aside_with_the_reason_and_stops_nothing(
    stage: demo.Stage, outside: Outside, tmp_path: Path
) -> None:
    """FailBox gets the file and a sentence; the next receipt goes its way."""
    await outside.drop_receipt("E261026902330184", repType="5", damage="truncated")
    for path in (tmp_path / "gacc/Cooimp/InBox").iterdir():  # a writer that has had time to finish
        os.utime(path, (time.time() - 60,) * 2)
    await outside.drop_receipt(NUMBER, repType="5")
    await carry()
    await carry()
    failed = list((tmp_path / "gacc/Cooimp/FailBox").iterdir())
    assert len(failed) == 2
    assert any(path.read_text("utf-8") for path in failed if path.suffix == ".txt")
    assert await _status() == "approved"


async def test_the_providers_reports_close_every_row(stage: demo.Stage, outside: Outside) -> None:
    """`accepted` is not `delivered`; what the provider says afterwards is."""
    await outside.drop_receipt(NUMBER, repType="5")
    await carry()
    assert set((await _states()).values()) <= {"accepted", "delivered"}
