"""The doctor says what is wrong and what to do about it, and exits non-zero while something is."""

import pytest

from api import doctor
from kit import redis, settings


async def _findings() -> dict[str, doctor.Finding]:
    return {finding.subject: finding for finding in await doctor.look_at_everything()}


@pytest.fixture
def configured(database_url: str, monkeypatch: pytest.MonkeyPatch, tmp_path: object) -> str:
    monkeypatch.setenv("HUIZHI_DATABASE_URL", database_url)
    monkeypatch.setenv("HUIZHI_DATA_DIR", str(tmp_path))
    settings.forget()
    return database_url


async def test_all_is_well_on_a_migrated_database(configured: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert await doctor.examine() == 0
    assert "✗" not in capsys.readouterr().out


async def test_an_unreachable_redis_is_named_with_what_to_check(
    configured: str, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("HUIZHI_REDIS_URL", "redis://127.0.0.1:1/0")
    settings.forget()
    assert await doctor.examine() == 1
    assert "check HUIZHI_REDIS_URL" in capsys.readouterr().out
    with pytest.raises(RuntimeError):
        redis.client()


async def test_a_wechat_account_out_of_reach_is_named(configured: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HUIZHI_WECHAT_APP_ID", "wx0123456789abcdef")
    monkeypatch.setenv("HUIZHI_WECHAT_API_BASE", "http://127.0.0.1:1")
    settings.forget()
    assert "secret" in (await _findings())["WeChat"].advice


async def test_a_missing_setting_is_the_first_thing_said(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("HUIZHI_SECRET_KEY")
    settings.forget()
    assert "HUIZHI_SECRET_KEY" in (await _findings())["settings"].fact


async def test_plain_http_on_a_public_address_is_refused(configured: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HUIZHI_PUBLIC_URL", "http://huizhi.example.cn")
    settings.forget()
    assert "https" in (await _findings())["public URL"].advice
