"""修改协调单, 提交协调单: what was withdrawn or returned is mended on the phone and submitted again (ux.md §3.7).

The people to call and the files stay on the computer: no mobile passes through a chat for that (G-2).
"""

import zlib
from typing import Final

from api import coordination, documents
from api.coordination import COORDINATION, Detail, Form
from api.coordination.vocabulary import BOXES, SHORT_TYPES, Box
from api.documents.wording import page
from bot import asking, reading, words
from bot.commands.addresses import address
from bot.replies import Reply, quoted
from bot.turn import Turn
from kit.refusals import Refusal

_PRIVATE: Final = frozenset({"contact", "phone"})
_OPEN: Final = tuple(box for box in BOXES if box.name not in _PRIVATE)
_BY_LABEL: Final = {box.label: box for box in _OPEN}
_SUBMIT: Final = "确认提交"
_SHOWN: Final = 60  # characters of a box's content
_WHICH: Final = "请发要{}的协调单号，如 XT2026110007；或看<查协调单>。"


async def amend(turn: Turn) -> Reply:
    """修改协调单 with its number, then the box, then what is to stand in it: each step may be said at once."""
    number = number_in(turn)
    if not number:
        return asking.ask(turn.thread, _WHICH.format("修改"), "修改协调单 {}", asking.COORDINATION)
    found = await read(turn, number)
    if not found.may_edit:
        return _closed(found, "修改")
    box = next((_BY_LABEL[word] for word in turn.words if word in _BY_LABEL), None)
    if box is None:
        return _shown(found)
    content = _content(turn, box)
    if not content:
        now = quoted(_cut(getattr(found.row, box.name)))
        question = f"{box.label}现在是：{now}\n请发新的{box.label}。<取消>"
        return asking.ask(turn.thread, question, f"修改协调单 {number} {box.label} {{}}", asking.TEXT)
    return await _changed(turn, found, box, content)


def number_in(turn: Turn) -> str:
    """Return the application's number among the words, or nothing."""
    if turn.identifier and turn.identifier.kind == COORDINATION.name:
        return turn.identifier.value
    return next((word for word in turn.words if word.upper().startswith("XT")), "")


async def read(turn: Turn, number: str) -> Detail:
    """Return the application of that number; raises `unknown`."""
    document = await documents.find(turn.actor, number, COORDINATION.name)
    return await coordination.read(turn.actor, document.id)


def _content(turn: Turn, box: Box) -> str:
    """Return what is to stand in the box, with the marks that the reading of commands leaves out."""
    if reading.normalised(turn.said) != turn.line:
        return turn.said.strip()
    return turn.said.partition(box.label)[2].strip()


async def _changed(turn: Turn, found: Detail, box: Box, content: str) -> Reply:
    kept = {name: getattr(found.row, name) for name in Form.__dataclass_fields__}
    try:
        await coordination.save(turn.actor, Form(**kept | {box.name: content}), found.document.id)
    except Refusal as refusal:
        sentences = "；".join(each["sentence"] for each in refusal.facts.get("faults", ()))
        return Reply(f"🚫 没有修改：{quoted(sentences or refusal.sentence)}。{_again(found, box)}")
    changed = await read(turn, found.document.number)
    kept_now = quoted(_cut(getattr(changed.row, box.name)))
    return Reply(f"✅ 已修改{box.label}：{kept_now}\n{_next(found.document.number)}")


def _again(found: Detail, box: Box) -> str:
    return f"<重新输入|修改协调单 {found.document.number} {box.label}>"


def _next(number: str) -> str:
    return f"<接着修改|修改协调单 {number}>　<重新提交|提交协调单 {number}>"


def _shown(found: Detail) -> Reply:
    number = found.document.number
    where = address(page("coord", number))
    boxes = [
        f"<{place}|修改协调单 {number} {box.label}> {box.label} {quoted(_cut(getattr(found.row, box.name)))}"
        for place, box in enumerate(_OPEN, 1)
    ]
    lines = [
        f"{_headed(found)}\n要改哪一项？",
        *boxes,
        f"改好了：<重新提交|提交协调单 {number}>　联系人、联系电话和附件请在电脑上修改：{where}",
    ]
    return Reply("\n".join(lines))


def _headed(found: Detail) -> str:
    document = found.document
    sign = words.sign(COORDINATION.name, document.status)
    return f"{sign} {document.status_label} · {document.number} · {SHORT_TYPES[found.row.type]}"


def _closed(found: Detail, act: str) -> Reply:
    state = f"{found.document.number} 现在是「{found.document.status_label}」"
    taps = f"<撤回|撤回协调单 {found.document.number}>" if found.may_withdraw else ""
    return Reply(f"🚫 不能{act}：{state}，「暂存」「已撤回」「退回」「海关接收失败」的才可以{act}。{taps}")


def _cut(text: str) -> str:
    return text if len(text) <= _SHOWN else text[: _SHOWN - 1] + "…"


async def submit(turn: Turn) -> Reply:
    """提交协调单 with its number: echo it; with 确认提交 and the mark of what was echoed, submit it (COORD-31)."""
    number = number_in(turn)
    if not number:
        return asking.ask(turn.thread, _WHICH.format("提交"), "提交协调单 {}", asking.COORDINATION)
    found = await read(turn, number)
    if not found.may_edit:
        return _closed(found, "提交")
    if _SUBMIT in turn.words and _mark(found) in turn.words:
        done = await coordination.submit(turn.actor, found.document.id)
        return Reply(f"✅ 申报成功：{done.number}（🟡 {done.status_label}）。海关有结果会通知您。")
    changed = "内容和刚才不一样了，请再" if _SUBMIT in turn.words else ""
    told = " · ".join(f"{box.label} {quoted(_cut(getattr(found.row, box.name)))}" for box in _OPEN)
    taps = f"<{_SUBMIT}>　<修改|修改协调单 {number}>　<取消>"
    line = f"提交协调单 {number} {_SUBMIT} {_mark(found)}"
    return asking.choose(turn.thread, f"{changed}核对一下：{_headed(found)}\n{told}\n{taps}", **{_SUBMIT: line})


def _mark(found: Detail) -> str:
    """Return what tells this content from any other that the application had or will have."""
    stands = f"{found.row.updated_at.isoformat()} {found.document.status_at.isoformat()}"
    return f"{zlib.crc32(stands.encode()):08x}"
