"""The outside world for bindings: a sandbox whose WeChat platform and Telegram our settings point to."""

from collections.abc import AsyncIterator

import pytest

from kit import http, settings
from sandbox.config import Config
from sandbox.serving import Running, running


@pytest.fixture
async def outside(monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[Running]:
    """A sandbox in the test's own loop."""
    async with running(Config()) as sandbox:
        account = sandbox.world.config.wechat
        told = {
            "WECHAT_APP_ID": account.appid,
            "WECHAT_APP_SECRET": account.secret,
            "WECHAT_API_BASE": sandbox.base,
            "TELEGRAM_TOKEN": sandbox.world.config.telegram_token,
            "TELEGRAM_API_BASE": sandbox.base,
        }
        for name, value in told.items():
            monkeypatch.setenv(f"HUIZHI_{name}", value)
        settings.forget()
        yield sandbox
        await http.close()
