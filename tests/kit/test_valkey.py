"""The embedded Valkey starts by itself, keeps what it was told, and comes back when killed."""

import os
import signal
import time
from pathlib import Path

import redis as redis_sync

from kit.valkey import EmbeddedValkey


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
