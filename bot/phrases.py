"""Whole lines that stand for others: words that always work, aliases, and what the slashes of Telegram say."""

from typing import Final

from api.people import Actor
from bot.grammar import BY_WORD

CANCEL: Final = frozenset({"取消", "返回", "退出", "算了", "不用", "不用了", "以后再说", "不是"})
NEXT_PAGE: Final = frozenset({"下一页", "下页", "更多", "继续"})
SLASHES: Final = {
    "/help": "帮助",
    "/menu": "菜单",
    "/mine": "我的证书",
    "/todo": "待补录",
    "/today": "今日简报",
    "/list": "我的订阅",
    "/unbind": "解绑",
}
ALIASES: Final = {
    "按企业订阅": "订阅 企业",
    "按个人订阅": "订阅 个人",
    "订阅本人": "订阅 个人",
    "取消所有订阅": "取消订阅 全部",
    "取消全部订阅": "取消订阅 全部",
    "退订全部": "取消订阅 全部",
    "日报开": "日报 开",
    "开日报": "日报 开",
    "打开日报": "日报 开",
    "开启日报": "日报 开",
    "订阅日报": "日报 开",
    "日报关": "日报 关",
    "关日报": "日报 关",
    "关闭日报": "日报 关",
    "取消日报": "日报 关",
    "不要日报": "日报 关",
    "周报开": "周报 开",
    "开周报": "周报 开",
    "打开周报": "周报 开",
    "订阅周报": "周报 开",
    "周报关": "周报 关",
    "关周报": "周报 关",
    "关闭周报": "周报 关",
    "取消周报": "周报 关",
    "关闭免打扰": "免打扰 关",
    "取消免打扰": "免打扰 关",
} | SLASHES


def slashes(who: Actor | None) -> dict[str, str]:
    """Return the commands with a slash that this person may say, without the slash, and what each is about."""
    return {slash[1:]: BY_WORD[said].about for slash, said in SLASHES.items() if BY_WORD[said].allows(who)}
