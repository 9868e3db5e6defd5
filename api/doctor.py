"""`huizhi doctor`: looks at the configuration and at what must be within reach, and says what to fix."""

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from http import HTTPStatus

from api import startup
from kit import database, http, migrating, redis, settings
from kit.database import is_postgres
from kit.settings import House, Misconfigured
from push.channels import report, wechat
from push.channels.outcome import NotAccepted
from push.settings import ChannelSettings

_LIMIT = 5.0  # seconds for each look


@dataclass(frozen=True)
class Finding:
    """What one look found: `advice` says what to do, and is empty where all is well."""

    subject: str
    fact: str
    advice: str = ""


async def examine() -> int:
    """Print one line a finding and return 1 if anything needs mending."""
    findings = await look_at_everything()
    for finding in findings:
        mark = "✗" if finding.advice else "✓"
        print(f"{mark} {finding.subject:<12} {finding.fact}")  # noqa: T201 — this command's output
        if finding.advice:
            print(f"  {'':<12} → {finding.advice}")  # noqa: T201
    return int(any(finding.advice for finding in findings))


async def look_at_everything() -> list[Finding]:
    """Return every finding, in the order in which one would mend them."""
    try:
        house = settings.load(House)
        push = settings.load(ChannelSettings)
    except Misconfigured as fault:
        return [Finding("settings", str(fault), "set what is named, then run `huizhi doctor` again")]
    looks: list[Callable[[], Awaitable[Finding]]] = [
        lambda: _database(house),
        lambda: _redis(house),
        lambda: _data_dir(house),
        lambda: _wechat(push),
        lambda: _telegram(push),
    ]
    seen = [_processes(house), *[await _within_time(look) for look in looks], _public_url(house), *_sms(push)]
    await http.close()
    return seen


async def _within_time(look: Callable[[], Awaitable[Finding]]) -> Finding:
    try:
        return await asyncio.wait_for(look(), _LIMIT)
    except TimeoutError:
        return Finding("reach", f"no answer within {_LIMIT:.0f} s", "see that the server runs and the address is right")


def _processes(house: House) -> Finding:
    if is_postgres(house.database()):
        return Finding("processes", "several processes may run (PostgreSQL)")
    return Finding("processes", "one process only (SQLite): use `huizhi up`")


async def _database(house: House) -> Finding:
    where = "PostgreSQL" if is_postgres(house.database()) else "SQLite"
    try:
        await database.connect(house.database(), startup.MODELS)
        waiting = await _pending()
    except Exception as error:  # noqa: BLE001 — whatever it is, it is what the operator must hear
        return Finding("database", f"{where} is out of reach: {type(error).__name__}", "check HUIZHI_DATABASE_URL")
    finally:
        await database.disconnect()
    advice = "run `huizhi migrate`" if waiting else ""
    return Finding("database", f"{where} answers, {waiting} migrations pending", advice)


async def _pending() -> int:
    try:
        return len(await migrating.pending())
    except Exception:  # noqa: BLE001 — no ledger yet: everything is pending
        return len(list(migrating.available(database.dialect())))


async def _redis(house: House) -> Finding:
    if not house.redis_url:
        return Finding("redis", "embedded Valkey, started by `huizhi up`")
    redis.connect(house.redis_url)
    try:
        await redis.client().ping()
    except redis.Down as error:
        return Finding("redis", f"out of reach: {type(error).__name__}", "check HUIZHI_REDIS_URL")
    finally:
        await redis.disconnect()
    return Finding("redis", "answers")


async def _data_dir(house: House) -> Finding:
    try:
        house.data_dir.mkdir(parents=True, exist_ok=True)
        probe = house.data_dir / ".writable"
        probe.write_bytes(b"")
        probe.unlink()
    except OSError as error:
        return Finding("data", f"{house.data_dir}: {error.strerror}", "make HUIZHI_DATA_DIR writable for this user")
    return Finding("data", f"{house.data_dir} is writable")


def _public_url(house: House) -> Finding:
    secure = house.public_url.startswith("https://") or "//127.0.0.1" in house.public_url
    advice = "" if secure else "phones need https: set HUIZHI_PUBLIC_URL"
    return Finding("public URL", house.public_url, advice)


async def _wechat(push: ChannelSettings) -> Finding:
    if not push.wechat_app_id:
        return Finding("WeChat", "off (HUIZHI_WECHAT_APP_ID is not set)")
    try:
        await wechat.account.current().tokens.get()
    except NotAccepted as fault:
        return Finding(
            "WeChat", f"refused: {fault.code} {fault.text}", "check the app id, its secret and the IP allowlist"
        )
    missing = sorted({f"T{number}" for number in range(12)} - push.wechat_templates.keys())
    fact = "gives a token" + (f"; no template for {', '.join(missing)}" if missing else "")
    return Finding("WeChat", fact, "" if push.wechat_templates else "set HUIZHI_WECHAT_TEMPLATES")


async def _telegram(push: ChannelSettings) -> Finding:
    token = push.telegram_token.get_secret_value()
    if not token:
        return Finding("Telegram", "off (HUIZHI_TELEGRAM_TOKEN is not set)")
    try:
        answer = await http.client().request("GET", f"{push.telegram_api_base.rstrip('/')}/bot{token}/getMe")
    except (http.NotSent, http.NoAnswer) as fault:
        return Finding("Telegram", f"out of reach: {fault}", "check HUIZHI_TELEGRAM_API_BASE and the network")
    accepted = answer.status == HTTPStatus.OK
    return Finding("Telegram", f"getMe answers {answer.status}", "" if accepted else "check HUIZHI_TELEGRAM_TOKEN")


def _sms(push: ChannelSettings) -> list[Finding]:
    if push.sms_provider == "console":
        return [Finding("SMS", "to the terminal only (HUIZHI_SMS_PROVIDER=console)")]
    names = [name for name in (push.sms_provider, push.sms_fallback) if name and name != "console"]
    return [Finding("SMS", f"{name} reports to {report.address(name)}") for name in names]
