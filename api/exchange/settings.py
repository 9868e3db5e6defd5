"""What the exchange needs to know: the import client's folders, CCPIT's address and key, who may post receipts."""

from pathlib import Path
from typing import Annotated

from pydantic import Field, SecretStr

from kit.settings import Settings

Key = Annotated[SecretStr, Field(min_length=32)]


class Exchange(Settings):
    """Settings HUIZHI_EXCHANGE_…; without a folder or a key, that door is closed."""

    exchange_gacc_dir: Path | None = None
    exchange_ccpit_url: str = ""
    exchange_ccpit_key: Key | None = None
    exchange_http_keys: dict[str, Key] = Field(default_factory=dict)

    def addresses(self) -> list[str]:
        """Return the addresses that we post to (F-9)."""
        return [self.exchange_ccpit_url] if self.exchange_ccpit_url else []

    def keys(self) -> dict[str, Key]:
        """Return who may post receipts, and with which key: CCPIT signs with the key that we sign with."""
        own = {"ccpit": self.exchange_ccpit_key} if self.exchange_ccpit_key else {}
        return own | self.exchange_http_keys
