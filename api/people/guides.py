"""使用说明 and 常见问题及解答: the manuals' own words, with the numbers of the region (USER-10, 12, 23, 24)."""

from functools import cache
from pathlib import Path
from typing import Final, NamedTuple

import orjson

from api import regions

_DATA: Final = Path(__file__).parent / "data"
FAQ_NAME: Final = "常见问题及解答.md"


class Section(NamedTuple):
    """One chapter of the guide; `key` is its address on a page."""

    key: str
    title: str
    lines: tuple[str, ...]


def guide() -> list[Section]:
    """Return the chapters in the order in which they are read."""
    chapters = orjson.loads(_text("guide.json"))
    return [Section(each["key"], each["title"], tuple(map(_local, each["lines"]))) for each in chapters]


def faq() -> str:
    """Return the questions and answers as Markdown."""
    return _local(_text("faq.md"))


def _local(text: str) -> str:
    here = regions.here()
    told = {"region": here.province, "hotline": here.spoken_hotline, "card_hotline": here.card_hotline}
    return text.format(**told)


@cache
def _text(name: str) -> str:
    return (_DATA / name).read_text("utf-8")
