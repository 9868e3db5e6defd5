"""Files as certificates: a workbook has many, a message one; what cannot be read says why and stops nothing else."""

from collections.abc import Sequence
from pathlib import Path
from typing import Final

from api import files
from api.certificates import excel, xml
from api.certificates.certificate import Authority
from api.certificates.importing.found import Found, Unusable
from api.exchange.readings import LARGEST
from kit.refusals import Refusal

_TABLE: Final = ".xlsx"
SUFFIXES: Final = (_TABLE, ".xml")


async def from_file(path: Path, name: str = "", authority: Authority = "ccpit") -> Sequence[Found | Unusable]:
    """Return what a file holds, called by `name` if it lies under another one. Workbooks are read in a child process.

    `authority` is taken for tables without 受理机构.
    """
    called = name or path.name
    if not called.lower().endswith(SUFFIXES):
        return [Unusable(called, ["只能导入XLSX或XML格式的文件。"])]
    try:
        if called.lower().endswith(_TABLE):
            table = excel.read(await files.parse("xlsx", path), authority)
            return [_in(called, each) for each in table.found]
        return [_message(path, called)]
    except Refusal as refusal:
        return [Unusable(called, _reasons(refusal))]
    except OSError as error:
        return [Unusable(called, [f"无法读取：{error.strerror}。"])]


def from_xml(body: bytes, place: str) -> Found | Unusable:
    """Return the certificate that a customs message describes."""
    try:
        return Found(place, xml.read(body), told_whole=True)
    except Refusal as refusal:
        return Unusable(place, _reasons(refusal))


def _message(path: Path, called: str) -> Found | Unusable:
    if path.stat().st_size > LARGEST:
        return Unusable(called, ["文件超过2MiB。"])
    return from_xml(path.read_bytes(), called)


def _in(called: str, each: Found | Unusable) -> Found | Unusable:
    place = f"{called} {each.place}"
    return Found(place, each.draft) if isinstance(each, Found) else Unusable(place, each.reasons)


def _reasons(refusal: Refusal) -> list[str]:
    return [each["sentence"] for each in refusal.facts.get("faults", [])] or [refusal.sentence]
