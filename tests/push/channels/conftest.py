"""The outside world for the channels: a sandbox in the test's own loop, and settings that point to it."""

import json
from collections.abc import AsyncIterator, Callable
from uuid import uuid4

import pytest

from kit import http, settings
from push.address import Address
from push.channels.outcome import Parcel
from push.channels.sms import sending
from push.message import Fact, Message
from sandbox.config import PEOPLE, Config
from sandbox.serving import Running, running

OPENID, PHONE, CHAT = PEOPLE[0].openid, PEOPLE[0].phone, str(PEOPLE[0].chat_id)
APPROVED = Message(
    title="证书审核结果通知",
    facts=(
        Fact("证书号", "E261026902330183", "number"),
        Fact("证书类型", "中国-东盟自贸协定"),
        Fact("审核结果", "审核通过", "status"),
        Fact("处理时间", "2026-11-21 09:12", "time"),
    ),
    remark="请安排打印并补录报关单号",
    link="/h/abc",
    kind="T1",
    brief="证书E261026902330183审核通过，请打印并补录报关单号。",
)
WHERE = {"wechat": OPENID, "sms": PHONE, "telegram": CHAT, "console": "operator"}


def parcel(channel: str, message: Message = APPROVED, *, key: str = "", to: str = "", why: str = "") -> Parcel:
    """One message for the demo's first person."""
    delivery = uuid4()
    return Parcel(delivery, key or delivery.hex, Address(channel, to or WHERE[channel]), message, why)


@pytest.fixture(autouse=True)
async def _one_client() -> AsyncIterator[None]:
    sending.forget()
    yield
    await http.close()
    sending.forget()


@pytest.fixture
def configure(monkeypatch: pytest.MonkeyPatch) -> Callable[..., None]:
    """Set HUIZHI_… variables for this test: `configure(sms_provider="kannel")`."""

    def change(**values: object) -> None:
        for name, value in values.items():
            text = json.dumps(value) if isinstance(value, dict) else str(value)
            monkeypatch.setenv(f"HUIZHI_{name.upper()}", text)
        settings.forget()

    return change


@pytest.fixture
async def outside(configure: Callable[..., None]) -> AsyncIterator[Running]:
    """A sandbox, and every channel pointed at it."""
    async with running(Config()) as sandbox:
        sandbox.world.wechat.users[OPENID].followed = True
        accounts, account = sandbox.world.config.sms, sandbox.world.config.wechat
        configure(
            public_url="https://receipts.example",
            wechat_app_id=account.appid,
            wechat_app_secret=account.secret,
            wechat_api_base=sandbox.base,
            wechat_templates={f"T{n}": f"T{n}" for n in range(1, 12)},
            telegram_token=sandbox.world.config.telegram_token,
            telegram_api_base=sandbox.base,
            sms_signature="陕西单一窗口",
            sms_kannel_url=f"{sandbox.base}/cgi-bin/sendsms",
            sms_kannel_username=accounts.kannel_user,
            sms_kannel_password=accounts.kannel_password,
            sms_kannel_from="10690000",
            sms_aliyun_endpoint=sandbox.base,
            sms_aliyun_access_key_id=accounts.aliyun_key_id,
            sms_aliyun_access_key_secret=accounts.aliyun_key_secret,
            sms_aliyun_templates={"*": {"id": "SMS_approved", "variables": {"number": "证书号"}}},
            sms_tencent_endpoint=sandbox.base,
            sms_tencent_secret_id=accounts.tencent_secret_id,
            sms_tencent_secret_key=accounts.tencent_secret_key,
            sms_tencent_app_id=accounts.tencent_app_id,
            sms_tencent_templates={"*": {"id": "SMS_approved", "variables": {"number": "证书号"}}},
        )
        yield sandbox
        await http.close()


@pytest.fixture
def seen(outside: Running) -> Callable[[], list[str]]:
    """What the person has been shown on WeChat, as text."""

    def look() -> list[str]:
        return [entry.text for entry in outside.world.wechat.users[OPENID].heard if entry.side == "in"]

    return look
