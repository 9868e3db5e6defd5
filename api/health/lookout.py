"""What the clock looks at for the operator, because nobody else would say so."""

from datetime import datetime
from typing import Final

from api.exchange import alerts
from api.people import audit, bonds, quotas, registering, steady
from kit import clock
from push import codes

_MOST: Final = 1_000


async def watch_codes(now: datetime | None = None) -> bool:
    """Raise an alert while verification codes do not go out, or far more do than usual; tell whether that is so."""
    stuck, many = await _stuck(now or clock.now()), await _too_many()
    return stuck or many


async def _stuck(now: datetime) -> bool:
    found = await codes.trouble(now)
    if found:
        minutes = int(codes.LOOKED_AT.total_seconds() // 60)
        said = " ".join(filter(None, [found.code, found.reason])) or "短信服务商没有接收"
        text = f"验证码发不出去：最近{minutes}分钟有{found.codes}条没有送出（{said}）。用户无法验证手机、绑定和登录。"
        await alerts.raise_alert("codes", "sms", text)
    return found is not None


async def _too_many() -> bool:
    """Somebody may be spending our money: twice the usual is told, five times is stopped as well (S-3)."""
    found = await quotas.surge(steady.now())
    if found:
        text = f"验证码异常增多：最近一分钟{found.last_minute}条，平时最忙的一分钟{found.usual}条；达到5倍时停发。"
        await alerts.raise_alert("codes", "surge", text)
    return found is not None


async def watch_audit() -> bool:
    """Raise an alert where the audit trail does not fit its chain (P-5); tell whether that is so."""
    found = await audit.verify()
    if found.flaws:
        first = found.flaws[0].sentence
        text = f"操作日志与校验链不符，共{len(found.flaws)}处：{first}请保全数据库，并与日志中记录的链值核对。"
        await alerts.raise_alert("audit", "trail", text)
    return bool(found.flaws)


async def watch_registrations() -> int:
    """Raise an alert for each registration that waits, and close it once decided; return how many wait."""
    waiting, total = await registering.pending(0, _MOST)
    open_ones, _ = await alerts.listed(alerts.Wanted(kind="registration"), offset=0, limit=_MOST)
    seen, _ = await alerts.listed(alerts.Wanted(acknowledged=True, kind="registration"), offset=0, limit=_MOST)
    told = {each.key for each in (*open_ones, *seen)}
    for each in waiting:
        if str(each.id) not in told:
            name = bonds.masked_enterprise(registering.form_of(each)["enterprise_name"])
            text = f"企业“{name}”申请注册，待核验。查看：huizhi enterprises waiting"
            await alerts.raise_alert("registration", str(each.id), text)
    for alert in open_ones:
        if alert.key not in {str(each.id) for each in waiting}:
            await alerts.acknowledge(alert.id)
    return total
