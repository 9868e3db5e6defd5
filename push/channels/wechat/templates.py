"""From a neutral Message to the data of a template message: which fact fills which field (templates.toml)."""

import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any

from push.channels.outcome import Parcel
from push.channels.wechat.fields import TYPES, encode, type_of
from push.message import Message
from push.settings import WechatTemplate

ANY_DOCUMENT = "T0"
_REMARK = "*remark"
_CLOSING_TYPE = "thing"
_ROOM = 20  # characters in a thing
_FACT_KIND = {"character_string": "number", "phrase": "status", "time": "time", "date": "time"}

Data = dict[str, dict[str, str]]


class NoTemplate(Exception):
    """The account has no fitting template for this kind of message."""


@dataclass(frozen=True, slots=True)
class Template:
    """A template's id and its fields: (name, label of the fact that fills it), in order."""

    id: str
    fields: tuple[tuple[str, str], ...]


def choose(kind: str, approved: Mapping[str, WechatTemplate]) -> Template:
    """Return the template of this kind, else that of any document; raises NoTemplate."""
    key = kind if kind in approved else ANY_DOCUMENT
    if key not in approved or key not in _catalogue():
        raise NoTemplate(f"HUIZHI_WECHAT_TEMPLATES names no template for {kind or 'a message without a kind'}")
    return _template(key, approved[key].id, approved[key].fields)


def fill(template: Template, parcel: Parcel) -> Data:
    """Return the template's data, each value fit for its field's type."""
    message = parcel.message
    said = {name: _value(message, name, label) for name, label in template.fields if label != _REMARK}
    shown = {name: encode(name, _short(name, value)) for name, value in said.items()}
    unsaid = [value for name, value in said.items() if value and type_of(name) == "phrase" and shown[name] != value]
    closing = encode(_CLOSING_TYPE, _closing([*unsaid, message.remark], parcel.why))
    return {name: {"value": shown.get(name, closing)} for name, _ in template.fields}


@cache
def _template(key: str, template_id: str, names: tuple[str, ...]) -> Template:
    ours: list[list[str]] = _catalogue()[key]["fields"]
    names = names or tuple(name for name, _ in ours)
    if len(names) != len(ours) or not all(type_of(name) in TYPES for name in names):
        raise NoTemplate(f"HUIZHI_WECHAT_TEMPLATES gives {key} other fields than those of templates.toml")
    return Template(template_id, tuple((name, label) for name, (_, label) in zip(names, ours, strict=True)))


@cache
def _catalogue() -> dict[str, Any]:
    with (files(__package__) / "templates.toml").open("rb") as text:
        return tomllib.load(text)


def _value(message: Message, name: str, label: str) -> str:
    # The fact so labelled; else the first of the kind that the field's type is made for.
    if (value := message.value(label)) is not None:
        return value
    return message.first(_FACT_KIND.get(type_of(name), "-"))


def _short(name: str, value: str) -> str:
    return str(_catalogue()["phrases"].get(value, value)) if type_of(name) == "phrase" else value


def _closing(sentences: Sequence[str], why: str) -> str:
    # The last thing says what to do next; the reason of the push follows where there is room for it.
    said = "；".join(filter(None, sentences))
    with_reason = " ".join(filter(None, [said, why]))
    return with_reason if len(with_reason) <= _ROOM else said
