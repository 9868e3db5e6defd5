"""Which transcript shows which command of the features' table: ``python -m tests.bot.surfaces`` prints the table.

The commands are those that each area of the features must offer in the chat; a transcript shows one when somebody in it
says it, in any way that the chat understands.
"""

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Final

from bot.reading import Intent, understand
from tests.bot import script
from tests.bot.script import Script

PAGE: Final = Path(__file__).parents[2] / "docs" / "telegram.md"
COMMANDS: Final[Mapping[str, Sequence[str]]] = {
    "USER": ("绑定", "解绑"),
    "SYNC": ("同步企业信息", "同步商品备案"),
    "CO": ("查证书", "我的证书", "提醒"),
    "FILE": ("查备案",),
    "PUSH": ("订阅", "取消订阅", "我的订阅"),
    "SUPP": ("补录",),
    "COORD": ("查协调单", "撤回协调单"),
    "PRINT": ("待打印",),
}


def shown_by(verb: str) -> list[Script]:
    """The transcripts in which somebody says it."""
    return [part for path in script.FILES for part in script.parts(path) if verb in _said(part)]


def _said(part: Script) -> set[str]:
    found = (understand(step.text) for step in part.steps if step.mark == "用")
    return {each.verb.name for each in found if isinstance(each, Intent)}


def doors(part: Script) -> str:
    """Through which doors a transcript is played."""
    return part.only or "WeChat, Telegram"


def table() -> str:
    """The table of docs/telegram.md."""
    rows = [f"| {area} | {verb} | {_cell(verb)} |" for area, verbs in COMMANDS.items() for verb in verbs]
    return "\n".join(["| area | command | shown on both by |", "| --- | --- | --- |", *rows])


def _cell(verb: str) -> str:
    parts = shown_by(verb)
    both = [part.part for part in parts if "," in doors(part)]
    one = [f"{part.part} ({doors(part)})" for part in parts if "," not in doors(part)]
    names = both or one
    return "; ".join(names[:3]) + (f" and {len(names) - 3} more" if len(names) > 3 else "")


if __name__ == "__main__":
    print(table())
