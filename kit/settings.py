"""Settings come from the environment or a `.env` file; each room subclasses `Settings` with what it needs."""

from functools import cache
from pathlib import Path
from typing import Literal, TypeVar, cast

from pydantic import Field, ValidationError
from pydantic_settings import BaseSettings, SettingsConfigDict

S = TypeVar("S", bound="Settings")


class Misconfigured(Exception):
    """A required setting is missing or wrong; the message names it and says what to do."""


class Settings(BaseSettings):
    """The base of every room's settings: variables start with HUIZHI_."""

    model_config = SettingsConfigDict(env_prefix="HUIZHI_", env_file=".env", extra="ignore", env_ignore_empty=True)


@cache
def _read(cls: type[Settings]) -> Settings:
    try:
        return cls()
    except ValidationError as error:
        raise Misconfigured(_sentence(cls, error)) from None


def load(cls: type[S]) -> S:
    """Return the room's settings, read once; raises `Misconfigured` with one sentence that names the variable."""
    return cast("S", _read(cls))


def forget() -> None:
    """Forget what was read, so that the next `load` reads the environment anew (tests, `huizhi up --sandbox`)."""
    _read.cache_clear()


def _sentence(cls: type[Settings], error: ValidationError) -> str:
    prefix = cls.model_config.get("env_prefix", "")
    faults = [f"{prefix}{'_'.join(map(str, e['loc'])).upper()}: {e['msg']}" for e in error.errors(include_input=False)]
    return "; ".join(faults) + " — set it in the environment or in .env (see .env.example)"


class House(Settings):
    """What every process needs to know: where its data lies and how phones reach it."""

    data_dir: Path = Path("data")
    database_url: str = ""
    redis_url: str = ""
    public_url: str = "http://127.0.0.1:8000"
    region: Literal["shaanxi", "liaoning"] = "shaanxi"
    secret_key: str = Field(min_length=32)
    log_level: Literal["DEBUG", "INFO", "WARNING", "ERROR"] = "INFO"

    def database(self) -> str:
        """Return the database URL; without one, SQLite under the data directory."""
        return self.database_url or f"sqlite://{self.data_dir.resolve() / 'huizhi.sqlite3'}"
