"""The first sheet of a workbook as rows of texts: no macros, no links, nothing that swells."""

import codecs
import io
import re
import zipfile
from collections.abc import Iterator
from typing import IO
from xml.parsers import expat

codecs.lookup("cp437")  # what a ZIP's names are written in: once files may not be opened, no codec is found any more
MOST_PARTS = 1_000
MOST_UNPACKED = 64 * 1024 * 1024  # bytes, all parts together
MOST_ROWS = 20_000
MOST_COLUMNS = 256
LONGEST = 32_767  # characters of a cell, as the program itself has it
_MAIN = "xl/workbook.xml"
_SHEET = re.compile(r"xl/worksheets/sheet(\d+)\.xml")
_FORBIDDEN = ("vbaProject", "externalLinks/", "embeddings/", "activeX/", "connections.xml")
_DAMAGED = "表格已损坏，请另存为XLSX后重新上传。"
_CELL = re.compile(r"([A-Z]{1,3})\d+")


def check(data: bytes) -> None:
    """Refuse a workbook that is damaged, swells, or holds macros, links or embedded files."""
    _opened(data).close()


def rows(data: bytes) -> list[list[str]]:
    """Return the first sheet's rows, every cell as text; rows end at their last cell, dates are numbers."""
    with _opened(data) as book:
        shared = _Texts()
        if "xl/sharedStrings.xml" in book.namelist():
            _walk(book.open("xl/sharedStrings.xml"), shared)
        sheet = _Rows(shared.found)
        _walk(book.open(_first_sheet(book)), sheet)
    return sheet.found


def _opened(data: bytes) -> zipfile.ZipFile:
    if not data.startswith(b"PK\x03\x04"):
        raise ValueError
    try:
        book = zipfile.ZipFile(io.BytesIO(data))
    except (zipfile.BadZipFile, OSError, NotImplementedError):
        raise ValueError(_DAMAGED) from None
    parts = book.infolist()
    if len(parts) > MOST_PARTS or sum(part.file_size for part in parts) > MOST_UNPACKED:
        raise ValueError("表格解压后过大，请拆分后重新上传。")
    if _MAIN not in book.namelist():
        raise ValueError(_DAMAGED)
    if any(mark in part.filename for part in parts for mark in _FORBIDDEN):
        raise ValueError("表格含有宏、外部链接或嵌入的文件，请另存为普通XLSX后重新上传。")
    return book


def _first_sheet(book: zipfile.ZipFile) -> str:
    sheets = sorted((int(found[1]), found[0]) for name in book.namelist() if (found := _SHEET.fullmatch(name)))
    if not sheets:
        raise ValueError(_DAMAGED)
    return sheets[0][1]


def _walk(file: IO[bytes], reader: "_Texts | _Rows") -> None:
    """Let a reader see a part, in pieces, without any entity of its own; what it unpacks to is counted again."""
    parser = expat.ParserCreate(namespace_separator=" ")
    parser.buffer_text = True
    parser.StartElementHandler, parser.EndElementHandler = reader.start, reader.end
    parser.CharacterDataHandler = reader.text
    parser.StartDoctypeDeclHandler = _no_doctype
    left = MOST_UNPACKED
    try:
        for piece in _pieces(file):
            left -= len(piece)
            if left < 0:
                raise ValueError(_DAMAGED)
            parser.Parse(piece, False)
        parser.Parse(b"", True)
    except (expat.ExpatError, zipfile.BadZipFile, EOFError, OSError, RuntimeError):
        raise ValueError(_DAMAGED) from None


def _pieces(file: IO[bytes]) -> Iterator[bytes]:
    with file:
        while piece := file.read(65536):
            yield piece


def _no_doctype(*_told: object) -> None:
    raise ValueError("含有DOCTYPE声明，出于安全考虑不予解析。")


class _Texts:
    """The texts that cells share, in their order."""

    def __init__(self) -> None:
        self.found: list[str] = []
        self._parts: list[str] = []
        self._told = self._phonetic = False

    def start(self, name: str, _attributes: dict[str, str]) -> None:
        local = name.rpartition(" ")[2]
        if local == "si":
            self._parts = []
        elif local == "rPh":  # how it is read aloud
            self._phonetic = True
        self._told = local == "t" and not self._phonetic

    def end(self, name: str) -> None:
        local = name.rpartition(" ")[2]
        self._told = False
        if local == "rPh":
            self._phonetic = False
        elif local == "si":
            self.found.append("".join(self._parts)[:LONGEST])

    def text(self, piece: str) -> None:
        if self._told:
            self._parts.append(piece)


class _Rows:
    """The cells of a sheet; a cell without an address stands after the one before it."""

    def __init__(self, shared: list[str]) -> None:
        self.found: list[list[str]] = []
        self._shared = shared
        self._type, self._column, self._told = "", 0, False
        self._parts: list[str] = []

    def start(self, name: str, attributes: dict[str, str]) -> None:
        local = name.rpartition(" ")[2]
        if local == "row":
            self._new_row(attributes.get("r", ""))
        elif local == "c":
            self._parts, self._type = [], attributes.get("t", "n")
            self._column = _column(attributes.get("r", "")) or len(self.found[-1]) + 1
        self._told = local in {"v", "t"}

    def end(self, name: str) -> None:
        self._told = False
        if name.rpartition(" ")[2] == "c" and self._parts:
            self._put("".join(self._parts)[:LONGEST])

    def text(self, piece: str) -> None:
        if self._told:
            self._parts.append(piece)

    def _new_row(self, number: str) -> None:
        wanted = int(number) if number.isdigit() and len(number) < 8 else len(self.found) + 1  # noqa: PLR2004
        if wanted > MOST_ROWS:
            raise ValueError(f"表格超过{MOST_ROWS}行，请拆分后重新上传。")
        self.found.extend([] for _ in range(max(wanted - len(self.found), 1)))

    def _put(self, text: str) -> None:
        if self._column > MOST_COLUMNS or not self.found:
            raise ValueError(_DAMAGED)
        row = self.found[-1]
        row.extend([""] * (self._column - len(row)))
        row[self._column - 1] = self._value(text)

    def _value(self, text: str) -> str:
        if self._type != "s":
            return text
        if not text.isdigit() or int(text) >= len(self._shared):
            raise ValueError(_DAMAGED)
        return self._shared[int(text)]


def _column(address: str) -> int:
    """Return the number of a cell's column, 1 for A; 0 without an address."""
    found = _CELL.fullmatch(address)
    number = 0
    for letter in found[1] if found else "":
        number = number * 26 + ord(letter) - ord("A") + 1
    return number
