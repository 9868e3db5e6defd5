"""Pictures that are handed in: what they are by their first bytes, and how large they are drawn."""

import struct
from typing import NamedTuple

from starlette.datastructures import UploadFile
from starlette.requests import Request

SIGNATURES = {"png": b"\x89PNG\r\n\x1a\n", "jpeg": b"\xff\xd8\xff", "gif": b"GIF8", "bmp": b"BM"}
IHDR_END = 24  # width and height of a PNG stand before it
SUFFIXES = {"png": "png", "jpg": "jpeg", "jpeg": "jpeg", "gif": "gif", "bmp": "bmp"}


class Picture(NamedTuple):
    """A file as it was handed in."""

    name: str
    content: bytes

    @property
    def kind(self) -> str:
        """What its first bytes say; empty for no picture."""
        return next((kind for kind, begins in SIGNATURES.items() if self.content.startswith(begins)), "")

    @property
    def named_kind(self) -> str:
        """What its name says; empty for none."""
        return SUFFIXES.get(self.name.rpartition(".")[2].lower(), "")

    @property
    def size(self) -> tuple[int, int]:
        """Width and height of a PNG; of anything else, those of an ordinary photograph."""
        if self.kind != "png" or len(self.content) < IHDR_END:
            return 800, 600
        width, height = struct.unpack(">II", self.content[IHDR_END - 8 : IHDR_END])
        return width, height


async def handed_in(request: Request) -> dict[str, str | Picture]:
    """Read a form's fields and files; other requests have none."""
    await request.body()  # kept: a form must not be the only one to read it
    if not request.headers.get("content-type", "").startswith(("multipart/form-data", "application/x-www-form")):
        return {}
    async with request.form() as form:
        return {name: await _read(value) for name, value in form.items()}


async def _read(value: str | UploadFile) -> str | Picture:
    return value if isinstance(value, str) else Picture(value.filename or "", await value.read())
