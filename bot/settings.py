"""What the ears need to know: the callback's secrets and its mode."""

from typing import Literal

from pydantic import Field, SecretStr, model_validator

from kit.settings import Settings

_TOKEN_LENGTH = 16
_KEY_LENGTH = 43
_SECRET_LENGTH = 32


class BotSettings(Settings):
    """The callback as entered at mp.weixin.qq.com; safe mode unless said otherwise (W-1, W-2)."""

    wechat_app_id: str = ""
    wechat_original_id: str = ""
    wechat_token: SecretStr = SecretStr("")
    wechat_encoding_aes_key: SecretStr = SecretStr("")
    wechat_previous_aes_key: SecretStr = SecretStr("")
    wechat_mode: Literal["safe", "compatible", "plain"] = "safe"
    reply_seconds: float = Field(default=1.5, gt=0, lt=5)

    @model_validator(mode="after")
    def _callback_is_whole(self) -> "BotSettings":
        if self.wechat_app_id:
            _require(len(self.wechat_token.get_secret_value()) >= _TOKEN_LENGTH, "TOKEN", f"at least {_TOKEN_LENGTH}")
            _require(self.wechat_mode == "plain" or _is_key(self.wechat_encoding_aes_key), "ENCODING_AES_KEY")
            _require(not self.wechat_previous_aes_key or _is_key(self.wechat_previous_aes_key), "PREVIOUS_AES_KEY")
        return self

    def keys(self) -> tuple[str, ...]:
        """Return the current EncodingAESKey and, during a rotation, the one before."""
        both = (self.wechat_encoding_aes_key, self.wechat_previous_aes_key)
        return tuple(key.get_secret_value() for key in both if key)


def _is_key(key: SecretStr) -> bool:
    return len(key.get_secret_value()) == _KEY_LENGTH


def _require(holds: bool, name: str, length: str = str(_KEY_LENGTH)) -> None:
    if not holds:
        raise ValueError(f"HUIZHI_WECHAT_{name} must be {length} characters")


class TelegramSettings(Settings):
    """The bot as @BotFather made it; a webhook is only opened with a secret (W-2)."""

    telegram_token: SecretStr = SecretStr("")
    telegram_webhook_secret: SecretStr = SecretStr("")
    telegram_api_base: str = "https://api.telegram.org"

    @model_validator(mode="after")
    def _secret_is_long(self) -> "TelegramSettings":
        secret = self.telegram_webhook_secret.get_secret_value()
        if secret and len(secret) < _SECRET_LENGTH:
            raise ValueError(f"HUIZHI_TELEGRAM_WEBHOOK_SECRET must be at least {_SECRET_LENGTH} characters")
        return self
