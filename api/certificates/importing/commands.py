"""`huizhi certificates import|export`: many files at once, for the person that the operator names."""

import asyncio
import sys
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from api.certificates import excel, queries, xml
from api.certificates.certificate import Authority, Certificate
from api.certificates.importing.found import Found, Unusable
from api.certificates.importing.sources import SUFFIXES, from_file
from api.certificates.importing.taking import Done, take
from api.certificates.queries import Wanted
from api.certificates.shelves import Shelf
from api.people import Actor, actor_of_person
from api.people.models import Person
from api.people.persons import normalised_login
from kit import progress
from kit.refusals import Refusal

_DOOR: Final = "command line"
_AT_ONCE: Final = 100  # certificates read between two signs of life
_LISTS: Final[tuple[Shelf, ...]] = ("preferential", "general")


@dataclass(frozen=True, slots=True)
class Chosen:
    """Which certificates to export: of one authority, on one list or on both that are not void."""

    authority: Authority
    shelf: Shelf | None = None


async def import_files(login: str, paths: Sequence[Path], authority: Authority) -> int:
    """Take in what the files and folders hold; returns 1 if something could not be, each named with its reasons."""
    actor = await _actor(login)
    if actor is None:
        return 1
    try:
        done = await take(actor, await _read(list(_files(paths)), authority), progress.bar())
    except Refusal as refusal:
        return _say_no(refusal.sentence)
    _report(done)
    return 1 if done.bad else 0


async def export_files(login: str, target: Path, chosen: Chosen) -> int:
    """Write certificates into a workbook (a target ending in .xlsx), or each as a message into a folder."""
    actor = await _actor(login)
    if actor is None:
        return 1
    certificates = await _certificates(actor, chosen)
    try:
        await asyncio.to_thread(_write, target, certificates)
    except OSError as error:
        return _say_no(f"无法写入{target}：{error.strerror}。")
    print(f"已导出 {len(certificates)} 份证书：{target}")  # noqa: T201 — a command's answer
    return 0


async def _actor(login: str) -> Actor | None:
    person = await Person.get_or_none(login=normalised_login(login), disabled_at__isnull=True)
    actor = person and await actor_of_person(person.id, _DOOR)
    if not actor or actor.enterprise_id is None:
        _say_no("没有这个用户，或该用户没有所属企业。")
        return None
    return actor


async def _read(paths: Sequence[Path], authority: Authority) -> list[Found | Unusable]:
    told = progress.bar()
    found: list[Found | Unusable] = []
    for number, path in enumerate(paths, 1):
        found += await from_file(path, authority=authority)
        told(number, len(paths))
    return found


def _files(paths: Sequence[Path]) -> Iterator[Path]:
    for path in paths:
        if path.is_dir():
            yield from sorted(each for each in path.rglob("*") if _is_ours(each))
        else:
            yield path


def _is_ours(path: Path) -> bool:
    return path.is_file() and path.suffix.lower() in SUFFIXES and not path.name.startswith((".", "~$"))


def _report(done: Done) -> None:
    for each in done.bad:
        print(f"{each.place}：{' '.join(each.reasons)}", file=sys.stderr)  # noqa: T201 — a command's answer
    print(done.sentence)  # noqa: T201


def _say_no(sentence: str) -> int:
    print(f"🚫 {sentence}", file=sys.stderr)  # noqa: T201 — a command's answer
    return 1


async def _certificates(actor: Actor, chosen: Chosen) -> list[Certificate]:
    told, found = progress.bar(), []
    for shelf in (chosen.shelf,) if chosen.shelf else _LISTS:
        page, total = 1, 1
        while (page - 1) * _AT_ONCE < total:
            wanted = Wanted(shelf=shelf, authority=chosen.authority)
            items, total = await queries.page(actor, wanted, page, _AT_ONCE)
            found += [await queries.read(actor, item.document_id) for item in items]
            told(min(page * _AT_ONCE, total), total)
            page += 1
    return found


def _write(target: Path, certificates: Sequence[Certificate]) -> None:
    if target.suffix.lower() == ".xlsx":
        with target.open("wb") as file:
            excel.export(file, certificates)
        return
    target.mkdir(parents=True, exist_ok=True)
    for each in certificates:
        (target / f"{each.number.replace('/', '_')}.xml").write_bytes(xml.write(each, submitted=False))
