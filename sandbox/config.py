"""Who the sandbox pretends to be: accounts, keys, addresses and the demo's people."""
# ruff: noqa: S105  the keys of a simulator are published on purpose

import json
from dataclasses import dataclass, field
from pathlib import Path

HOST = "127.0.0.1"


@dataclass(frozen=True, slots=True)
class Person:
    """Someone of the demo enterprise who holds a phone: one WeChat user, one mobile number, one Telegram chat."""

    name: str
    openid: str
    phone: str
    chat_id: int
    unionid: str = ""


PEOPLE = (
    Person("高永欣", "oSandbox_GaoYongXin_00000001", "13800138000", 10001, "uSandbox_GaoYongXin_00000001"),
    Person("王经理", "oSandbox_WangJingLi_00000002", "13900139000", 10002, "uSandbox_WangJingLi_00000002"),
    Person("李代理", "oSandbox_LiDaiLi____00000003", "13700137000", 10003, "uSandbox_LiDaiLi____00000003"),
)


@dataclass(frozen=True, slots=True)
class WechatAccount:
    """A verified service account as mp.weixin.qq.com shows it to its developer."""

    appid: str = "wx0123456789abcdef"
    secret: str = "sandbox-secret-0123456789abcdef"
    token: str = "sandbox-token-0123456789"
    encoding_aes_key: str = "c2FuZGJveC1hZXMta2V5LTAxMjM0NTY3ODlhYmNkZWY"
    original_id: str = "gh_0123456789ab"
    name: str = "陕西原产地证服务"
    mode: str = "safe"
    format: str = "xml"
    callback_path: str = "/wechat/callback"
    test_account: bool = False


@dataclass(frozen=True, slots=True)
class SmsAccounts:
    """The three gateways and the SMSC: who may send, which signatures are approved, where reports go."""

    kannel_user: str = "huizhi"
    kannel_password: str = "huizhi"
    aliyun_key_id: str = "LTAIsandbox0123456789"
    aliyun_key_secret: str = "sandbox-aliyun-secret"
    tencent_secret_id: str = "AKIDsandbox0123456789"
    tencent_secret_key: str = "sandbox-tencent-secret"
    tencent_app_id: str = "1400000000"
    smpp_system_id: str = "huizhi"
    signatures: tuple[str, ...] = ("陕西单一窗口", "辽宁单一窗口")
    report_urls: tuple[tuple[str, str], ...] = ()
    reply_urls: tuple[tuple[str, str], ...] = ()

    def reporting(self, app: str) -> dict[str, str]:
        """Tell where each cloud's reports go: what its console says, else /arrivals/{provider} of the app."""
        return {name: f"{app}/arrivals/{name}" for name in ("aliyun", "tencent")} | dict(self.report_urls)


@dataclass(frozen=True, slots=True)
class Enterprise:
    """The applicant whose certificates the customs side answers for; positions 9-17 of the credit code are `org`."""

    name: str = "陕西示例贸易有限责任公司"
    credit_code: str = "91610000102690233L"
    org: str = "102690233"
    customs_code: str = "6101960A12"


@dataclass(frozen=True, slots=True)
class Config:
    """Everything the sandbox is told at start; what may change while it runs are the knobs of `sandbox.faults`."""

    app: str = "http://127.0.0.1:8000"
    port: int = 8801
    gacc_dir: Path | None = None
    seed: int = 1
    ledger: Path | None = None
    demo: bool = False
    demo_interval: float = 6.0
    smpp_port: int | None = None
    wechat: WechatAccount = field(default_factory=WechatAccount)
    sms: SmsAccounts = field(default_factory=SmsAccounts)
    operator_token: str = "sandbox-operator-token-0123456789abcdef"
    ccpit_key: str = "sandbox-ccpit-key-0123456789abcdef"
    telegram_token: str = "123456:sandbox"
    telegram_username: str = "huizhi_sandbox_bot"
    enterprise: Enterprise = field(default_factory=Enterprise)
    people: tuple[Person, ...] = PEOPLE

    @property
    def base(self) -> str:
        """The address under which the sandbox is reached."""
        return f"http://{HOST}:{self.port}"

    def credentials(self, exchange: Path) -> dict[str, str]:
        """Return what this world would write into an applicant's settings: addresses, accounts and keys (no prefix)."""
        return {
            "SECRET_KEY": "only-for-the-sandbox-on-this-machine-0123456789",
            "PUBLIC_URL": self.app,
            "DEV_WORLD": self.base,
            "OPERATOR_TOKEN": self.operator_token,
            "EXCHANGE_GACC_DIR": str(exchange),
            "EXCHANGE_CCPIT_URL": f"{self.base}/ccpit/messages",
            "EXCHANGE_CCPIT_KEY": self.ccpit_key,
            "EXCHANGE_HTTP_KEYS": json.dumps({"sandbox": "sandbox-exchange-key-0123456789abcdef"}),
            "SECOND_FACTOR": "offered",
            "WECHAT_APP_ID": self.wechat.appid,
            "WECHAT_APP_SECRET": self.wechat.secret,
            "WECHAT_ORIGINAL_ID": self.wechat.original_id,
            "WECHAT_TOKEN": self.wechat.token,
            "WECHAT_ENCODING_AES_KEY": self.wechat.encoding_aes_key,
            "WECHAT_API_BASE": self.base,
            "WECHAT_OPEN_BASE": self.base,
            "WECHAT_JS_SDK": f"{self.base}/open/js/jweixin-1.6.0.js",
            "WECHAT_NOTICES": json.dumps({"T0": "N0", "T1": "N1", "T7": "N7"}),
            "WECHAT_TEMPLATES": json.dumps({f"T{number}": f"T{number}" for number in range(12)}),
            "SMS_PROVIDER": "kannel",
            "SMS_KANNEL_URL": f"{self.base}/cgi-bin/sendsms",
            "SMS_KANNEL_USERNAME": self.sms.kannel_user,
            "SMS_KANNEL_PASSWORD": self.sms.kannel_password,
            "SMS_KANNEL_FROM": "1069000000",
            "TELEGRAM_TOKEN": self.telegram_token,
            "TELEGRAM_API_BASE": self.base,
        }
