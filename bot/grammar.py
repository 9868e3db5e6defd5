"""What can be said to the bot: one table, from which the parser, the help and the documentation are made.

Adding a command is a row here and a function of that name in `bot/commands/`.
"""

import re
import unicodedata
from dataclasses import dataclass
from enum import IntEnum

from api.identifiers import Identifier, classify


class Level(IntEnum):
    """How much a command asks before it acts (ux.md §3.6)."""

    READ = 0
    WRITE = 1
    DESTRUCTIVE = 2


@dataclass(frozen=True, slots=True)
class Verb:
    """One thing that can be said; `group` is where help shows it (查 办 收 我), `bound` who may say it."""

    name: str
    synonyms: tuple[str, ...]
    usage: str
    group: str
    level: Level = Level.READ
    bound: bool = True


@dataclass(frozen=True, slots=True)
class Intent:
    """What was understood: the verb, and the rest of the words with what stands in them."""

    verb: Verb
    words: tuple[str, ...] = ()
    identifier: Identifier | None = None


VERBS = (
    Verb("绑定", ("绑定账号", "登录", "账号绑定"), "绑定", "我", Level.WRITE, bound=False),
    Verb("重发", ("重新发送",), "", "我", Level.WRITE, bound=False),
    Verb("确认绑定", (), "", "我", Level.WRITE, bound=False),
    Verb("解绑", ("解除绑定",), "解绑", "我", Level.DESTRUCTIVE),
    Verb("查证书", ("查", "查询", "证书"), "直接发证书号，如 E261026902330183", "查"),
    Verb("订阅", ("关注", "推送"), "订阅 企业 / 个人 / 证书号", "收", Level.WRITE),
    Verb("我的订阅", ("订阅列表", "有效订阅信息"), "我的订阅", "收"),
    Verb("取消订阅", ("退订", "取关", "TD"), "取消订阅 序号 / 全部", "收", Level.WRITE),
    Verb("恢复", ("恢复订阅",), "恢复", "收", Level.WRITE),
    Verb("免打扰", ("免打扰时段",), "免打扰 22:00-8:00", "收", Level.WRITE),
    Verb("帮助", ("?", "H", "HELP", "怎么用"), "帮助", "我", bound=False),
    Verb("菜单", ("功能",), "菜单", "我", bound=False),
    Verb("客服", ("联系客服", "人工"), "客服", "我", bound=False),
)
CANCEL = frozenset({"取消", "返回", "退出", "算了", "不用", "以后再说"})
_BY_WORD = {word.upper(): verb for verb in VERBS for word in (verb.name, *verb.synonyms)}
_LONGEST_FIRST = sorted(_BY_WORD, key=len, reverse=True)
_TRAILING = "。！!？.~～ "
_SEPARATORS = re.compile(r"[\s,，;；、]+")


def normalised(text: str) -> str:
    """Return what was meant by the keys that were pressed: half width, one blank between words, no closing marks."""
    plain = unicodedata.normalize("NFKC", text)
    plain = "".join(one for one in plain if one.isprintable() or one.isspace())
    return _SEPARATORS.sub(" ", plain).strip().rstrip(_TRAILING) or plain.strip()


def understand(text: str) -> Intent | None:
    """Return what a line asks for: an exact verb with its words, or a bare identifier, which asks what became of it."""
    line = normalised(text)
    identifier = classify(line)
    if identifier is not None:
        return Intent(_BY_WORD["查证书"], (line,), identifier)
    upper = line.upper()
    for word in _LONGEST_FIRST:
        if upper == word or upper.startswith(word + " ") or (_glued(upper, word) and len(word) > 1):
            rest = tuple(line[len(word) :].split())
            return Intent(_BY_WORD[word], rest, classify("".join(rest)) if rest else None)
    return None


def _glued(line: str, word: str) -> bool:
    """Tell whether the verb runs on into a number or a scope without a blank: 订阅E2610…, 订阅企业."""
    rest = line.removeprefix(word)
    return rest != line and ((rest[0].isascii() and rest[0].isalnum()) or rest in {"企业", "个人", "本人", "全部"})


def verb(name: str) -> Verb:
    """Return the verb of that name."""
    return _BY_WORD[name.upper()]


def usages(group: str, *, bound: bool) -> list[str]:
    """Return how the verbs of a group are said, those alone that this person may say."""
    return [one.usage for one in VERBS if one.group == group and one.usage and (bound or not one.bound)]
