"""The embedded Valkey starts by itself, keeps what it was told, and comes back when killed."""

import os
import signal
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import redis as redis_sync

from kit.valkey import EmbeddedValkey


def _wait_until_it_serves(url: str) -> None:
    """Ask until it answers, as the house's own client does; a connection of its first moments may be reset."""
    deadline = time.monotonic() + 5
    while True:
        try:
            with redis_sync.Redis.from_url(url) as client:
                assert client.ping()
        except redis_sync.ConnectionError:
            assert time.monotonic() < deadline
            time.sleep(0.05)
        else:
            return


def _killed(valkey: EmbeddedValkey) -> None:
    process = valkey._process
    assert process is not None
    os.kill(process.pid, signal.SIGKILL)
    process.wait()


def test_it_survives_a_kill_and_keeps_its_keys(tmp_path: Path) -> None:
    """Append-only every second: a key older than a second outlives kill -9; nothing is ever evicted."""
    valkey = EmbeddedValkey(tmp_path / "valkey")
    valkey.start()
    with redis_sync.Redis.from_url(valkey.url) as client:
        client.set("kept", "yes")
        assert client.config_get("maxmemory-policy") == {"maxmemory-policy": "noeviction"}
        time.sleep(1.2)
    _killed(valkey)
    assert valkey.ensure_running()
    with redis_sync.Redis.from_url(valkey.url) as client:
        assert client.get("kept") == b"yes"
    valkey.stop()
    assert not valkey._socket().exists()


def test_it_waits_for_the_one_that_a_killed_process_left_behind(tmp_path: Path) -> None:
    """`kill -9` of Huizhi and a quick restart: the old Valkey unlinks the socket as it ends, and must not take ours."""
    old, new = EmbeddedValkey(tmp_path / "valkey"), EmbeddedValkey(tmp_path / "valkey")
    old.start()
    left = old._process
    assert left is not None
    with ThreadPoolExecutor(1) as elsewhere:
        starting = elsewhere.submit(new.start)
        time.sleep(0.3)
        assert new._process is None
        left.send_signal(signal.SIGTERM)
        starting.result(10)
        left.wait(10)
        _wait_until_it_serves(new.url)
        new.stop()  # before the thread ends: a Valkey dies with the thread that started it


def test_one_that_nobody_can_find_is_started_again(tmp_path: Path) -> None:
    """Alive, but its socket is gone: that is as good as dead."""
    valkey = EmbeddedValkey(tmp_path / "valkey")
    valkey.start()
    assert not valkey.ensure_running()
    valkey._socket().unlink()
    assert valkey.ensure_running()
    _wait_until_it_serves(valkey.url)
    valkey.stop()
