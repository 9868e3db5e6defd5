"""What a newcomer sees: `huizhi up --sandbox`, a receipt, a push, and a clean end."""

import os
import re
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import httpx
import pytest

from sandbox.config import Config
from tests.support.servers import free_port

ROOT = Path(__file__).resolve().parents[2]
OPENID = Config().people[0].openid
_OURS = ("HUIZHI_", "TEST_")


@pytest.fixture
def house(tmp_path: Path) -> Iterator[tuple[subprocess.Popen[str], str, str]]:
    """Everything on this machine, as `make run` starts it, on free ports and in a folder of its own."""
    port, world = free_port(), free_port()
    bare = {name: value for name, value in os.environ.items() if not name.startswith(_OURS)}
    command = [sys.executable, "-m", "huizhi", "up", "--sandbox", "--port", str(port), "--sandbox-port", str(world)]
    process = subprocess.Popen(
        command, cwd=tmp_path, env=bare | {"PYTHONPATH": str(ROOT)}, stdout=subprocess.PIPE, text=True
    )
    yield process, f"http://127.0.0.1:{port}", f"http://127.0.0.1:{world}"
    process.kill()
    process.communicate()


def _cards(world: str) -> list[dict[str, Any]]:
    try:
        answer = httpx.get(f"{world}/sandbox/wechat/messages", params={"openid": OPENID}, timeout=2)
    except httpx.TransportError:
        return []
    return [entry["card"] for entry in answer.json()["messages"] if entry["card"]] if answer.is_success else []


def _wait_for_a_card(world: str, seconds: float) -> list[dict[str, Any]]:
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline:
        if cards := _cards(world):
            return cards
        time.sleep(0.3)
    return []


def _everybody_on_the_front_page_can_sign_in(app: str) -> None:
    told = dict(re.findall(r"<dt>(.+?)</dt><dd>(.+?)</dd>", httpx.get(app).text))
    for login in (told["管理员"], *told["经办人"].split("、")):
        answer = httpx.post(f"{app}/api/v1/session", json={"login": login, "password": told["密码"]}, timeout=20)
        assert answer.status_code == 201, answer.text
    name, _, value = told["平台运营方"].partition(": ")
    assert httpx.get(f"{app}/api/v1/registrations", headers={name: value}).is_success


@pytest.mark.slow
def test_a_receipt_is_dropped_and_the_push_is_seen_within_a_minute(
    house: tuple[subprocess.Popen[str], str, str],
) -> None:
    """The card is on the phone and in the terminal, the pages answer, and SIGTERM ends it all within ten seconds."""
    process, app, world = house
    cards = _wait_for_a_card(world, 60)
    assert cards
    assert cards[0]["title"] == "证书审核结果通知"
    assert "聊天模拟器" in httpx.get(app).text
    _everybody_on_the_front_page_can_sign_in(app)
    assert httpx.get(f"{app}/readyz").is_success
    assert httpx.get(f"{app}/dev/chat", follow_redirects=True).is_success
    process.send_signal(signal.SIGTERM)
    started = time.monotonic()
    printed, _ = process.communicate(timeout=15)
    assert time.monotonic() - started < 10
    assert process.returncode == 0
    assert "证书审核结果通知" in printed
