"""Documents spoiled by chance, the same ones for the same seed: bytes flipped, cut, doubled, swapped and nested."""

import random
from collections.abc import Callable, Iterator, Sequence

_PIECES = (
    b"<", b">", b"</", b"/>", b"<!--", b"-->", b"<![CDATA[", b"]]>", b"&amp;", b"&#0;", b"&#xD800;", b"&a;", b"<?x ?>",
    b"<!DOCTYPE x>", b'<!DOCTYPE x [<!ENTITY a "b">]>', b'xmlns="', b"\x00", b"\xff", b"\xfe\xff", b"\xed\xa0\x80",
    b'encoding="UTF-16"', b'encoding="x"', b"<a>" * 40, b"{", b"}", b"[" * 40, b'"', b"9" * 400, b"1e999", b"\\ud800",
)  # fmt: skip
Change = Callable[[random.Random, bytes], bytes]


def _cut(dice: random.Random, body: bytes) -> bytes:
    return body[: dice.randrange(len(body) + 1)]


def _flip(dice: random.Random, body: bytes) -> bytes:
    place = dice.randrange(len(body) + 1)
    return body[:place] + bytes([dice.randrange(256)]) + body[place + 1 :]


def _put(dice: random.Random, body: bytes) -> bytes:
    place = dice.randrange(len(body) + 1)
    return body[:place] + dice.choice(_PIECES) + body[place:]


def _double(dice: random.Random, body: bytes) -> bytes:
    start, end = sorted(dice.randrange(len(body) + 1) for _ in range(2))
    return body[:end] + body[start:end] * dice.randrange(1, 4) + body[end:]


def _drop(dice: random.Random, body: bytes) -> bytes:
    start, end = sorted(dice.randrange(len(body) + 1) for _ in range(2))
    return body[:start] + body[end:]


def _wrap(dice: random.Random, body: bytes) -> bytes:
    return dice.choice((b"<a>%s</a>", b"<a>%s", b"%s%s", b"<![CDATA[%s]]>")).replace(b"%s", body)


def _recode(dice: random.Random, body: bytes) -> bytes:
    return body.decode("utf-8", "replace").encode(dice.choice(("utf-16", "gb18030", "utf-32", "utf-7")), "replace")


_CHANGES: tuple[Change, ...] = (_cut, _flip, _flip, _put, _put, _double, _drop, _wrap, _recode)


def spoiled(seeds: Sequence[bytes], times: int, seed: int = 20261121) -> Iterator[bytes]:
    """So many documents, each made from one of the good ones by one to four changes."""
    dice = random.Random(seed)
    for _ in range(times):
        body = dice.choice(seeds)
        for _ in range(dice.randrange(1, 5)):
            body = dice.choice(_CHANGES)(dice, body)
        yield body[:100_000]
