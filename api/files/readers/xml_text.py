"""An XML file for import: no document type, so no entity and no bomb; no deeper than any message is (F-6)."""

from xml.parsers import expat

DEEPEST = 32
MOST = 200_000  # elements


class _Watch:
    def __init__(self) -> None:
        self.depth = self.elements = 0

    def start(self, _name: str, _attributes: object) -> None:
        self.depth += 1
        self.elements += 1
        if self.depth > DEEPEST:
            raise ValueError(f"XML嵌套超过{DEEPEST}层。")
        if self.elements > MOST:
            raise ValueError(f"XML元素超过{MOST}个。")

    def end(self, _name: str) -> None:
        self.depth -= 1

    def doctype(self, *_told: object) -> None:
        raise ValueError("含有DOCTYPE声明，出于安全考虑不予解析。")


def check(data: bytes) -> None:
    """Refuse XML that is damaged, has a document type or is deeper than any message."""
    if not data.lstrip(b"\xef\xbb\xbf \t\r\n").startswith(b"<"):
        raise ValueError
    watch, parser = _Watch(), expat.ParserCreate()
    parser.StartElementHandler = watch.start
    parser.EndElementHandler = watch.end
    parser.StartDoctypeDeclHandler = watch.doctype
    try:
        parser.Parse(data, True)
    except expat.ExpatError as error:
        raise ValueError(f"不是完整的XML：第{error.lineno}行第{error.offset}列附近无法解析。") from None
    except LookupError:
        raise ValueError("不是完整的XML：声明了未知的字符编码。") from None
