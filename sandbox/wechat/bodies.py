"""Push bodies in XML or JSON (wechat-and-bots.md §1.2), and reading what the app answers."""

import json
import re
from typing import Any

from lxml import etree

NUMBERS = frozenset({"CreateTime", "MsgId", "MsgID", "MenuId", "TimeStamp"})
FORBIDDEN = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
PARSER = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False)


class Malformed(Exception):
    """Not the XML that a reply must be."""


def rendered(fields: dict[str, Any], form: str) -> str:
    """Render the body of a push in the account's format, `xml` or `json`."""
    return json.dumps(_flat(fields), ensure_ascii=False) if form == "json" else f"<xml>{_elements(fields)}</xml>"


def read(text: str) -> dict[str, str]:
    """Read the direct children of an `<xml>` reply; Malformed for anything else, DTDs and entities included."""
    try:
        root = etree.fromstring(text.encode(), PARSER)
    except etree.XMLSyntaxError as problem:
        raise Malformed(str(problem)) from None
    if root.tag != "xml" or root.getroottree().docinfo.doctype:
        raise Malformed("the root element must be xml")
    return {str(child.tag): _content(child) for child in root}


def _elements(fields: dict[str, Any]) -> str:
    return "".join(_element(name, value) for name, value in fields.items())


def _element(name: str, value: Any) -> str:
    if isinstance(value, list):
        return "".join(_element(name, item) for item in value)
    if isinstance(value, dict):
        return f"<{name}>{_elements(value)}</{name}>"
    if name in NUMBERS:
        return f"<{name}>{value}</{name}>"
    text = FORBIDDEN.sub("", str(value)).replace("]]>", "]]]]><![CDATA[>")
    return f"<{name}><![CDATA[{text}]]></{name}>"


def _flat(fields: dict[str, Any]) -> dict[str, Any]:
    """JSON pushes carry the `List` of subscribe events at the top, without its wrapper."""
    flat: dict[str, Any] = {}
    for name, value in fields.items():
        if isinstance(value, dict) and set(value) == {"List"}:
            flat |= value
        else:
            flat[name] = value
    return flat


def _content(element: etree._Element) -> str:
    if len(element):
        return "".join(etree.tostring(child, encoding="unicode") for child in element)
    return element.text or ""
