"""What the operator sets for the channels; names as in docs and `.env.example`, all starting with HUIZHI_."""

from typing import Literal

from pydantic import BaseModel, Field, SecretStr, field_validator

from kit.settings import Settings

SmsProvider = Literal["console", "kannel", "smpp", "aliyun", "tencent"]


class WechatTemplate(BaseModel):
    """A template as approved for this account: its id, and its field names where their numbers differ from ours."""

    id: str
    fields: tuple[str, ...] = ()


class SmsTemplate(BaseModel):
    """An approved SMS template: its variables, in order, each filled with a fact's value by label, or with `brief`."""

    id: str
    variables: dict[str, str] = {"text": "brief"}


class ChannelSettings(Settings):
    """Empty means the channel or provider is not used."""

    public_url: str = "http://127.0.0.1:8000"
    secret_key: SecretStr = SecretStr("")
    secret_key_old: SecretStr = SecretStr("")

    wechat_app_id: str = ""
    wechat_app_secret: SecretStr = SecretStr("")
    wechat_api_base: str = "https://api.weixin.qq.com"
    wechat_open_base: str = "https://open.weixin.qq.com"
    wechat_sign_in: bool = True
    wechat_js_sdk: str = "https://res.wx.qq.com/open/js/jweixin-1.6.0.js"
    wechat_templates: dict[str, WechatTemplate] = Field(default_factory=dict)
    wechat_notices: dict[str, WechatTemplate] = Field(default_factory=dict)

    telegram_token: SecretStr = SecretStr("")
    telegram_api_base: str = "https://api.telegram.org"

    sms_provider: SmsProvider = "console"
    sms_fallback: SmsProvider | None = None
    sms_signature: str = "陕西单一窗口"

    sms_kannel_url: str = "http://127.0.0.1:13013/cgi-bin/sendsms"
    sms_kannel_username: str = ""
    sms_kannel_password: SecretStr = SecretStr("")
    sms_kannel_from: str = ""

    sms_smpp_host: str = "127.0.0.1"
    sms_smpp_port: int = 2775
    sms_smpp_tls: bool = False
    sms_smpp_system_id: str = ""
    sms_smpp_password: SecretStr = SecretStr("")
    sms_smpp_from: str = ""

    sms_aliyun_access_key_id: str = ""
    sms_aliyun_access_key_secret: SecretStr = SecretStr("")
    sms_aliyun_endpoint: str = "https://dysmsapi.aliyuncs.com"
    sms_aliyun_templates: dict[str, SmsTemplate] = Field(default_factory=dict)

    sms_tencent_secret_id: str = ""
    sms_tencent_secret_key: SecretStr = SecretStr("")
    sms_tencent_endpoint: str = "https://sms.tencentcloudapi.com"
    sms_tencent_region: str = "ap-guangzhou"
    sms_tencent_app_id: str = ""
    sms_tencent_templates: dict[str, SmsTemplate] = Field(default_factory=dict)

    @field_validator("wechat_templates", "wechat_notices", mode="before")
    @classmethod
    def _plain_ids(cls, value: object) -> object:
        """Let a template be named by its id alone: {"T1": "ngqIpbwh8bUf…"}."""
        if not isinstance(value, dict):
            return value
        return {key: {"id": told} if isinstance(told, str) else told for key, told in value.items()}

    def provider_addresses(self) -> list[str]:
        """Return every address that the channels may connect to (F-9)."""
        addresses = [self.wechat_api_base, self.telegram_api_base]
        return [*addresses, self.sms_kannel_url, self.sms_aliyun_endpoint, self.sms_tencent_endpoint]
