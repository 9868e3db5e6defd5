"""Messages for the customs, laid into the import client's `OutBox` (formats.md §1.1); its other folders say what came.

The client takes a file from OutBox and lays it into `SentBox`, or into `FailBox` if it cannot send it. A name holds
the message's id: whoever lays it down a second time, after a kill, finds it in one of the three and leaves it at that.
"""

import asyncio
import os
import re
from collections.abc import Iterator, Sequence
from enum import StrEnum
from pathlib import Path, PurePath
from typing import Final, NamedTuple
from uuid import UUID

from api.exchange.gateways.handing import NotNow
from api.exchange.outgoing import Claimed
from api.exchange.readings import note_of
from api.exchange.settings import Exchange
from kit import failpoints, settings
from kit.clock import in_shanghai, now

_BUSINESS: Final = {"consignment": "Acd"}
_COOIMP: Final = "Cooimp"  # certificates of origin and all that concerns them
_BOXES: Final = ("OutBox", "SentBox", "FailBox")
_DESK: Final = ".outgoing"  # where a file is written before the client may see it: the same disk, another folder
_TAKEN: Final = ".taken"
_UNSAFE: Final = re.compile(r"[^0-9A-Za-z._-]+")
_OURS: Final = re.compile(r".*_([0-9a-f]{32})\.[0-9A-Za-z]{1,8}", re.ASCII)
_LONGEST_STEM: Final = 80
_WRITTEN_AS: Final = (".xml", ".json")
_BESIDE: Final = (".txt", ".log", ".原因.txt")
_LONGEST_REASON: Final = 4000  # bytes


class Whereabouts(StrEnum):
    """Where the client has a message: waiting, sent, or out of all folders (archived by whoever tidies them)."""

    WAITING = "waiting"
    SENT = "sent"
    GONE = "gone"


class Fallen(NamedTuple):
    """A file that the client could not send, with the message's id and what the client wrote beside it."""

    message_id: UUID
    path: Path
    reason: str


async def hand_over(message: Claimed) -> None:
    """Lay a message into OutBox, whole or not at all; raises NotNow while the folder cannot be written."""
    business, name = _business(_root(), message.kind), name_of(message.id, message.filename)
    try:
        await asyncio.to_thread(_lay, business, name, message.body)
    except OSError as error:
        raise NotNow(f"无法写入导入客户端的OutBox文件夹（{error.strerror}）。") from None


def name_of(message_id: UUID, filename: str) -> str:
    """Return the name under which OutBox has a message: an attachment's too, which travels within XML or JSON."""
    path = PurePath(_UNSAFE.sub("_", filename))
    suffix = path.suffix if path.suffix in _WRITTEN_AS else _WRITTEN_AS[0]
    return f"{path.stem.strip('._')[:_LONGEST_STEM] or 'message'}_{message_id.hex}{suffix}"


async def fallen() -> list[Fallen]:
    """Return the messages that lie in FailBox; other files there are not ours."""
    return await asyncio.to_thread(lambda: list(_fallen(_root())))


async def put_away(fallen: Sequence[Fallen]) -> None:
    """Move files whose failure is written down out of FailBox's sight."""
    await asyncio.to_thread(_put_away, fallen)


async def whereabouts(messages: Sequence[tuple[str, UUID, str]]) -> list[Whereabouts]:
    """Tell of messages (kind, id, filename) where the client has them."""
    return await asyncio.to_thread(lambda: [_where(_root(), *each) for each in messages])


def _root() -> Path:
    root = settings.load(Exchange).exchange_gacc_dir
    if root is None or not root.is_dir():
        raise NotNow("没有找到导入客户端的文件夹。")
    return root


def _business(root: Path, kind: str) -> Path:
    return root / _BUSINESS.get(kind, _COOIMP)


def _lay(business: Path, name: str, body: bytes) -> None:
    if any((business / box / name).exists() for box in _BOXES):
        return
    desk, outbox = business / _DESK, business / _BOXES[0]
    for folder in (desk, outbox):
        folder.mkdir(parents=True, exist_ok=True)
    with (desk / name).open("wb") as file:
        file.write(body)
        file.flush()
        os.fsync(file.fileno())
    failpoints.hit("outgoing.before_rename")
    (desk / name).rename(outbox / name)
    _sync(outbox)


def _sync(folder: Path) -> None:
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def _fallen(root: Path) -> Iterator[Fallen]:
    for business in (_COOIMP, *_BUSINESS.values()):
        box = root / business / "FailBox"
        for path in sorted(box.iterdir()) if box.is_dir() else ():
            found = _OURS.fullmatch(path.name)
            if found and path.is_file():
                yield Fallen(UUID(found[1]), path, _reason(path))


def _reason(path: Path) -> str:
    """Return what the client wrote beside a file, or nothing."""
    for beside in (path.with_name(path.name + suffix) for suffix in _BESIDE):
        if beside.is_file():
            with beside.open("rb") as file:
                told = file.read(_LONGEST_REASON)
            return note_of(_text(told))
    return ""


def _text(told: bytes) -> str:
    try:
        return told.decode("utf-8")
    except UnicodeDecodeError:
        return told.decode("gb18030", "replace")


def _put_away(fallen: Sequence[Fallen]) -> None:
    for each in fallen:
        folder = each.path.parent / _TAKEN / f"{in_shanghai(now()):%Y%m%d}"
        folder.mkdir(parents=True, exist_ok=True)
        for path in (each.path, *(each.path.with_name(each.path.name + suffix) for suffix in _BESIDE)):
            if path.is_file():
                path.rename(folder / path.name)


def _where(root: Path, kind: str, message_id: UUID, filename: str) -> Whereabouts:
    business, name = _business(root, kind), name_of(message_id, filename)
    if (business / "OutBox" / name).exists():
        return Whereabouts.WAITING
    return Whereabouts.SENT if (business / "SentBox" / name).exists() else Whereabouts.GONE
