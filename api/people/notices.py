"""What this slice says to people: codes by SMS, and what became of their bindings (ux.md §3.2 T11, §3.3)."""

from datetime import timedelta
from typing import Final
from uuid import UUID

from api import regions
from kit import trace
from kit.clock import in_shanghai, now
from kit.ids import new_id
from push import outbox
from push.address import SMS, TELEGRAM, WECHAT, Address
from push.message import Fact, Message

CHANNEL_NAMES: Final = {WECHAT: "微信", SMS: "短信", TELEGRAM: "Telegram"}
_LIFE: Final = timedelta(hours=72)
_PURPOSES: Final = {
    "follow": "用于订阅证书状态短信",
    "bind": "用于绑定账号",
    "sign_in": "用于登录",
    "register": "用于注册",
}


def code_message(code: str, purpose: str, life: timedelta) -> Message:
    """Return the message with a verification code; 验证码 stands first so that phones fill it in (ux.md §3.3)."""
    minutes = int(life.total_seconds() // 60)
    brief = f"验证码{code}，{minutes}分钟内有效，{_PURPOSES[purpose]}。请勿告诉他人。"
    facts = (Fact("验证码", code, "code"), Fact("有效期", f"{minutes}分钟"))
    return Message(title="验证码", facts=facts, kind="code", brief=brief)


async def send_code(mobile: str, code: str, purpose: str, life: timedelta) -> None:
    """Put a code into the outbox, ahead of everything else; joins the caller's transaction."""
    message = code_message(code, purpose, life)
    await _enqueue(message, Address(SMS, mobile), None, lane=outbox.Lane.CODE, life=life)


def binding_message(account: str, channel: str, *, bound: bool) -> Message:
    """Return T11: an account was bound to a channel, or unbound from it; `account` is masked already."""
    deed = "绑定" if bound else "解除绑定"
    moment = in_shanghai(now())
    name, hotline = CHANNEL_NAMES[channel], regions.here().hotline
    brief = f"您的账号已与{name}{deed}({moment:%m-%d %H:%M})。如非本人操作请致电{hotline}。"
    facts = (
        Fact("账号", f"{account}（{name}）"),
        Fact("操作", deed, "status"),
        Fact("时间", f"{moment:%Y-%m-%d %H:%M}", "time"),
    )
    remark = "如非本人操作请联系客服"
    return Message(title="账号绑定/解绑通知", facts=facts, remark=remark, link="/h5/me", kind="T11", brief=brief)


async def tell_of_binding(address: Address, account: str, channel: str, *, bound: bool) -> None:
    """Put T11 into the outbox for one address, old or new, whoever it belongs to now; joins the transaction."""
    await _enqueue(binding_message(account, channel, bound=bound), address, None)


def registration_message(*, approved: bool, note: str) -> Message:
    """Return what became of a registration."""
    result = "已通过，请登录使用" if approved else "未通过"
    reason = f"：{note}" if note and not approved else ""
    brief = f"您的企业用户注册申请{result}{reason}。咨询电话{regions.here().hotline}。"
    facts = (Fact("审核结果", result, "status"), Fact("说明", note))
    return Message(title="企业用户注册结果", facts=facts, kind="registration", brief=brief)


async def tell_of_registration(mobile: str, *, approved: bool, note: str) -> None:
    """Put the result of a registration into the outbox for who registered; joins the transaction."""
    await _enqueue(registration_message(approved=approved, note=note), Address(SMS, mobile), None)


async def _enqueue(
    message: Message,
    address: Address,
    person_id: UUID | None,
    *,
    lane: outbox.Lane = outbox.Lane.PERSONAL,
    life: timedelta = _LIFE,
) -> None:
    letter = outbox.Letter(new_id(), message, trace.current(), now())
    await outbox.write_messages([letter])
    order = outbox.direct(letter, address, person_id, letter.occurred_at + life)._replace(lane=lane)
    await outbox.enqueue([order])
