"""The house opens with every table it has, and closes what it opened."""

import logging
from pathlib import Path

import pytest
import structlog

from api import processes, startup
from api.people.models import Person
from kit import redis, settings
from kit.settings import House, Misconfigured
from tests.support.models import MODELS


def test_every_module_with_tables_is_named_once() -> None:
    """A models.py that is forgotten in startup.MODELS fails at its first query in production; here it fails at once."""
    assert sorted(startup.MODELS) == sorted(MODELS)


async def test_the_house_opens_and_closes(database_url: str, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """Database connected, Redis ready to be asked, and nothing left open."""
    monkeypatch.setenv("HUIZHI_DATABASE_URL", database_url)
    monkeypatch.setenv("HUIZHI_REDIS_URL", "redis://127.0.0.1:9/0")
    monkeypatch.setenv("HUIZHI_DATA_DIR", str(tmp_path))
    settings.forget()
    handlers = logging.root.handlers[:]
    try:
        await startup.open_house(settings.load(House))
        assert await Person.all().count() == 0
        assert redis.client()
    finally:
        await startup.close_house()
        structlog.reset_defaults()
        logging.root.handlers[:] = handlers
    with pytest.raises(RuntimeError):
        redis.client()


async def test_a_command_needs_no_redis(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """`huizhi migrate` before the first start: no Redis is configured, and none is missed."""
    monkeypatch.setenv("HUIZHI_REDIS_URL", "")
    monkeypatch.setenv("HUIZHI_DATA_DIR", str(tmp_path))
    settings.forget()
    handlers = logging.root.handlers[:]
    try:
        await processes.migrate()
    finally:
        structlog.reset_defaults()
        logging.root.handlers[:] = handlers
    assert (tmp_path / "huizhi.sqlite3").exists()


@pytest.mark.parametrize("key", ["", "too-short"])
def test_without_a_secret_key_nothing_starts(monkeypatch: pytest.MonkeyPatch, key: str, tmp_path: Path) -> None:
    """Contract: one sentence that names the variable."""
    monkeypatch.setenv("HUIZHI_SECRET_KEY", key)
    monkeypatch.chdir(tmp_path)
    settings.forget()
    with pytest.raises(Misconfigured, match="HUIZHI_SECRET_KEY"):
        settings.load(House)
