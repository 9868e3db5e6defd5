"""Uploading and downloading by HTTP: the form is a stream, the name is the owner's, nothing is ever shown in place."""

import time
from collections.abc import AsyncIterator
from pathlib import Path

import httpx
import pytest

from api.files import housekeeping, keeping, names
from api.files.models import File
from api.files.rules import KIB
from api.people.actor import Actor
from kit import database
from tests.api.files.papers import a_document, pdf, png
from tests.api.people.makers import a_client, a_token


@pytest.fixture
async def client(clerk: Actor) -> AsyncIterator[httpx.AsyncClient]:
    """The clerk, signed in."""
    async with a_client(await a_token(clerk.person_id)) as client:
        yield client


async def upload(
    client: httpx.AsyncClient, content: bytes, name: str = "发票.pdf", purpose: str = "coordination"
) -> httpx.Response:
    return await client.post("/api/v1/files", params={"purpose": purpose}, files={"file": (name, content)})


@pytest.mark.feature("COORD-22", "COORD-39")
async def test_what_was_uploaded_is_downloaded_as_an_attachment(client: httpx.AsyncClient) -> None:
    """F-5: by its own name, as bytes that no browser opens by itself."""
    content = pdf()
    made = await upload(client, content)
    assert made.status_code == 201, made.text
    told = made.json()
    assert (told["name"], told["size"], told["media_type"]) == ("发票.pdf", len(content), "application/pdf")
    served = await client.get(f"/api/v1/files/{told['id']}")
    assert served.content == content
    assert served.headers["content-disposition"] == (
        "attachment; filename=\"__.pdf\"; filename*=UTF-8''%E5%8F%91%E7%A5%A8.pdf"
    )
    assert served.headers["content-type"] == "application/octet-stream"
    assert served.headers["x-content-type-options"] == "nosniff"
    assert served.headers["content-security-policy"].startswith("sandbox")


async def test_a_file_too_large_is_413_with_the_hint(client: httpx.AsyncClient) -> None:
    answer = await upload(client, pdf().ljust(300 * KIB + 1))
    assert (answer.status_code, answer.json()["code"]) == (413, "file_too_large")
    assert answer.json()["detail"].startswith("提示：每个pdf大小不超过300K")
    assert answer.json()["facts"] == {"max_bytes": 300 * KIB}


@pytest.mark.parametrize(
    ("content_type", "body", "code"),
    [
        ("application/json", b"{}", "no_file"),
        ("multipart/form-data", b"", "no_file"),
        ("multipart/form-data; boundary=x", b"", "no_file"),
        ("multipart/form-data; boundary=x", b"nonsense", "no_file"),
        (
            "multipart/form-data; boundary=x",
            b'--x\r\nContent-Disposition: form-data; name="file"\r\n\r\na\r\n--x--',
            "no_file",
        ),
        (
            "multipart/form-data; boundary=x",
            b'--x\r\nContent-Disposition: form-data; name="file"; filename="a.pdf"\r\n\r\n%PDF',
            "no_file",
        ),
        ("multipart/form-data; boundary=x", b"--x\r\n" + b"a: b\r\n" * 100_000 + b"\r\n", "no_file"),
        ("multipart/form-data; boundary=x", b"--x\r\n\r\na\r\n" * 30, "no_file"),
    ],
)
async def test_a_broken_form_is_refused(client: httpx.AsyncClient, content_type: str, body: bytes, code: str) -> None:
    answer = await client.post(
        "/api/v1/files?purpose=coordination", content=body, headers={"content-type": content_type}
    )
    assert (answer.status_code, answer.json()["code"]) == (422, code)
    assert await File.all().count() == 0


async def test_a_purpose_that_nobody_offers_is_refused_and_the_others_say_what_they_take(
    client: httpx.AsyncClient,
) -> None:
    assert (await upload(client, png(), purpose="poem")).json()["code"] == "purpose_unknown"
    rules = {each["purpose"]: each for each in (await client.get("/api/v1/files/rules")).json()}
    assert rules["coordination"]["max_bytes"]["pdf"] == 300 * KIB
    assert rules["mark"]["suffixes"] == ["png", "jpg", "jpeg"]


NAMES = {
    "../../etc/passwd": "passwd",
    "..\\..\\boot.ini": "boot.ini",
    "C:\\fakepath\\发票.PDF": "发票.PDF",
    "a\r\nSet-Cookie: x=1.pdf": "aSet-Cookie_ x=1.pdf",
    "\u202efdp.exe": "fdp.exe",
    "a\x00b.pdf": "ab.pdf",
    "": "file",
    "...": "file",
    ".pdf": "pdf",
    "x" * 300 + ".pdf": "x" * 116 + ".pdf",
    'a"b;c.pdf': "a_b;c.pdf",
}


@pytest.mark.parametrize(("given", "kept"), NAMES.items(), ids=range(len(NAMES)))
def test_a_name_is_never_a_path_and_never_a_header(given: str, kept: str) -> None:
    """F-5: sixty tricks come down to these."""
    assert names.cleaned(given) == kept
    told = names.disposition(names.cleaned(given))
    assert told.isascii()
    assert "\r" not in told
    assert told.count('"') == 2


def age(path: Path) -> None:
    import os

    os.utime(path, (time.time() - 90_000,) * 2)


async def test_what_nothing_refers_to_is_deleted_after_a_week(client: httpx.AsyncClient, clerk: Actor) -> None:
    """Rows and bytes together; an attached file stays, and so does yesterday's."""
    from api import files

    assert clerk.enterprise_id
    ids = [(await upload(client, png(), f"{n}.png")).json()["id"] for n in range(3)]
    kept = [await File.get(id=each) for each in ids]
    await files.attach(clerk, await a_document(clerk.enterprise_id), "invoice", kept[0].id)
    await database.execute(
        "update files set created_at = $1 where id <> $2", kept[0].created_at.replace(year=2020), kept[2].id
    )
    assert await housekeeping.forget_unused() == 1
    assert {file.id for file in await File.all()} == {kept[0].id, kept[2].id}
    assert [keeping.place(file.stored).exists() for file in kept] == [True, False, True]


async def test_bytes_that_a_kill_left_are_found_by_their_age(client: httpx.AsyncClient) -> None:
    await upload(client, png(), "a.png")
    known = keeping.place((await File.get()).stored)
    strays = [keeping.root() / keeping.INCOMING / "half", keeping.place("f" * 32), keeping.place("e" * 32)]
    for path in strays:
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(b"x")
    for path in (known, *strays[:2]):
        age(path)
    assert await housekeeping.forget_unused() == 2
    assert [path.exists() for path in (known, *strays)] == [True, False, False, True]
