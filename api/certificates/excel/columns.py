"""The columns of a certificate in a table: one for each box, named as on the form, wherever in the forms it stands."""

import re
import unicodedata
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from types import MappingProxyType
from typing import Any, Final, get_args, get_origin

from pydantic import BaseModel

from api.certificates.forms import BasicForm, Box, GoodsForm

Path = tuple[str | int, ...]
_DOT: Final = "·"
GOODS: Final = "商品"
PLACE: Final = "序号"
AUTHORITY: Final = "受理机构"
TYPE: Final = "证书类型"
CATEGORY: Final = "证书类别"
NUMBER: Final = "证书编号"
KEYS: Final = (PLACE, AUTHORITY, TYPE, CATEGORY, NUMBER)
_DIGITS: Final = re.compile(rf"(\d+){_DOT}")
_NOISE: Final = re.compile(r"[\s*:：]")


@dataclass(frozen=True, slots=True)
class Column:
    """A box as a column; in a path, 0 stands for the number of an entry in a list."""

    label: str
    path: Path

    @property
    def is_goods(self) -> bool:
        """Tell whether it belongs to a line of goods."""
        return self.path[0] == "goods"

    def numbered(self, number: int) -> "Column":
        """Return the column of another entry of its list, counted from 0; itself where there is no list."""
        label = self.label.replace(f"1{_DOT}", f"{number + 1}{_DOT}")
        return Column(label, tuple(number if step == 0 else step for step in self.path))


@cache
def columns() -> tuple[Column, ...]:
    """Return every column in the order of the forms; of lists the first entry."""
    return (*_of(BasicForm, "", ("form",)), *_of(GoodsForm, f"{GOODS}{_DOT}", ("goods",)))


def label_of(place: Sequence[str | int]) -> str:
    """Return what the box is called that a fault of the forms names; its name there where no column has it."""
    steps = [each for each in place if isinstance(each, str)]
    named = (each.label for each in columns() if [step for step in each.path if step != 0][-len(steps) :] == steps)
    return next(named, ".".join(map(str, place)))


def find(heading: str) -> Column | None:
    """Return the column that a heading names, however it is spaced; goods may go without their prefix."""
    folded = _folded(heading)
    number = _DIGITS.search(folded)
    name = _DIGITS.sub(f"1{_DOT}", folded)
    found = _by_name().get(name) or _by_name().get(_folded(f"{GOODS}{_DOT}{name}"))
    return found.numbered(int(number[1]) - 1) if found and number else found


def key_of(heading: str) -> str:
    """Return which of the key columns a heading names, or nothing."""
    folded = _folded(heading)
    return next((each for each in KEYS if _folded(each) == folded), "")


def _folded(heading: str) -> str:
    return _NOISE.sub("", unicodedata.normalize("NFKC", heading)).casefold()


@cache
def _by_name() -> Mapping[str, Column]:
    return MappingProxyType({_folded(each.label): each for each in columns()})


def _of(form: type[BaseModel], prefix: str, path: Path) -> Iterator[Column]:
    for name, field in form.model_fields.items():
        box = next((each for each in field.metadata if isinstance(each, Box)), None)
        label = box.label if box else field.title or name
        yield from _columns(field.annotation, f"{prefix}{label}", (*path, name))


def _columns(annotation: Any, label: str, path: Path) -> Iterator[Column]:
    if get_origin(annotation) is list:
        (entry,) = get_args(annotation)
        yield from _of(entry, f"{label}1{_DOT}", (*path, 0))
    elif isinstance(annotation, type) and issubclass(annotation, BaseModel):
        yield from _of(annotation, f"{label}{_DOT}", path)
    else:
        yield Column(label, path)
