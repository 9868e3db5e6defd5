"""What the clock looks at for the operator, because nobody else would say so."""

from datetime import datetime

from api.exchange import alerts
from kit import clock
from push import codes


async def watch_codes(now: datetime | None = None) -> bool:
    """Raise an alert while verification codes do not go out; tell whether that is so."""
    found = await codes.trouble(now or clock.now())
    if found:
        minutes = int(codes.LOOKED_AT.total_seconds() // 60)
        said = " ".join(filter(None, [found.code, found.reason])) or "短信服务商没有接收"
        text = f"验证码发不出去：最近{minutes}分钟有{found.codes}条没有送出（{said}）。用户无法验证手机、绑定和登录。"
        await alerts.raise_alert("codes", "sms", text)
    return found is not None
