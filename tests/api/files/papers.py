"""Files as people upload them, and as attackers do: made here, byte by byte."""

import io
import struct
import zipfile
import zlib
from collections.abc import AsyncIterator
from uuid import UUID
from xml.sax.saxutils import escape

from api.documents import Entry, Key, enter_many, look_up
from api.licences import LICENCE


def pdf(catalog: str = "", pages: int = 1, extra: bytes = b"", box: str = "0 0 595 842") -> bytes:
    """A small PDF whose catalog holds what the test wants."""
    kids = " ".join(f"{3 + n} 0 R" for n in range(pages))
    objects = [
        f"1 0 obj<</Type/Catalog/Pages 2 0 R{catalog}>>endobj",
        f"2 0 obj<</Type/Pages/Count {pages}/Kids[{kids}]>>endobj",
        *(f"{3 + n} 0 obj<</Type/Page/Parent 2 0 R/MediaBox[{box}]>>endobj" for n in range(pages)),
    ]
    return b"%PDF-1.7\n" + "\n".join(objects).encode() + b"\n" + extra + b"\ntrailer<</Root 1 0 R>>\n%%EOF\n"


def stream(content: bytes, dictionary: str = "", *, deflated: bool = True) -> bytes:
    body = zlib.compress(content) if deflated else content
    packing = "/Filter/FlateDecode" if deflated else ""
    head = f"9 0 obj<</Length {len(body)}{packing}{dictionary}>>stream\n"
    return head.encode() + body + b"\nendstream endobj"


def png(width: int = 4, height: int = 4, chunks: bytes = b"", tail: bytes = b"", pixels: bytes | None = None) -> bytes:
    """A red rectangle; `chunks` stand before its pixels, `tail` behind its end."""
    header = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    body = (b"\0" + b"\xff\0\0" * width) * height if pixels is None else pixels
    whole = chunk(b"IHDR", header) + chunks + chunk(b"IDAT", zlib.compress(body)) + chunk(b"IEND", b"")
    return b"\x89PNG\r\n\x1a\n" + whole + tail


def chunk(name: bytes, body: bytes) -> bytes:
    return struct.pack(">I", len(body)) + name + body + struct.pack(">I", zlib.crc32(name + body))


def jpeg(width: int = 8, height: int = 8, extra: bytes = b"", tail: bytes = b"") -> bytes:
    """The segments of a JPEG; its pixels are of no interest to who does not decode them."""
    frame = struct.pack(">BHHB", 8, height, width, 1) + b"\x01\x11\x00"
    head = segment(0xE0, b"JFIF\0\x01\x01\x00\x00\x01\x00\x01\0\0") + extra + segment(0xDB, b"\0" + b"\x01" * 64)
    return (
        b"\xff\xd8"
        + head
        + segment(0xC0, frame)
        + segment(0xDA, b"\x01\x01\0\0\x3f\0")
        + b"\x12\xff\0\x34\xff\xd9"
        + tail
    )


def segment(marker: int, body: bytes) -> bytes:
    return bytes((0xFF, marker)) + struct.pack(">H", len(body) + 2) + body


def xlsx(rows: list[list[str]], **parts: bytes) -> bytes:
    """A workbook of one sheet, its texts shared as the usual program writes them."""
    texts = sorted({cell for row in rows for cell in row if cell})
    cells = [
        "".join(
            f'<c r="{chr(65 + n)}{number}" t="s"><v>{texts.index(cell)}</v></c>' for n, cell in enumerate(row) if cell
        )
        for number, row in enumerate(rows, 1)
    ]
    space = 'xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"'
    body = "".join(f'<row r="{number}">{row}</row>' for number, row in enumerate(cells, 1))
    shared = "".join(f"<si><t>{escape(text)}</t></si>" for text in texts)
    whole = {
        "xl/workbook.xml": f"<workbook {space}/>".encode(),
        "xl/worksheets/sheet1.xml": f"<worksheet {space}><sheetData>{body}</sheetData></worksheet>".encode(),
        "xl/sharedStrings.xml": f"<sst {space}>{shared}</sst>".encode(),
    } | {name.replace("__", "/").replace("_xml", ".xml"): content for name, content in parts.items()}
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as book:
        for name, content in whole.items():
            book.writestr(name, content)
    return file.getvalue()


async def in_pieces(content: bytes, size: int = 1000) -> AsyncIterator[bytes]:
    for start in range(0, len(content), size):
        yield content[start : start + size]


async def a_document(enterprise_id: UUID) -> UUID:
    """Any document of the enterprise."""
    key = Key(LICENCE.name, "XK2026000001")
    await enter_many([Entry(key=key, enterprise_id=enterprise_id)])
    return (await look_up([key]))[key].id
