"""What the ears need to know: the callback's secrets and its mode."""

from typing import Literal

from pydantic import Field, model_validator

from kit.settings import Settings

_TOKEN_LENGTH = 16
_KEY_LENGTH = 43


class BotSettings(Settings):
    """The callback as entered at mp.weixin.qq.com; safe mode unless said otherwise (W-1, W-2)."""

    wechat_app_id: str = ""
    wechat_original_id: str = ""
    wechat_token: str = ""
    wechat_encoding_aes_key: str = ""
    wechat_previous_aes_key: str = ""
    wechat_mode: Literal["safe", "compatible", "plain"] = "safe"
    telegram_token: str = ""
    telegram_webhook_secret: str = ""
    telegram_api_base: str = "https://api.telegram.org"
    reply_seconds: float = Field(default=3.0, gt=0, lt=5)

    @model_validator(mode="after")
    def _callback_is_whole(self) -> "BotSettings":
        if not self.wechat_app_id:
            return self
        if len(self.wechat_token) < _TOKEN_LENGTH:
            raise ValueError(f"HUIZHI_WECHAT_TOKEN must be at least {_TOKEN_LENGTH} characters")
        keys = [self.wechat_encoding_aes_key, self.wechat_previous_aes_key]
        if self.wechat_mode != "plain" and len(keys[0]) != _KEY_LENGTH:
            raise ValueError(f"HUIZHI_WECHAT_ENCODING_AES_KEY must be {_KEY_LENGTH} characters")
        if keys[1] and len(keys[1]) != _KEY_LENGTH:
            raise ValueError(f"HUIZHI_WECHAT_PREVIOUS_AES_KEY must be {_KEY_LENGTH} characters")
        return self
