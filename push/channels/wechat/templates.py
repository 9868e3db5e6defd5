"""From a neutral Message to the data of a template message: which fact fills which field (templates.toml)."""

import tomllib
from collections.abc import Mapping, Sequence
from functools import cache, lru_cache
from importlib.resources import files
from typing import Any, NamedTuple

from push.channels.wechat.fields import TYPES, encode, type_of
from push.message import Message
from push.settings import WechatTemplate

ANY_DOCUMENT = "T0"
_REMARK = "*remark"
_CLOSING_TYPE = "thing"
_ROOM = 20  # characters in a thing
_FACT_KIND = {"character_string": "number", "phrase": "status", "time": "time", "date": "time"}

Data = Mapping[str, Mapping[str, str]]


class NoTemplate(Exception):
    """The account has no fitting template for this kind of message."""


class Slot(NamedTuple):
    """A field: its name, the label of its fact, and the kind of fact that fills it where none is so labelled."""

    name: str
    label: str
    fact_kind: str
    is_phrase: bool


class Template(NamedTuple):
    """A template's id and its fields, in order."""

    id: str
    slots: tuple[Slot, ...]


def choose(kind: str, approved: Mapping[str, WechatTemplate]) -> Template:
    """Return the template of this kind, else that of any document; raises NoTemplate."""
    key = kind if kind in approved else ANY_DOCUMENT
    if key not in approved or key not in _catalogue():
        raise NoTemplate(f"HUIZHI_WECHAT_TEMPLATES names no template for {kind or 'a message without a kind'}")
    return _template(key, approved[key].id, approved[key].fields)


def title_of(kind: str) -> str:
    """Return what the templates of a kind are called; '' for a kind that we do not have."""
    return str(_catalogue().get(kind, {}).get("title", ""))


@lru_cache(maxsize=1024)
def fill(template: Template, message: Message, why: str) -> Data:
    """Return the template's data, each value fit for its field's type; remembered, for one message goes to many."""
    shown, unsaid = _shown(template, message)
    closing = encode(_CLOSING_TYPE, _closing([*unsaid, message.remark], why))
    return {slot.name: {"value": shown.get(slot.name, closing)} for slot in template.slots}


@lru_cache(maxsize=1024)
def _shown(template: Template, message: Message) -> tuple[Mapping[str, str], Sequence[str]]:
    """Return the fields but the closing one, and what found no room; they are the same whoever is told."""
    labelled = {fact.label: fact.value for fact in reversed(message.facts)}  # of a label told twice, the first
    shown, unsaid = {}, []
    for slot in template.slots:
        if slot.label == _REMARK:
            continue
        value = labelled.get(slot.label)
        if value is None:
            value = message.first(slot.fact_kind)
        shown[slot.name] = encode(slot.name, _phrases().get(value, value) if slot.is_phrase else value)
        if slot.is_phrase and value and shown[slot.name] != value:
            unsaid.append(value)
    return shown, unsaid


@cache
def _template(key: str, template_id: str, names: tuple[str, ...]) -> Template:
    ours: list[list[str]] = _catalogue()[key]["fields"]
    names = names or tuple(name for name, _ in ours)
    if len(names) != len(ours) or not all(type_of(name) in TYPES for name in names):
        raise NoTemplate(f"HUIZHI_WECHAT_TEMPLATES gives {key} other fields than those of templates.toml")
    return Template(template_id, tuple(_slot(name, label) for name, (_, label) in zip(names, ours, strict=True)))


def _slot(name: str, label: str) -> Slot:
    kind = type_of(name)
    return Slot(name, label, _FACT_KIND.get(kind, "-"), is_phrase=kind == "phrase")


@cache
def _catalogue() -> dict[str, Any]:
    with (files(__package__) / "templates.toml").open("rb") as text:
        return tomllib.load(text)


@cache
def _phrases() -> Mapping[str, str]:
    return dict(_catalogue()["phrases"])


def _closing(sentences: Sequence[str], why: str) -> str:
    # The last thing says what to do next; the reason of the push follows where there is room for it.
    said = "；".join(filter(None, sentences))
    with_reason = " ".join(filter(None, [said, why]))
    return with_reason if len(with_reason) <= _ROOM else said
