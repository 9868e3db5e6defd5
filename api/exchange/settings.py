"""What the exchange needs to know: where the import client keeps its folders, and who may post receipts."""

from pathlib import Path
from typing import Annotated

from pydantic import Field, SecretStr

from kit.settings import Settings

Key = Annotated[SecretStr, Field(min_length=32)]


class Exchange(Settings):
    """Settings HUIZHI_EXCHANGE_…; without a folder or a key, that door is closed."""

    exchange_gacc_dir: Path | None = None
    exchange_http_keys: dict[str, Key] = Field(default_factory=dict)
