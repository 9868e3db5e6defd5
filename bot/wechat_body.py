"""Reading a push's body, XML or JSON, into plain fields; what is malformed is said so and goes no further (W-6).

wechatpy parses with xmltodict, which spends seconds on a deep document and raises KeyError on a push without MsgType:
so the body is read here under limits, and wechatpy is handed fields that are known to be there.
"""

import re
from collections.abc import Mapping
from typing import Any

import orjson
from lxml import etree

LIMIT = 64 * 1024  # bytes
_DEPTH = 16
_CONTROL = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ud800-\udfff\ufffe\uffff]")


class Malformed(Exception):
    """Not a push: answered with 400."""


def read(body: bytes) -> dict[str, Any]:
    """Return the fields of an XML or JSON body; raises `Malformed` for anything else."""
    if len(body) > LIMIT:
        raise Malformed("too large")
    fields = _from_json(body) if body.lstrip()[:1] == b"{" else _from_xml(body)
    if not isinstance(fields, dict):
        raise Malformed("no fields")
    return fields


def _from_json(body: bytes) -> Any:
    try:
        fields = orjson.loads(body)
    except orjson.JSONDecodeError as error:
        raise Malformed("not JSON") from error
    _measure(fields, _DEPTH)
    return fields


def _measure(value: Any, depth: int) -> None:
    if depth == 0:
        raise Malformed("too deep")
    for inner in value.values() if isinstance(value, dict) else value if isinstance(value, list) else ():
        _measure(inner, depth - 1)


def _from_xml(body: bytes) -> Any:
    try:
        root = etree.fromstring(body, _parser())
    except (etree.XMLSyntaxError, ValueError) as error:
        raise Malformed("not XML") from error
    if root.getroottree().docinfo.doctype:
        raise Malformed("a document type")
    return _fields(root, _DEPTH)


def _parser() -> etree.XMLParser[etree._Element]:
    return etree.XMLParser(resolve_entities=False, no_network=True, huge_tree=False, remove_comments=True)


def _fields(element: Any, depth: int) -> Any:
    if depth == 0:
        raise Malformed("too deep")
    children = [child for child in element if isinstance(child.tag, str)]
    if not children:
        return element.text or ""
    fields: dict[str, Any] = {}
    for child in children:
        value = _fields(child, depth - 1)
        if child.tag in fields:
            held = fields[child.tag]
            fields[child.tag] = [*held, value] if isinstance(held, list) else [held, value]
        else:
            fields[child.tag] = value
    return fields


def text(fields: Mapping[str, Any], name: str) -> str:
    """Return one field as text without control characters; a missing, nested or odd one is empty."""
    value = fields.get(name, "")
    return clean(str(value)) if isinstance(value, str | int | float) else ""


def clean(words: str) -> str:
    """Return a text without the characters that XML cannot carry."""
    return _CONTROL.sub("", words)
