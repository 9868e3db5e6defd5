"""Transcripts: readable files of what is said and heard, played through any door.

场 …     the stage: 已绑定 · 证书 <number> <step …> · 二维码 (a page shows a code) · 过 <seconds>
用 …     the user says it; {code} is the code of the last SMS, {confirm} the one in the last answer,
         {wrong} is never right;  ※ 关注 · ※ 扫码 · ※ 扫码 <scene> · ※ 取消关注 · ※ 图片 are done, not said
号 …     what is answered, further lines indented; # stands for a digit, #+ for a number;
         号 alone: nothing
# …      a remark
== …     begins a transcript; `@WeChat` or `@Telegram` after its name: it has a meaning through that door alone
"""

import re
from dataclasses import dataclass, field
from pathlib import Path

FOLDER = Path(__file__).parent / "transcripts"
FILES = sorted(FOLDER.glob("*.txt"))
_INDENT = "   "


@dataclass
class Step:
    """One thing that is staged, said or done, and what is answered to it (None: whatever)."""

    mark: str
    text: str
    line: int
    expected: str | None = None


@dataclass
class Script:
    """A transcript; `part` names it, `only` the one channel where it has a meaning (empty: everywhere)."""

    part: str
    only: str = ""
    steps: list[Step] = field(default_factory=list)


def parts(path: Path) -> list[Script]:
    """Return the transcripts of a file; a line `== name` begins one."""
    found: list[Script] = []
    for number, line in enumerate(path.read_text("utf-8").splitlines(), 1):
        if line.startswith("== "):
            name, _, only = line[3:].partition(" @")
            found.append(Script(f"{path.stem}: {name}", only))
        elif line.strip() and not line.startswith("#"):
            _read(found[-1].steps, line, number)
    return found


def _read(steps: list[Step], line: str, number: int) -> None:
    mark, text = line[:1], line[2:]
    if line.startswith(_INDENT):
        assert steps[-1].expected is not None, number
        steps[-1].expected += "\n" + line[len(_INDENT) :]
    elif mark == "号":
        steps[-1].expected = text
    else:
        assert mark in {"场", "用", "※"}, f"line {number}: {line}"
        steps.append(Step(mark, text, number))


def matches(expected: str, answer: str) -> bool:
    """Tell whether an answer is the expected one: `#` a digit, `#+` a number, `{mark}` whatever we chose."""
    pattern = re.escape(expected).replace(r"\#\+", r"\d+").replace(r"\#", r"\d").replace(r"\{mark\}", "[0-9a-f]{8}")
    return re.fullmatch(pattern, "\n".join(line.rstrip() for line in answer.splitlines())) is not None


def turns() -> int:
    """Count what users say and do in all transcripts."""
    return sum(step.mark != "场" for path in FILES for script in parts(path) for step in script.steps)
