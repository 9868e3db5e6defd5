"""The import client's folders: receipts appear in `InBox`, are stored, and only then put away (formats.md §1.1).

Stored ones go to `InBox/.taken/yyyymmdd/` for some days (HUIZHI_KEEP_TAKEN_DAYS); damaged ones to `FailBox`, with a
text file beside them that says why.
"""

import asyncio
from collections.abc import Iterable, Sequence
from datetime import date, datetime
from functools import cache
from pathlib import Path
from typing import Final

from api.exchange import alerts, inbox
from api.exchange.alerts import Alert
from api.exchange.gateways import dialects, gacc_messages
from api.exchange.gateways.folders import Drop, Folder, Trouble
from api.exchange.inbox import Mail
from api.exchange.readings import LARGEST, Unread, damaged
from api.exchange.settings import Exchange
from kit import settings
from kit.clock import in_shanghai

SOURCE: Final = "gacc"
BELL: Final = "gacc"
BUSINESSES: Final = ("Cooimp", "Acd")  # certificates of origin, agents' consignments
_PATIENCE: Final = 10.0  # seconds that a file which breaks off is given, for a slow writer to finish it
_TOO_LARGE: Final = damaged("文件超过2MiB，未存入收件箱。")


class Gateway:
    """One root folder of the import client."""

    def __init__(self, root: Path) -> None:
        self._root = root
        self._folders = [Folder(root / business) for business in BUSINESSES]
        self._told: set[Trouble] = set()

    async def scan_once(self) -> int:
        """Store what has come and put it away; return how many files. What cannot be read is told once and left."""
        handled = 0
        for folder in self._folders:
            drops, troubles = await asyncio.to_thread(folder.look)
            handled += await self._take(folder, list(filter(None, map(_examined, drops))))
            await self._tell(troubles)
        if not any(folder.is_there() for folder in self._folders):
            await self._tell([Trouble(str(self._root), "没有找到Cooimp/InBox或Acd/InBox文件夹")])
        return handled

    def forget_taken(self, before: date) -> int:
        """Delete the files that were put away before that day; return how many."""
        return sum(folder.forget_taken(before) for folder in self._folders if folder.is_there())

    async def _take(self, folder: Folder, examined: Sequence[tuple[Drop, str, Unread | None]]) -> int:
        mail = [
            Mail(source=SOURCE, serial=serial, body=drop.body, origin=folder.origin(drop))
            for drop, serial, fault in examined
            if fault is not _TOO_LARGE
        ]
        await inbox.store_many(mail)
        reasons = {drop.path: fault.sentence for drop, _, fault in examined if fault and fault.outcome == "damaged"}
        if _TOO_LARGE in (fault for _, _, fault in examined):
            await alerts.raise_alert("damaged", SOURCE, _TOO_LARGE.sentence)
        moved, troubles = await asyncio.to_thread(folder.put_away, [drop for drop, _, _ in examined], reasons)
        await self._tell(troubles)
        return moved

    async def _tell(self, troubles: Iterable[Trouble]) -> None:
        """Tell the operator of what stands in the way, once while this process lives: a scan comes twice a second."""
        new = set(troubles) - self._told
        await alerts.raise_alerts(Alert("folder", each.path, f"{each.what}：{each.path}") for each in new)
        self._told |= new


async def scan_once() -> int:
    """Take what has come into the configured folder (HUIZHI_EXCHANGE_GACC_DIR); nothing, if none is configured."""
    root = settings.load(Exchange).exchange_gacc_dir
    return await _gateway(root).scan_once() if root else 0


async def forget_taken(_since: datetime, before: datetime) -> int:
    """Delete the files put away before that moment's day in Shanghai; return how many."""
    root = settings.load(Exchange).exchange_gacc_dir
    return await asyncio.to_thread(_gateway(root).forget_taken, in_shanghai(before).date()) if root else 0


@cache
def _gateway(root: Path) -> Gateway:
    return Gateway(root)


def _examined(drop: Drop) -> tuple[Drop, str, Unread | None] | None:
    """Return a file with its serial and its fault; None if it may yet be finished by a slow writer."""
    if len(drop.body) > LARGEST:
        return drop, "", _TOO_LARGE
    serial, fault = dialects.examine(drop.body)
    if fault and fault.outcome == "damaged" and drop.still < _PATIENCE:
        return None
    return drop, _of_file(serial, drop.stamp.modified), fault


def serial_of(body: bytes, modified: int) -> str:
    """Return the serial of a file's message; `modified` is the file's time in nanoseconds."""
    return _of_file(dialects.examine(body)[0], modified)


def _of_file(serial: str, modified: int) -> str:
    """Tell a message that goes by its bytes from a later one of the same bytes, by the time of its file."""
    return f"{serial}@{modified}" if serial.startswith(gacc_messages.DIGEST) else serial
