"""Files on disk under random names, with a row that says whose they are; written whole or not at all."""

import asyncio
import hashlib
import os
import secrets
from collections.abc import AsyncIterator
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO, Final
from uuid import UUID

from api import documents
from api.files import examining, names, quotas, refusals
from api.files.models import File
from api.files.rules import TYPES, Rule
from api.files.turns import turns
from api.people import Actor
from kit import database, failpoints, settings
from kit.clock import now
from kit.refusals import unknown
from kit.settings import House

INCOMING: Final = ".incoming"
_SHARDS: Final = 2  # characters of the random name that make its folder


@dataclass(frozen=True, slots=True, kw_only=True)
class Stored:
    """A file that is kept: what its owner called it, its size in bytes, its SHA-256 in hexadecimal."""

    id: UUID
    name: str
    size: int
    sha256: str
    media_type: str
    purpose: str
    stored: str


@dataclass(frozen=True, slots=True)
class _Written:
    path: Path
    size: int
    sha256: str


async def save(actor: Actor, filename: str, chunks: AsyncIterator[bytes], rule: Rule) -> Stored:
    """Stream a file to disk under the rule's limits, examine it, and keep it for the actor's enterprise.

    Not within a transaction: uploads take as long as the client likes. Raises no_enterprise, out_of_scope, file_type,
    file_too_large (before the rest is read), file_empty, file_content, file_unsafe, quota_full, examiners_busy.
    """
    enterprise_id = await documents.require_writer(actor)
    name = names.cleaned(filename)
    suffix = names.suffix_of(name)
    if suffix not in rule.suffixes:
        raise refusals.wrong_type(rule)
    await quotas.require_room(enterprise_id)
    turns().require_room(enterprise_id)
    written = await _stream(chunks, rule, suffix)
    try:
        await examining.require_sound(suffix, written.path, enterprise_id)
        file = File(name=name, purpose=rule.purpose, media_type=TYPES[suffix], enterprise_id=enterprise_id)
        return await _keep(actor, file, written)
    finally:
        written.path.unlink(missing_ok=True)


async def get(actor: Actor, file_id: UUID) -> Stored:
    """Return a file of the actor's enterprise; raises `unknown` for a missing one and a foreign one alike."""
    found = await File.get_or_none(id=file_id)
    if found is None or actor.enterprise_id is None or found.enterprise_id != actor.enterprise_id:
        raise unknown()
    return stored(found)


def path_of(file: Stored) -> Path:
    """Return where a file lies."""
    return place(file.stored)


def place(name: str) -> Path:
    """Return the path of a stored name."""
    return root() / name[:_SHARDS] / name


def root() -> Path:
    """Return the folder of all files."""
    return settings.load(House).data_dir / "files"


def stored(file: File) -> Stored:
    """Return a row as the counter shows it."""
    return Stored(
        id=file.id,
        name=file.name,
        size=file.size,
        sha256=file.sha256,
        media_type=file.media_type,
        purpose=file.purpose,
        stored=file.stored,
    )


async def _stream(chunks: AsyncIterator[bytes], rule: Rule, suffix: str) -> _Written:
    """Write chunks to a file nobody knows of yet; a byte too many ends it at once."""
    path = root() / INCOMING / secrets.token_hex(16)
    await asyncio.to_thread(path.parent.mkdir, parents=True, exist_ok=True)
    digest, size, limit, head = hashlib.sha256(), 0, rule.limit(suffix), b""
    try:
        with path.open("xb") as file:
            async for chunk in chunks:
                size += len(chunk)
                if size > limit:
                    raise refusals.too_large(rule, suffix)
                if len(head) < examining.HEAD:
                    head += chunk[: examining.HEAD]
                    examining.require_sign(suffix, head)
                digest.update(chunk)
                file.write(chunk)
            await asyncio.to_thread(_flush, file)
    except BaseException:
        path.unlink(missing_ok=True)
        raise
    if not size:
        path.unlink(missing_ok=True)
        raise refusals.empty()
    return _Written(path, size, digest.hexdigest())


async def _keep(actor: Actor, file: File, written: _Written) -> Stored:
    """Give the file its place, then its row: a kill in between leaves bytes that housekeeping finds and removes."""
    file.stored = secrets.token_hex(16)
    size, sha256 = await asyncio.to_thread(_settle, written, place(file.stored))
    failpoints.hit("files.after_rename_before_row")
    file.uploaded_by, file.created_at = actor.person_id, now()
    file.size, file.sha256 = size, sha256
    async with database.transaction():
        await file.save(force_create=True)
    return stored(file)


def _settle(written: _Written, target: Path) -> tuple[int, str]:
    """Move a file to its place for good; return its size and SHA-256, which the examination may have changed."""
    target.parent.mkdir(parents=True, exist_ok=True)
    with written.path.open("rb") as file:
        digest = hashlib.file_digest(file, "sha256").hexdigest()
        size = os.fstat(file.fileno()).st_size
    written.path.rename(target)
    _sync(target.parent)
    return size, digest


def _flush(file: BinaryIO) -> None:
    file.flush()
    os.fsync(file.fileno())


def _sync(folder: Path) -> None:
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
