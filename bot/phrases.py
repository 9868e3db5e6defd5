"""Whole lines that stand for others: words that always work, aliases, and what the slashes of Telegram say."""

from typing import Final

from bot.grammar import VERBS

CANCEL: Final = frozenset({"取消", "返回", "退出", "算了", "不用", "不用了", "以后再说", "不是"})
NEXT_PAGE: Final = frozenset({"下一页", "下页", "更多", "继续"})
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
    "企业订阅": "订阅 企业",
    "个人订阅": "订阅 个人",
    "全部取消订阅": "取消订阅 全部",
    "全部退订": "取消订阅 全部",
} | {f"/{verb.slash}": verb.name for verb in VERBS if verb.slash}
