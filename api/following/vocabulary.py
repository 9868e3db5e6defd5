"""What one chooses on 状态推送: the channel, the way of following, the content; in the page's words (PUSH-02…22)."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Final

from push.address import CONSOLE, SMS, TELEGRAM, WECHAT
from subscriptions.topics import DOCUMENT, ENTERPRISE, EVERYTHING, PERSON, covering

CHANNELS: Final = (SMS, WECHAT, TELEGRAM)
CHANNEL_LABELS: Final = {SMS: "短信", WECHAT: "微信公众号", TELEGRAM: "Telegram", CONSOLE: "控制台"}
CHANNEL_HINTS: Final = {
    SMS: "请先输入手机号码，获取验证码并填写正确，验证后可通过短信接收推送信息。",
    WECHAT: "请先关注微信公众号, 使用用户绑定功能, 绑定后可通过微信公众号接收推送信息。",
    TELEGRAM: "请先在【状态推送】打开 Telegram 链接完成绑定, 绑定后可通过 Telegram 接收推送信息。",
}
LEVEL_LABELS: Final = {DOCUMENT: "按业务单据号订阅", ENTERPRISE: "按企业订阅", PERSON: "按个人订阅"}
LEVEL_HINTS: Final = {
    DOCUMENT: "按照录入的具体业务单据编号订阅回执信息",
    ENTERPRISE: "订阅企业的所有业务单据回执信息",
    PERSON: "订阅本人录入的所有业务单据回执信息",
}
HINT: Final = "系统提供原产地证状态订阅功能"
EMPTY: Final = "未查询到数据"


@dataclass(frozen=True, slots=True)
class Content:
    """One node of 请选择订阅内容: `option` is its words in the tree, `label` its words in a list.

    With `number_label` it also takes one document's number.
    """

    path: str
    option: str
    label: str
    number_label: str = ""
    parts: Sequence["Content"] = ()


TREE: Final = Content(
    "trade",
    "进出口订阅",
    "进出口",
    parts=(
        Content(
            "trade/origin",
            "原产地证订阅",
            "原产地证",
            parts=(
                Content("trade/origin/customs", "海关原产地证", "海关原产地证", "证书号"),
                Content("trade/origin/ccpit", "贸促会原产地证", "贸促会原产地证", "证书号"),
            ),
        ),
        Content("trade/licence", "许可证订阅", "许可证", "许可证号"),
        Content("trade/declaration", "报关单订阅", "报关单", "报关单号"),
    ),
)


def nodes(content: Content = TREE) -> Iterator[Content]:
    """Return every node of the tree, a parent before its parts."""
    yield content
    for part in content.parts:
        yield from nodes(part)


CONTENT_LABELS: Final = {EVERYTHING: "全部"} | {each.path: each.label for each in nodes()}
REPORTS: Final = {"@daily": "每日简报", "@weekly": "每周简报"}  # asked for by name, and no part of 全部


def content_label(path: str) -> str:
    """Return what a content path is called in a list; one that left the tree keeps the name of what held it."""
    if path in REPORTS:
        return REPORTS[path]
    while path not in CONTENT_LABELS:
        path = path.rpartition("/")[0]
    return CONTENT_LABELS[path]


def widest(paths: Sequence[str]) -> list[str]:
    """Return the paths without those that another one of them covers, in their order, each once."""
    return [path for path in dict.fromkeys(paths) if not any(other in covering(path) - {path} for other in paths)]


def spoken_channels(channels: Sequence[str]) -> str:
    """Return 短信、微信公众号."""
    return "、".join(CHANNEL_LABELS[each] for each in channels)
