"""Deleting what nothing refers to: rows first, then bytes; what a kill left behind is found by its age."""

import asyncio
import time
from collections.abc import Sequence
from datetime import timedelta
from pathlib import Path
from typing import Final

from api.files.keeping import INCOMING, place, root
from kit import database, logs
from kit.clock import now
from kit.relation import Relation

_LOG = logs.get("api.files")
_KEPT: Final = timedelta(days=7)  # that an upload may wait for its document
_AT_ONCE: Final = 500
_STALE: Final = 86_400  # seconds after which bytes without a row are nobody's: an upload takes no such time
_FORGET: Final = """
    delete from files where id in (
        select id from files where created_at < $1
        and not exists (select 1 from attachments where attachments.file_id = files.id)
        and not exists (select 1 from seals where seals.file_id = files.id)
        order by created_at limit $2)
    and not exists (select 1 from attachments where attachments.file_id = files.id)
    and not exists (select 1 from seals where seals.file_id = files.id)
    returning stored"""
_NAMES: Final = Relation("names", stored="text")
_KNOWN: Final = "select files.stored from {names} join files on files.stored = names.stored"


async def forget_unused() -> int:
    """Delete uploads of a week ago that no document refers to, and bytes of which no row knows; return how many."""
    removed = 0
    while batch := await database.fetch(_FORGET, now() - _KEPT, _AT_ONCE):
        await asyncio.to_thread(_unlink, [place(row["stored"]) for row in batch])
        removed += len(batch)
    removed += await _forget_strays()
    _LOG.info("files removed", files=removed)
    return removed


async def _forget_strays() -> int:
    old = await asyncio.to_thread(_old)
    known: set[str] = set()
    for start in range(0, len(old), _AT_ONCE):
        rows = [(path.name,) for path in old[start : start + _AT_ONCE]]
        known |= {row["stored"] for row in await database.fetch(_NAMES.into(_KNOWN), *_NAMES.arguments(rows))}
    strays = [path for path in old if path.name not in known or path.parent.name == INCOMING]
    await asyncio.to_thread(_unlink, strays)
    return len(strays)


def _old() -> list[Path]:
    before = time.time() - _STALE
    return [path for path in root().glob("*/*") if path.is_file() and path.stat().st_mtime < before]


def _unlink(paths: Sequence[Path]) -> None:
    for path in paths:
        path.unlink(missing_ok=True)
