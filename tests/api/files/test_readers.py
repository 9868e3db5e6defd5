"""What looks into strangers' files: harmless ones pass, each dangerous one is refused and told why (F-2, F-3, F-6)."""

import struct
import zlib
from pathlib import Path

import pytest

from api.files import examining, parse
from api.files.readers import jpeg as jpeg_reader
from api.files.readers import pdf as pdf_reader
from api.files.readers import png as png_reader
from api.files.readers import xlsx as xlsx_reader
from api.files.readers import xml_text
from kit.refusals import Refusal, Weather
from tests.api.files.papers import chunk, jpeg, pdf, png, segment, stream, xlsx
from tests.api.files.rooms import Room

HARMLESS = {
    "plain": pdf(),
    "fifty pages": pdf(pages=50),
    "a deflated page": pdf(extra=stream(b"BT /F1 12 Tf (JavaScript /JS) Tj ET")),
    "an image": pdf(extra=stream(b"\xff\xd8\xff /AA /JS \xff\xd9", "/Filter/DCTDecode", deflated=False)),
    "objects in a stream": pdf(extra=stream(b"5 0 <</Type/Font>>", "/Type/ObjStm/N 1/First 4")),
}
DANGEROUS = {
    "encrypted": (pdf("/Encrypt 8 0 R"), "已加密"),
    "script": (pdf("/Names<</JavaScript 8 0 R>>"), "脚本"),
    "escaped script": (pdf("/Names<</J#61vaScript 8 0 R>>"), "脚本"),
    "short script": (pdf("/A<</S/URI/JS (x)>>"), "脚本"),
    "open action": (pdf("/OpenAction 8 0 R"), "自动执行"),
    "additional actions": (pdf("/AA<</O 8 0 R>>"), "自动执行"),
    "launch": (pdf("/A<</S/Launch>>"), "自动执行"),
    "embedded": (pdf("/Names<</EmbeddedFiles 8 0 R>>"), "内嵌"),
    "xfa": (pdf("/AcroForm<</XFA 8 0 R>>"), "动态表单"),
    "rich media": (pdf("/Annots[<</Subtype/RichMedia>>]"), "多媒体"),
    "script in an object stream": (pdf(extra=stream(b"5 0 <</S/JavaScript/JS(x)>>", "/Type/ObjStm")), "脚本"),
    "object stream packed otherwise": (
        pdf(extra=stream(b"x", "/Type/ObjStm/Filter/LZWDecode", deflated=False)),
        "结构",
    ),
    "object hidden in a stream": (pdf(extra=stream(b"5 0 obj<</S/Launch>>endobj", deflated=False)), "结构"),
    "object stream hidden in a stream": (pdf(extra=stream(b"/Type/ObjStm", deflated=False)), "结构"),
    "stream without an end": (pdf(extra=b"9 0 obj<<>>stream\nabc"), "结构"),
    "broken stream": (pdf(extra=b"9 0 obj<</Filter/FlateDecode>>stream\nabcdef\nendstream"), "结构"),
    "no page": (b"%PDF-1.7\n%%EOF", "结构"),
    "fifty-one pages": (pdf(pages=51), "不能超过50页"),
    "huge page": (pdf(box="0 0 14401 842"), "尺寸"),
    "bomb": (pdf(extra=stream(b"\0" * (51 * 1024 * 1024))), "解压后过大"),
    "bomb in parts": (pdf(extra=stream(b"\0" * (26 * 1024 * 1024)) * 2), "解压后过大"),
}


@pytest.mark.parametrize("content", HARMLESS.values(), ids=HARMLESS)
def test_a_harmless_pdf_passes(content: bytes) -> None:
    pdf_reader.check(content)


@pytest.mark.parametrize(("content", "word"), DANGEROUS.values(), ids=DANGEROUS)
def test_a_dangerous_pdf_is_refused_and_told_why(content: bytes, word: str) -> None:
    with pytest.raises(ValueError, match=word):
        pdf_reader.check(content)


BAD_PNGS = {
    "nine thousand square": png(9000, 9000, pixels=b"\0"),
    "not as large as it says": png(4, 4, pixels=b"\0" * 51),
    "a bomb": png(4, 4, pixels=b"\0" * 10_000_000),
    "wrong sum": png()[:-13] + b"\0" * 13,
    "no end": png()[:-12],
    "no size": png(0, 4),
    "no header": b"\x89PNG\r\n\x1a\n" + chunk(b"IEND", b""),
    "odd depth": png().replace(b"\x08\x02\x00\x00\x00", b"\x07\x02\x00\x00\x00"),
}


@pytest.mark.parametrize("content", BAD_PNGS.values(), ids=BAD_PNGS)
def test_a_bad_png_is_refused(content: bytes) -> None:
    with pytest.raises(ValueError, match="图片"):
        png_reader.check(content)


def test_a_png_is_written_anew_without_what_is_not_the_picture() -> None:
    """Text, colour profile, animation and whatever follows the end are gone; the pixels are the same."""
    extras = b"".join(chunk(name, b"GIF89a secret") for name in (b"tEXt", b"iCCP", b"eXIf", b"acTL", b"fdAT"))
    content = png(6, 5, chunks=extras, tail=b"PK\x03\x04 secret")
    written = png_reader.check(content)
    assert b"secret" not in written
    assert written != content
    at = written.index(b"IDAT") + 4
    (length,) = struct.unpack(">I", written[at - 8 : at - 4])
    assert zlib.decompress(written[at : at + length]) == (b"\0" + b"\xff\0\0" * 6) * 5
    assert png_reader.check(written) == written


