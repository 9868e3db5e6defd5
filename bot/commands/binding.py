"""绑定, 重发, 解绑, and what scanning a code begins (ux.md §3.7; B-1: both sides confirm)."""

from typing import Any, Final

from api.people import Actor, binding, enterprises, phones, tickets
from bot import confirming
from bot.replies import Reply, quoted
from bot.turn import Turn
from kit import masking
from kit.refusals import Kind, Refusal
from push.address import SMS, TELEGRAM, WECHAT

CODE: Final = "bind_code"
_SCAN: Final = "scan"
_MARK: Final = 4  # the end of a scanned code, by which a tap names it
_HOPELESS: Final = (Kind.UNKNOWN, Kind.CONFLICT)  # another code for this mobile would end the same way
_CHANNELS: Final = {WECHAT: "微信", SMS: "短信", TELEGRAM: "Telegram"}
_WAYS: Final = {
    WECHAT: "请选一种方式：\n① 电脑登录后打开【状态推送】，用微信扫二维码（最快）\n"
    "② 回复「绑定 手机号」，用备案手机号收验证码",
    TELEGRAM: "请在电脑登录后打开状态推送，选 Telegram，用手机打开页面上的链接。",
}


async def bind(turn: Turn) -> Reply:
    """绑定: say how; 绑定 手机号: send a code there. Telegram binds by the page alone, which asks for consent (G-2)."""
    if turn.speaker.channel != WECHAT or not turn.words:
        return Reply(_WAYS[turn.speaker.channel])
    return await _send_code(turn, "".join(turn.words))


async def resend(turn: Turn) -> Reply:
    """重发: send another code to the mobile that we talked about."""
    mobile = turn.thread.facts.get("mobile") if turn.thread.awaiting == CODE else None
    return await _send_code(turn, mobile) if mobile else Reply(_WAYS[turn.speaker.channel])


async def _send_code(turn: Turn, mobile: str) -> Reply:
    await binding.begin_by_phone(turn.speaker, mobile)
    turn.thread.ask(CODE, mobile=mobile)
    shown, minutes = masking.phone(phones.normalised(mobile)), int(phones.LIFE.total_seconds() // 60)
    return Reply(f"验证码已发到 {shown}，请直接回复 6 位数字（{minutes} 分钟内有效）。")


async def type_code(turn: Turn) -> Reply:
    """Six digits after a code was sent: bind, or say how many tries are left."""
    try:
        actor = await binding.finish_by_phone(turn.speaker, turn.thread.facts["mobile"], turn.line)
    except Refusal as refusal:
        if refusal.code == "wrong_code" and refusal.facts["left"]:
            return Reply(f"🚫 {refusal.sentence}收不到？60 秒后回复<重发>。")
        if refusal.kind in _HOPELESS:
            turn.thread.settle()
        raise
    turn.thread.settle()
    return Reply(
        f"✅ 已绑定：{await standing(actor)}\n要收到企业所有证书的结果吗？<按企业订阅>　<按个人订阅>　<以后再说>"
    )


async def standing(actor: Actor) -> str:
    """Return who somebody is, as they read it: name, enterprise and role."""
    if actor.enterprise_id is None:
        return f"{quoted(actor.name)}（{actor.role_name}）"
    enterprise = await enterprises.find(actor, actor.enterprise_id)
    return f"{quoted(actor.name)} · {quoted(enterprise.name)}（{actor.role_name}）"


async def scan(turn: Turn) -> Reply:
    """Show whose account the scanned code of a page is for, and ask; `turn.line` is its scene."""
    claim = await tickets.scanned(turn.line, turn.speaker.channel, turn.speaker.value)
    turn.thread.ask(_SCAN, scene=turn.line)
    mark = turn.line[-_MARK:]
    turn.thread.choices = {"取消": f"拒绝绑定 {mark}"}
    whose = " · ".join(filter(None, (claim.account, claim.enterprise)))
    channel = _CHANNELS[turn.speaker.channel]
    taps = f"<确认绑定|确认绑定 {mark}>　<取消|拒绝绑定 {mark}>"
    return Reply(f"⚠️ 将把这个{channel}绑定到账号 {quoted(whose)}。是您本人在电脑上操作的吗？\n{taps}")


async def confirm_scan(turn: Turn) -> Reply:
    """确认绑定: note the phone's yes; the page must still confirm."""
    claim = await tickets.confirm_on_phone(_scene(turn), turn.speaker.channel, turn.speaker.value)
    return Reply(f"✅ 扫码成功，账号 {claim.account}。请回到电脑页面点“确认”，绑定立即生效，不用重新登录。")


async def refuse_scan(turn: Turn) -> Reply:
    """取消 after a scan: the ticket is void."""
    await tickets.refuse_on_phone(_scene(turn), turn.speaker.channel, turn.speaker.value)
    return Reply("好的，没有绑定。如果不是您本人操作，请不要扫别人发来的二维码。")


def _scene(turn: Turn) -> str:
    """Return the code that was scanned last; a tap that stood under an earlier one names another, and is void."""
    scene = turn.thread.facts.get("scene", "") if turn.thread.awaiting == _SCAN else ""
    if scene and turn.words and turn.words[0] != scene[-_MARK:]:
        raise Refusal(Kind.UNKNOWN, "ticket_void", "这是之前那次扫码的按钮，已失效。请看最新的消息。")
    turn.thread.settle()
    if not scene:
        raise Refusal(Kind.UNKNOWN, "ticket_void", "二维码已失效，请在电脑页面刷新后重新扫码。")
    return str(scene)


async def unbind(turn: Turn) -> Reply:
    """解绑: ask for a code first."""
    channel = _CHANNELS[turn.speaker.channel]
    effect = f"将解除{channel}绑定：{await standing(turn.actor)}，之后这里收不到任何回执。"
    return confirming.ask(turn, "unbind", {}, effect)


async def unbind_confirmed(turn: Turn, _target: dict[str, Any]) -> Reply:
    """Do it."""
    await binding.unbind(turn.actor, turn.speaker.channel, "unbound in the chat")
    return Reply("✅ 已解除绑定。要再绑定请发<绑定>。")
