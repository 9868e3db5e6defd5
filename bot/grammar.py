"""What can be said to the bot: one table, from which the parser, the help and the menu are made.

Adding a command is a row here and a function in `bot/commands/`.
"""

import re
import unicodedata
from dataclasses import dataclass
from enum import IntEnum
from typing import Final

from api.identifiers import Identifier, classify


class Level(IntEnum):
    """How much a command asks before it acts (ux.md §3.6); what it asks is the command's own affair."""

    READ = 0
    WRITE = 1
    DESTRUCTIVE = 2


@dataclass(frozen=True, slots=True, kw_only=True)
class Verb:
    """One thing that can be said; `group` is where help shows its usage (查 办 收), `bound` whether it needs a binding.

    `digit` and `label` are its place in the menu; both empty: it has none.
    """

    name: str
    synonyms: tuple[str, ...] = ()
    usage: str = ""
    group: str = ""
    level: Level = Level.READ
    bound: bool = True
    digit: str = ""
    label: str = ""


@dataclass(frozen=True, slots=True)
class Intent:
    """What was understood: the verb, the rest of the words, the number among them, and the line as it was meant."""

    verb: Verb
    words: tuple[str, ...] = ()
    identifier: Identifier | None = None
    line: str = ""


VERBS: Final = (
    Verb(name="绑定", synonyms=("绑定账号", "账号绑定", "登录"), level=Level.WRITE, bound=False),
    Verb(name="重发", synonyms=("重新发送",), level=Level.WRITE, bound=False),
    Verb(name="确认绑定", level=Level.WRITE, bound=False),
    Verb(name="拒绝绑定", level=Level.WRITE, bound=False),
    Verb(name="解绑", synonyms=("解除绑定", "取消绑定"), level=Level.DESTRUCTIVE),
    Verb(name="查证书", synonyms=("查询", "查", "证书"), usage="E261026902330183", group="查"),
    Verb(name="订阅", synonyms=("关注", "推送"), usage="订阅 企业/个人/证书号", group="收", level=Level.WRITE),
    Verb(
        name="我的订阅",
        synonyms=("订阅列表", "有效订阅信息"),
        usage="我的订阅",
        group="收",
        digit="6",
        label="我的订阅",
    ),
    Verb(name="取消订阅", synonyms=("退订", "取关", "TD"), level=Level.WRITE),
    Verb(name="恢复", synonyms=("恢复订阅",), level=Level.WRITE),
    Verb(name="免打扰", synonyms=("免打扰时段",), usage="免打扰 22:00-8:00", group="收", level=Level.WRITE),
    Verb(name="帮助", synonyms=("?", "H", "HELP", "怎么用"), bound=False, digit="9", label="帮助"),
    Verb(name="菜单", synonyms=("功能",), bound=False),
    Verb(name="客服", synonyms=("联系客服", "人工"), bound=False, digit="0", label="联系客服"),
)
CANCEL: Final = frozenset({"取消", "返回", "退出", "算了", "不用", "以后再说"})
SLASHES: Final = {"/help": "帮助", "/menu": "菜单", "/list": "我的订阅", "/unbind": "解绑"}
ALIASES: Final = {
    "按企业订阅": "订阅 企业",
    "按个人订阅": "订阅 个人",
    "订阅本人": "订阅 个人",
    "取消所有订阅": "取消订阅 全部",
} | SLASHES
_BY_WORD: Final = {word: verb for verb in VERBS for word in (verb.name, *verb.synonyms)}
_LONGEST_FIRST: Final = sorted(_BY_WORD, key=len, reverse=True)
_BARE: Final = {"mobile": "绑定"}  # what a number alone asks for; any other asks what became of it
_SCOPES: Final = frozenset({"企业", "个人", "本人", "全部"})
_TRAILING: Final = "。！!.~～ "
_SEPARATORS: Final = re.compile(r"[\s,，;；、]+")
_TRADITIONAL: Final = str.maketrans("綁訂閱證書詢關幫單復斷", "绑订阅证书询关帮单复断")


def normalised(text: str) -> str:
    """Return what was meant by the keys that were pressed: half width, one blank between words, no closing marks."""
    plain = unicodedata.normalize("NFKC", text)
    plain = "".join(one for one in plain if one.isprintable() or one.isspace())
    line = _SEPARATORS.sub(" ", plain).strip()
    return line.rstrip(_TRAILING) or line


def understand(text: str) -> Intent | None:
    """Return what a line asks for: a verb with its words, or a bare number; None if it is neither.

    It is an allow-list (B-4): nothing is guessed, and no word of the line reaches anything but the verb's own slots.
    """
    line = normalised(text)
    line = ALIASES.get(line, line)
    identifier = classify(line)
    if identifier is not None:
        return Intent(verb(_BARE.get(identifier.kind, "查证书")), (line,), identifier, line)
    folded = _folded(line)
    word = next((each for each in _LONGEST_FIRST if _begins(folded, each)), "")
    if not word:
        return None
    rest = tuple(line[len(word) :].split())
    return Intent(_BY_WORD[word], rest, classify("".join(rest)) if rest else None, line)


def _folded(line: str) -> str:
    """Return the line with ASCII in upper case and verbs in simplified characters, letter for letter as long."""
    return "".join(each.upper() if each.isascii() else each for each in line).translate(_TRADITIONAL)


def _begins(line: str, word: str) -> bool:
    """Tell whether a line is the verb, begins with it and a blank, or runs on into a number or a scope: 订阅企业."""
    if not line.startswith(word):
        return False
    rest = line[len(word) :]
    glued = not word.isascii() and (rest.split(" ")[0] in _SCOPES or (rest[:1].isascii() and rest[:1].isalnum()))
    return not rest or rest[0] == " " or glued


def verb(name: str) -> Verb:
    """Return the verb of that name or synonym; raises KeyError for none."""
    return _BY_WORD[name]


def usages(group: str) -> list[str]:
    """Return how the verbs of a group are said."""
    return [one.usage for one in VERBS if one.group == group and one.usage]


def menu(*, bound: bool) -> dict[str, Verb]:
    """Return the verbs of the menu by digit, in the menu's order, those alone that this person may say."""
    shown = [one for one in VERBS if one.digit and (bound or not one.bound)]
    return {one.digit: one for one in sorted(shown, key=lambda one: (one.digit == "0", one.digit))}
