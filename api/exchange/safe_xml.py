"""XML from outside, read as a flat set of fields: no DTD, no entity, no network, ≤ 2 MiB, ≤ 32 deep (F-6)."""

from functools import lru_cache
from itertools import islice
from typing import Final, NamedTuple

from lxml import etree

from api.exchange.readings import LARGEST, damaged

DEEPEST: Final = 32
MOST: Final = 1000  # elements; the longest published receipt has 24
_TOO_DEEP: Final = etree.XPath("boolean(" + "/*" * (DEEPEST + 1) + ")")
_DOCTYPE: Final = b"<!DOCTYPE"
_DECLARATION_ENDS: Final = "?>"
_SPARE: Final = ("utf-8", "gb18030")  # what is tried when the bytes are not in the encoding that they declare
_PARSER: Final = etree.XMLParser(
    resolve_entities=False,
    no_network=True,
    load_dtd=False,
    dtd_validation=False,
    huge_tree=False,
    remove_comments=True,
    remove_pis=True,
)


class Message(NamedTuple):
    """A message: the local name of its root, and the first text under each local name, at whatever depth."""

    name: str
    fields: dict[str, str]


def parse(body: bytes, singular: frozenset[str] = frozenset()) -> Message:
    """Read a message by local names, with a namespace or none, in any order of fields; raises `Unread`.

    Fields in `singular` may not be told twice with different values: which of the two would be meant?
    """
    root, elements = _within_limits(body, MOST)
    return Message(_local(str(root.tag)), _fields(elements, singular))


def tree(body: bytes, most: int = MOST) -> etree._Element:
    """Return the root of a message of at most `most` elements, under the same limits; raises `Unread`."""
    return _within_limits(body, most)[0]


def _within_limits(body: bytes, most: int) -> tuple[etree._Element, list[etree._Element]]:
    if len(body) > LARGEST:
        raise damaged("文件超过2MiB。")
    if _DOCTYPE in body:
        raise damaged("含有DOCTYPE声明，出于安全考虑不予解析。")
    root = _tree(body)
    if root.getroottree().docinfo.internalDTD is not None:
        raise damaged("含有DOCTYPE声明，出于安全考虑不予解析。")
    elements = list(islice(root.iter(), most + 1))
    if len(elements) > most:
        raise damaged(f"XML元素超过{most}个。")
    if len(elements) > DEEPEST and _TOO_DEEP(root):  # so few elements cannot stand deeper than that
        raise damaged(f"XML嵌套超过{DEEPEST}层。")
    return root, elements


def _fields(elements: list[etree._Element], singular: frozenset[str]) -> dict[str, str]:
    fields: dict[str, str] = {}
    for element in elements:
        value = (element.text or "").strip()
        if value:
            name = _local(str(element.tag))
            if fields.setdefault(name, value) != value and name in singular:
                raise damaged(f"“{name}”出现了两个不同的值。")
    return fields


@lru_cache(maxsize=1024)
def _local(tag: str) -> str:
    return tag.rpartition("}")[2]


def _tree(body: bytes) -> etree._Element:
    try:
        root: etree._Element = etree.fromstring(body, _PARSER)
    except etree.XMLSyntaxError as error:
        fault = error
    else:
        return root
    for encoding in _SPARE:
        tree = _tree_if_in(encoding, body)
        if tree is not None:
            return tree
    line, column = fault.position
    raise damaged(f"不是完整的XML：第{line}行第{column}列附近无法解析。")


def _tree_if_in(encoding: str, body: bytes) -> etree._Element | None:
    try:
        text = body.decode(encoding).lstrip("\ufeff \r\n\t")
    except UnicodeDecodeError:
        return None
    if text.startswith("<?xml"):
        text = text.partition(_DECLARATION_ENDS)[2]
    try:
        root: etree._Element = etree.fromstring(text, _PARSER)
    except (etree.XMLSyntaxError, ValueError):
        return None
    return root
