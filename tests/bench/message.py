"""The message that every peer sends: a WeChat template message of ordinary size, about 370 bytes of JSON."""

import json
from collections.abc import Iterator
from pathlib import Path

PATH = "/cgi-bin/message/template/send?access_token=BENCH"


def body(number: int) -> bytes:
    """The JSON of message `number`; no two are equal."""
    message = {
        "touser": f"oHZt5bench{number:018d}",
        "template_id": "Zk3vQ9xW7uT1sR5pN8mL2kJ6hG4fD0aBcYeXiOqUwVn",
        "url": f"https://receipts.example/d/{number:09d}",
        "client_msg_id": f"bench-2026-{number:09d}",
        "data": {
            "character_string1": {"value": f"C26470ZC{number:08d}"},
            "phrase2": {"value": "审核通过"},
            "time3": {"value": "2026-11-21 10:00"},
            "thing4": {"value": "Print the certificate within 30 days"},
        },
    }
    return json.dumps(message, ensure_ascii=False, separators=(",", ":")).encode()


def write(path: Path, count: int) -> Path:
    """Writes `count` messages, one a line, so that a producer in any language enqueues the same bytes."""
    with path.open("wb") as lines:
        lines.writelines(_lines(count))
    return path


def _lines(count: int) -> Iterator[bytes]:
    for number in range(count):
        yield body(number) + b"\n"