def test_an_interlaced_png_has_the_size_of_its_passes() -> None:
    for side, size in {8: 15 + 64 * 3, 1: 1 + 3}.items():  # a filter byte a row of each pass, three bytes a pixel
        assert png_reader._size(struct.pack(">IIBBBBB", side, side, 8, 2, 0, 0, 1)) == size


def test_a_jpeg_is_written_anew_without_what_is_not_the_picture() -> None:
    extras = segment(0xE1, b"Exif\0\0secret") + segment(0xE2, b"ICC_PROFILE\0secret") + segment(0xFE, b"secret")
    written = jpeg_reader.check(jpeg(extra=extras, tail=b"<script>secret"))
    assert b"secret" not in written
    assert written == jpeg()
    assert jpeg_reader.check(written) == written


@pytest.mark.parametrize(
    "content",
    [jpeg(9000, 9000), jpeg(0, 8), jpeg()[:-2], jpeg()[:40], b"\xff\xd8\xff\xd9", jpeg(extra=b"\xff\xe1\x00\x01")],
)
def test_a_bad_jpeg_is_refused(content: bytes) -> None:
    with pytest.raises(ValueError, match="图片"):
        jpeg_reader.check(content)


ROWS = [["HS编码", "品名"], ["02042200", "冻羊肉 <&>"], ["", "=1+1"]]


def test_the_rows_of_a_sheet_are_its_texts() -> None:
    """An empty cell holds its place, a formula-like text is a text."""
    assert xlsx_reader.rows(xlsx(ROWS)) == ROWS


def sheet(cells: str) -> bytes:
    body = f"<worksheet><sheetData>{cells}</sheetData></worksheet>"
    return xlsx([["a"]], xl__worksheets__sheet1_xml=body.encode())


@pytest.mark.parametrize(
    ("cells", "rows"),
    [
        ('<row r="2"><c r="B2" t="inlineStr"><is><t>x</t></is></c></row>', [[], ["", "x"]]),
        ('<row><c><v>1.50</v></c><c t="b"><v>1</v></c></row>', [["1.50", "1"]]),
        ('<row><c t="str"><f>HYPERLINK("http://x")</f><v>x</v></c></row>', [["x"]]),
    ],
)
def test_cells_are_read_in_each_way_they_are_written(cells: str, rows: list[list[str]]) -> None:
    assert xlsx_reader.rows(sheet(cells)) == rows


BAD_SHEETS = {
    "macros": xlsx(ROWS, **{"xl__vbaProject.bin": b"x"}),
    "links": xlsx(ROWS, xl__externalLinks__externalLink1_xml=b"<x/>"),
    "bomb": xlsx(ROWS, xl__big_xml=b"\0" * (65 * 1024 * 1024)),
    "no index of that text": sheet('<row><c t="s"><v>7</v></c></row>'),
    "a row too far": sheet('<row r="20001"><c><v>1</v></c></row>'),
    "a column too far": sheet('<row><c r="ZZ1"><v>1</v></c></row>'),
    "entities": xlsx(ROWS, xl__sharedStrings_xml=b'<!DOCTYPE x [<!ENTITY a "b">]><sst><si><t>&a;</t></si></sst>'),
    "broken": xlsx(ROWS)[:-30],
}


@pytest.mark.parametrize("content", BAD_SHEETS.values(), ids=BAD_SHEETS)
def test_a_bad_workbook_is_refused(content: bytes) -> None:
    with pytest.raises(ValueError, match=r"表格|DOCTYPE"):
        xlsx_reader.rows(content)


@pytest.mark.parametrize(
    ("content", "word"),
    [
        (b'<!DOCTYPE x [<!ENTITY a SYSTEM "file:///etc/passwd">]><x>&a;</x>', "DOCTYPE"),
        (b"<x>" * 40 + b"</x>" * 40, "嵌套"),
        (b"<x>", "不是完整"),
    ],
)
def test_bad_xml_is_refused(content: bytes, word: str) -> None:
    with pytest.raises(ValueError, match=word):
        xml_text.check(content)


async def test_the_child_answers_for_all(tmp_path: Path) -> None:
    """The same through the bounded process: rows come back, and a refusal keeps its sentence."""
    path = tmp_path / "a"
    path.write_bytes(xlsx(ROWS))
    assert await parse("xlsx", path) == ROWS
    path.write_bytes(pdf("/OpenAction 1 0 R"))
    with pytest.raises(Refusal) as refused:
        await examining.require_sound("pdf", path)
    assert (refused.value.code, refused.value.sentence) == (
        "file_unsafe",
        "文件含有自动执行的动作，请打印为PDF后重新上传。",
    )


async def test_a_child_that_needs_too_much_dies_alone(
    tmp_path: Path, room: Room, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Memory beyond its bound, or a descriptor beyond its one: the file is refused, this process lives on.

    Silence is the machine's, for a child that works ends by its own limits: come again (503), it is not the file.
    """
    greedy = {
        "memory": "def check(data):\n    return len(bytearray(600 * 1024 * 1024)) and None\n",
        "socket": "import socket\ndef check(data):\n    socket.socket()\n",
        "file": "def check(data):\n    open('/etc/hostname').read()\n",
    }
    path = tmp_path / "a.pdf"
    path.write_bytes(pdf())
    for code in greedy.values():
        room(code)
        with pytest.raises(Refusal, match="无法检查"):
            await examining.require_sound("pdf", path)
    room("import time\ndef check(data):\n    time.sleep(60)\n")
    monkeypatch.setattr(examining, "_PATIENCE", 2.0)
    with pytest.raises(Weather):
        await examining.require_sound("pdf", path)
