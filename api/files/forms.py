"""The one file of a multipart form, as a stream: nothing of it is kept in memory but the piece in hand (F-1)."""

from collections.abc import AsyncIterator, Iterator
from dataclasses import dataclass
from typing import Final, NamedTuple

from python_multipart.exceptions import FormParserError
from python_multipart.multipart import MultipartParser, parse_options_header
from starlette.requests import ClientDisconnect

from api.files import refusals

_FIELD: Final = "file"
_MOST_PARTS: Final = 24
_LONGEST_BOUNDARY: Final = 200


@dataclass(frozen=True, slots=True)
class Upload:
    """A file on its way in: the name that the client gave it, and its bytes as they come."""

    filename: str
    chunks: AsyncIterator[bytes]


class _Event(NamedTuple):
    """`begin` with the name of a file, `data` with a piece of it, or `end`."""

    what: str
    data: bytes


class _Parts:
    """Turns a form's bytes into events about its first file; other fields pass unseen."""

    def __init__(self, boundary: bytes) -> None:
        self._events: list[_Event] = []
        self._field, self._value = bytearray(), bytearray()
        self._headers: dict[bytes, bytes] = {}
        self._parts = 0
        self._inside = False
        self._parser = MultipartParser(
            boundary,
            {
                "on_part_begin": self._begin,
                "on_header_field": self._on_field,
                "on_header_value": self._on_value,
                "on_header_end": self._on_header,
                "on_headers_finished": self._on_headers,
                "on_part_data": self._on_data,
                "on_part_end": self._on_end,
            },
        )

    def feed(self, chunk: bytes) -> Iterator[_Event]:
        """Return what a piece of the form tells; raises no_file for a broken form."""
        try:
            self._parser.write(chunk)
        except FormParserError:
            raise refusals.no_file() from None
        told, self._events = self._events, []
        return iter(told)

    def _begin(self) -> None:
        self._headers = {}
        self._parts += 1
        if self._parts > _MOST_PARTS:
            raise refusals.no_file()

    def _on_field(self, data: bytes, start: int, end: int) -> None:
        self._field += data[start:end]

    def _on_value(self, data: bytes, start: int, end: int) -> None:
        self._value += data[start:end]

    def _on_header(self) -> None:
        self._headers[bytes(self._field).lower()] = bytes(self._value)
        self._field, self._value = bytearray(), bytearray()

    def _on_headers(self) -> None:
        _, options = parse_options_header(self._headers.get(b"content-disposition", b""))
        self._inside = options.get(b"name") == _FIELD.encode() and b"filename" in options
        if self._inside:
            self._events.append(_Event("begin", options[b"filename"]))

    def _on_data(self, data: bytes, start: int, end: int) -> None:
        if self._inside:
            self._events.append(_Event("data", data[start:end]))

    def _on_end(self) -> None:
        if self._inside:
            self._events.append(_Event("end", b""))
        self._inside = False


async def first_file(content_type: str, stream: AsyncIterator[bytes]) -> Upload:
    """Read a form as far as the head of its file; the file's bytes follow as they come. Raises no_file."""
    kind, options = parse_options_header(content_type.encode())
    boundary = options.get(b"boundary", b"")
    if kind != b"multipart/form-data" or not 0 < len(boundary) <= _LONGEST_BOUNDARY:
        raise refusals.no_file()
    events = _events(_Parts(boundary), stream)
    async for event in events:
        if event.what == "begin":
            return Upload(event.data.decode("utf-8", "replace"), _until_the_end(events))
    raise refusals.no_file()


async def _events(parts: _Parts, stream: AsyncIterator[bytes]) -> AsyncIterator[_Event]:
    try:
        async for chunk in stream:
            for event in parts.feed(chunk):
                yield event
    except ClientDisconnect:
        raise refusals.no_file() from None


async def _until_the_end(events: AsyncIterator[_Event]) -> AsyncIterator[bytes]:
    async for event in events:
        if event.what == "end":
            return
        yield event.data
    raise refusals.no_file()
