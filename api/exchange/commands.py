"""`huizhi exchange …`: what waits for the authorities, what failed, what was set aside, and once more."""

import sys
from collections.abc import Awaitable, Callable, Iterable, Mapping, Sequence
from datetime import datetime
from pathlib import Path
from typing import Final, Literal
from uuid import UUID

from api.exchange import loading, quarantine, receiving, record, words
from api.exchange.quarantine import Receipt
from api.exchange.record import Line, Wanted
from api.people import Actor
from kit import masking, progress
from kit.clock import in_shanghai
from kit.columns import aligned
from kit.refusals import Refusal

What = Literal["waiting", "failed", "sent", "answered", "quarantine"]
_OF: Final[Mapping[str, Sequence[str]]] = {"waiting": ("sending", "new")}
_OPERATOR: Final = Actor.system("command line")
_MOST: Final = 50
_LONGEST_TEXT: Final = 4000  # characters


async def show_standing() -> int:
    """Say how many messages and receipts stand where, and what has waited longest; returns 0."""
    _table(
        ["发往", *words.SENT.values()],
        [_counted(*each) for each in (await record.counts()).items()],
        "没有发出过报文。",
    )
    for line in await record.oldest_waiting():
        _say(f"最早的待发：{_about(line)}（{_wall(line.created_at)}）{line.explanation}")
    counts = await quarantine.counts()
    told = [f"{label} {counts[state]}" for state, label in words.RECEIVED.items() if counts.get(state)]
    nothing = "还没有收到" if await quarantine.is_empty() else "全部已处理"
    _say(f"回执：{'，'.join(told) or nothing}")
    if counts.keys() & quarantine.STATES.keys():
        _say("搁置的回执：huizhi exchange list quarantine")
    return 0


async def list_some(what: What) -> int:
    """List the latest messages in a state, or the receipts that were set aside; returns 0."""
    if what == "quarantine":
        found = await quarantine.latest(_MOST)
        _table(["编号", "收到", "来自", "结果", "说明"], map(_receipt_row, found), "没有搁置的回执。")
        return 0
    lines: list[Line] = []
    total = 0
    for state in _OF.get(what, (what,)):
        page, count = await record.page(_OPERATOR, Wanted(state=state), offset=0, limit=_MOST)
        lines, total = lines + page, total + count
    _table(["编号", "写成", "发往", "种类", "单证", "状态", "说明"], map(_message_row, lines), "没有这样的报文。")
    if total > len(lines):
        _say(f"共 {total} 份，显示最近 {len(lines)} 份。")
    return 0


async def show_one(given: UUID) -> int:
    """Show one message with what came back, or one receipt with its text; returns 1 if there is none of that id."""
    if receipt := await quarantine.read(given):
        return _show_receipt(receipt)
    try:
        story = await record.story(_OPERATOR, given)
    except Refusal:
        return _unknown(given)
    line = story.line
    _say(f"{_about(line)}  {line.state_label}  {line.explanation}".rstrip())
    moments = {"写成": line.created_at, "发出": line.sent_at, "被取走": line.fetched_at, "结束": line.answered_at}
    _say("  ".join(f"{label} {_wall(at)}" for label, at in moments.items() if at) + f"  试发 {line.tries} 次")
    rows = [[_wall(each.received_at), each.source, each.state_label, each.explanation] for each in story.replies]
    _table(["收到", "来自", "结果", "说明"], rows, "没有收到回执。")
    return 0


async def once_more(given: Sequence[UUID]) -> int:
    """Send failed messages again, read receipts that were set aside again; returns 1 if one of the ids is neither."""
    return int(any([await _once_more(each) for each in given]))


async def dismiss(given: Sequence[UUID]) -> int:
    """Take receipts off the list of those set aside; returns 1 if one of the ids is none of them."""
    return int(any([await _dismiss(each) for each in given]))


async def receive(paths: Sequence[Path]) -> int:
    """Store receipts from files, handle them at once and say what became of each; returns 1 if one was set aside."""
    loaded = await loading.load_files(paths, progress.bar())
    while await receiving.receive_once():
        continue
    rows, bad = [], bool(loaded.unread)
    for path, serial in loaded.read:
        state, explanation = await record.outcome(loading.SOURCE, serial)
        rows.append([path.name, words.RECEIVED[state], explanation])
        bad |= state in quarantine.STATES
    rows += [[path.name, "文件无法读取", reason] for path, reason in loaded.unread]
    _table(["文件", "结果", "说明"], rows, "没有文件。")
    _say(f"新回执 {loaded.new} 份，已有 {loaded.known} 份。")
    return int(bad)


async def _once_more(given: UUID) -> int:
    ways: Sequence[tuple[Callable[[UUID], Awaitable[bool]], str]] = (
        (quarantine.take_again, "将重新处理这份回执。"),
        (_send_again, "将重新发送这份报文。"),
    )
    for way, sentence in ways:
        if await way(given):
            _say(f"{given}  {sentence}")
            return 0
    return _unknown(given, "没有失败的报文或搁置的回执使用这个编号。")


async def _dismiss(given: UUID) -> int:
    try:
        await quarantine.dismiss(_OPERATOR, given)
    except Refusal:
        return _unknown(given, "没有搁置的回执使用这个编号。")
    _say(f"{given}  不再列出这份回执。")
    return 0


async def _send_again(message_id: UUID) -> bool:
    try:
        await record.again(_OPERATOR, message_id)
    except Refusal:
        return False
    return True


def _counted(gateway: str, counts: Mapping[str, int]) -> list[str]:
    return [words.GATEWAYS.get(gateway, gateway), *(str(counts.get(state, 0)) for state in words.SENT)]


def _message_row(line: Line) -> list[str]:
    about = [line.gateway_label, line.kind_label, line.number]
    return [str(line.id), _wall(line.created_at), *about, line.state_label, line.explanation]


def _receipt_row(receipt: Receipt) -> list[str]:
    return [
        str(receipt.id),
        _wall(receipt.received_at),
        receipt.source,
        quarantine.STATES[receipt.state],
        receipt.explanation,
    ]


def _show_receipt(receipt: Receipt) -> int:
    """Show a receipt; its text without what tells of persons, for this is a terminal and not the enterprise's desk."""
    _say(f"来自 {receipt.source}（{receipt.origin}）  {_wall(receipt.received_at)}  {words.RECEIVED[receipt.state]}")
    _say(receipt.explanation)
    _say(masking.scrub(receipt.text[:_LONGEST_TEXT]) or "原文已按保存期限清除。")
    return 0


def _about(line: Line) -> str:
    return f"{line.kind_label} {line.number} → {line.gateway_label}"


def _wall(moment: datetime) -> str:
    return f"{in_shanghai(moment):%m-%d %H:%M}"


def _table(heading: list[str], rows: Iterable[list[str]], nothing: str) -> None:
    lines = list(rows)
    for line in aligned([heading, *lines]) if lines else [nothing]:
        _say(line)


def _unknown(given: UUID, sentence: str = "没有这个编号。") -> int:
    print(f"{given}  🚫 {sentence}", file=sys.stderr)  # noqa: T201 — a command's answer
    return 1


def _say(text: str) -> None:
    print(text)  # noqa: T201 — a command's answer
