"""Both platforms take pictures as they say: by a form, by what they really are, no larger than allowed."""

import struct
from typing import Any

import aiohttp
import pytest

from sandbox.wechat import media
from tests.sandbox.conftest import GAO, Sandbox

CHAT = 10001
PNG = b"\x89PNG\r\n\x1a\n" + struct.pack(">I4sII", 13, b"IHDR", 1080, 2450) + b"\x08\x06\x00\x00\x00"


def a_form(field: str, name: str, content: bytes, **more: str) -> aiohttp.FormData:
    form = aiohttp.FormData()
    for key, value in more.items():
        form.add_field(key, value)
    form.add_field(field, content, filename=name, content_type="image/png")
    return form


async def uploaded(
    sandbox: Sandbox, name: str = "a.png", content: bytes = PNG, kind: str = "image", **more: Any
) -> Any:
    form = a_form(more.get("field", "media"), name, content)
    query = {"access_token": await sandbox.token(), "type": kind}
    async with sandbox.http.post(f"{sandbox.base}/cgi-bin/media/upload", data=form, params=query) as answer:
        return await answer.json(content_type=None)


async def test_what_was_uploaded_is_shown_in_the_conversation(sandbox: Sandbox) -> None:
    await sandbox.does(GAO, "follow")
    made = await uploaded(sandbox)
    assert made["type"] == "image"
    order = {"touser": GAO, "msgtype": "image", "image": {"media_id": made["media_id"]}}
    assert (await sandbox.wechat("message/custom/send", order))["errcode"] == 0
    assert [(each["kind"], each["text"]) for each in await sandbox.sees(GAO)][-1] == ("picture", made["media_id"])
    async with sandbox.http.get(f"{sandbox.base}/sandbox/wechat/media/{made['media_id']}") as shown:
        assert (shown.content_type, await shown.read()) == ("image/png", PNG)


@pytest.mark.parametrize(
    ("given", "code"),
    [
        ({"kind": "picture"}, 40004),
        ({"kind": "voice"}, 40005),
        ({"name": "a.jpg"}, 40005),
        ({"content": b"<svg/>"}, 40005),
        ({"content": b""}, 41005),
        ({"field": "file"}, 41005),
    ],
)
async def test_what_is_no_picture_is_refused(sandbox: Sandbox, given: dict[str, Any], code: int) -> None:
    assert (await uploaded(sandbox, **given))["errcode"] == code


async def test_a_picture_may_not_be_larger_than_ten_megabytes(
    sandbox: Sandbox, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert media.LARGEST == 10 * 1024 * 1024
    monkeypatch.setattr(media, "LARGEST", len(PNG))
    assert "media_id" in await uploaded(sandbox)
    assert (await uploaded(sandbox, content=PNG + b"x"))["errcode"] == 40009


async def test_a_picture_that_nobody_uploaded_or_that_is_old_is_not_sent(sandbox: Sandbox) -> None:
    await sandbox.does(GAO, "follow")
    order = {"touser": GAO, "msgtype": "image", "image": {"media_id": "made-up"}}
    assert (await sandbox.wechat("message/custom/send", order))["errcode"] == 40007
    order["image"] = {"media_id": (await uploaded(sandbox))["media_id"]}
    sandbox.world.offset += media.THREE_DAYS
    assert (await sandbox.wechat("message/custom/send", order))["errcode"] == 40007


async def _photo(sandbox: Sandbox, content: bytes, photo: str = "attach://file") -> Any:
    form = a_form("file", "picture.png", content, chat_id=str(CHAT), photo=photo)
    async with sandbox.http.post(f"{sandbox.base}/bot123456:sandbox/sendPhoto", data=form) as answer:
        return await answer.json(content_type=None)


async def test_telegram_looks_at_a_photo_too(sandbox: Sandbox) -> None:
    await sandbox.post(f"/sandbox/telegram/chats/{CHAT}/start", {})
    sandbox.world.knobs.telegram.chat_interval = 0.0
    assert (await _photo(sandbox, PNG))["result"]["photo"][0]["width"] == 1080
    assert "IMAGE_PROCESS_FAILED" in (await _photo(sandbox, b"no picture"))["description"]
    assert "wrong file identifier" in (await _photo(sandbox, PNG, "attach://other"))["description"]
    long = PNG.replace(struct.pack(">II", 1080, 2450), struct.pack(">II", 100, 2450))
    assert "PHOTO_INVALID_DIMENSIONS" in (await _photo(sandbox, long))["description"]
