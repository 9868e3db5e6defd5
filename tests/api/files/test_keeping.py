"""Files are kept whole, under random names, for their enterprise alone."""

import hashlib
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from api import files
from api.files import keeping
from api.files.models import File
from api.files.rules import COORDINATION, KIB, MARK, MIB
from api.people.actor import Actor
from kit import failpoints, settings
from kit.failpoints import FailpointHit
from kit.refusals import Refusal
from tests.api.files.papers import a_document, in_pieces, jpeg, pdf, png


def on_disk(data_dir: Path) -> list[Path]:
    return [path for path in data_dir.rglob("*") if path.is_file() and "sqlite" not in path.name]


async def test_a_file_is_kept_as_it_came(clerk: Actor, data_dir: Path) -> None:
    """Bytes, size and SHA-256 are the sender's; the name on disk is not, and shows nothing of it (F-5)."""
    content = pdf()
    kept = await files.save(
        clerk, "../../C:\\发票 1.pdf", in_pieces(content), files.Rule(1 * MIB, ("pdf",), "certificate")
    )
    assert (kept.name, kept.size, kept.media_type) == ("发票 1.pdf", len(content), "application/pdf")
    assert kept.sha256 == hashlib.sha256(content).hexdigest()
    assert on_disk(data_dir) == [files.open(kept)]
    assert files.open(kept).read_bytes() == content
    assert "发票" not in str(files.open(kept))
    assert await files.get(clerk, kept.id) == kept


async def test_a_foreign_file_and_a_missing_one_are_the_same(clerk: Actor, neighbour: Actor) -> None:
    kept = await files.save(clerk, "a.png", in_pieces(png()), MARK)
    told = []
    for file_id in (kept.id, clerk.person_id):
        with pytest.raises(Refusal) as refused:
            await files.get(neighbour, file_id)
        told.append((refused.value.kind, refused.value.code, refused.value.sentence))
    assert told[0] == told[1] == ("unknown", "not_found", "未查询到相关信息!")


@pytest.mark.feature("COORD-21", "COORD-27")
@pytest.mark.parametrize(("name", "limit"), [("a.pdf", 300 * KIB), ("a.png", 4 * MIB)])
async def test_exactly_the_limit_passes_and_a_byte_more_is_refused_before_the_rest_is_read(
    clerk: Actor, data_dir: Path, name: str, limit: int
) -> None:
    """F-1, with the manual's own hint: 每个pdf大小不超过300K，每个附件大小不能超过4M."""
    read = 0

    async def endless() -> AsyncIterator[bytes]:
        nonlocal read
        yield (pdf() if name == "a.pdf" else png()).ljust(limit, b"x")
        for _ in range(1000):
            read += 1
            yield b"x"

    with pytest.raises(Refusal) as refused:
        await files.save(clerk, name, endless(), COORDINATION)
    assert (refused.value.kind, refused.value.code, read) == ("too_large", "file_too_large", 1)
    assert refused.value.sentence.startswith("提示：每个pdf大小不超过300K，每个附件大小不能超过4M，")
    padded = (pdf() if name == "a.pdf" else png()).ljust(limit, b"\n")
    assert (await files.save(clerk, name, in_pieces(padded, 65536), COORDINATION)).name == name
    assert len(on_disk(data_dir)) == 1


@pytest.mark.parametrize(
    ("name", "content", "code"),
    [
        ("a.exe", b"MZ", "file_type"),
        ("pdf", pdf(), "file_type"),
        ("a.pdf", b"", "file_empty"),
        ("a.pdf", png(), "file_content"),
        ("a.png", pdf(), "file_content"),
        ("a.jpg", png(), "file_content"),
        ("a.pdf", pdf("/OpenAction 3 0 R"), "file_unsafe"),
    ],
)
async def test_a_refused_file_says_why_and_leaves_nothing(
    clerk: Actor, data_dir: Path, name: str, content: bytes, code: str
) -> None:
    with pytest.raises(Refusal) as refused:
        await files.save(clerk, name, in_pieces(content), COORDINATION)
    assert refused.value.code == code
    assert refused.value.sentence.endswith("。")
    assert on_disk(data_dir) == []
    assert await File.all().count() == 0


async def test_a_picture_is_kept_anew(clerk: Actor) -> None:
    """What a camera wrote beside the pixels is gone, and the digest is that of what is kept (F-3)."""
    content = jpeg(extra=b"\xff\xe1\x00\x0aExif\0\0xx", tail=b"PK\x03\x04")
    kept = await files.save(clerk, "a.JPG", in_pieces(content), MARK)
    held = files.open(kept).read_bytes()
    assert held != content
    assert b"Exif" not in held
    assert (kept.size, kept.sha256) == (len(held), hashlib.sha256(held).hexdigest())


async def test_a_full_house_takes_no_more(clerk: Actor, monkeypatch: pytest.MonkeyPatch) -> None:
    """F-10: as many files as the enterprise may have, and not one more."""
    monkeypatch.setenv("HUIZHI_FILES_MOST", "2")
    settings.forget()
    for _ in range(2):
        await files.save(clerk, "a.png", in_pieces(png()), MARK)
    with pytest.raises(Refusal) as refused:
        await files.save(clerk, "a.png", in_pieces(png()), MARK)
    assert (refused.value.kind, refused.value.code) == ("too_large", "quota_full")


async def test_files_stand_in_the_slots_of_their_document(clerk: Actor, neighbour: Actor) -> None:
    assert clerk.enterprise_id
    assert neighbour.enterprise_id
    document = await a_document(clerk.enterprise_id)
    kept = await files.save(clerk, "a.png", in_pieces(png()), MARK)
    for _ in range(2):
        await files.attach(clerk, document, "invoice", kept.id)
    assert [(each.slot, each.file) for each in await files.of_document(clerk, document)] == [("invoice", kept)]
    with pytest.raises(Refusal):
        await files.attach(neighbour, document, "invoice", kept.id)
    with pytest.raises(Refusal):
        await files.of_document(neighbour, document)
    assert await files.detach(clerk, document, "invoice", kept.id)
    assert not await files.detach(clerk, document, "invoice", kept.id)
    assert await files.of_document(clerk, document) == []


async def test_a_kill_between_bytes_and_row_leaves_no_row(clerk: Actor, data_dir: Path) -> None:
    """Nobody sees a half-kept file; the bytes are housekeeping's."""
    failpoints.arm("files.after_rename_before_row=raise")
    with pytest.raises(FailpointHit):
        await files.save(clerk, "a.png", in_pieces(png()), MARK)
    assert await File.all().count() == 0
    assert [path.parent.parent for path in on_disk(data_dir)] == [keeping.root()]
