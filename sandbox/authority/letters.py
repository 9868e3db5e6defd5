"""What reaches the authorities: the customs' published XML, and the JSON of ours for all that has no published form."""

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from decimal import Decimal, InvalidOperation
from typing import Any, Literal

from lxml import etree

Side = Literal["customs", "ccpit"]
REMARKS = {"note", "remark", "remarks", "reason", "memo", "specinvterms"}
AMOUNTS = {"totalamt", "fobvalue", "total_amount", "fob_value", "amount"}
MARKED = re.compile(r"[【\[]([^】\]]{1,12})[】\]]")
PARSER = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False, huge_tree=True)


@dataclass(frozen=True, slots=True)
class Answer:
    """One answer that was given: when, the step, and how it left."""

    at: float
    step: str
    how: str


@dataclass(slots=True)
class Letter:
    """One message: `words` are what its writer wants the authority to do, `data` what it brought along."""

    id: str
    side: Side
    kind: str
    number: str
    enterprise: str  # its credit code
    at: float
    name: str
    body: str
    form: Literal["xml", "json"]
    words: frozenset[str] = frozenset()
    amount: Decimal = Decimal(0)
    attachment: str = ""
    data: dict[str, Any] = field(default_factory=dict)
    ccpit_code: str = ""
    copies: int = 1
    recalled: bool = False
    verdict: str = ""
    answers: list[Answer] = field(default_factory=list)


class Illegible(ValueError):
    """Bytes that no authority can read."""


def from_xml(body: bytes, name: str, at: float) -> Letter:
    """Read a `Certificate`, a `File` or another message of the customs by its local names."""
    try:
        root = etree.fromstring(body, PARSER)
    except etree.XMLSyntaxError as error:
        raise Illegible(f"报文不是完整的XML：{error}") from None
    pairs = [(_local(each), (each.text or "").strip()) for each in root.iter() if isinstance(each.tag, str)]
    first: dict[str, str] = {}
    for key, text in pairs:
        first.setdefault(key, text)
    kind = {"Certificate": "certificate", "File": "attachment"}.get(_local(root), _local(root))
    number = first.get("CertNo") or first.get("ConsignNo") or ""
    if not number:
        raise Illegible("报文里没有证书编号")
    return Letter(
        id=name,
        side="customs",
        kind=kind,
        number=number,
        enterprise=first.get("AplRegNo", ""),
        at=at,
        name=name,
        body=_shown(body),
        form="xml",
        words=_words(pairs),
        amount=_amount(pairs),
        attachment=first.get("FileName", ""),
    )


def from_json(body: bytes, side: Side, name: str, at: float) -> Letter:
    """Read a message in our own form: `{"id", "kind", "number", "enterprise", "ccpit_code", "sent_at", "data"}`."""
    try:
        told = json.loads(body)
    except ValueError as error:
        raise Illegible(f"报文不是完整的JSON：{error}") from None
    if not isinstance(told, dict) or not all(isinstance(told.get(key), str) for key in ("id", "kind", "number")):
        raise Illegible("报文应有文本字段id、kind、number")
    data: dict[str, Any] = told["data"] if isinstance(told.get("data"), dict) else {}
    pairs = list(_flat(data))
    return Letter(
        id=told["id"],
        side=side,
        kind=told["kind"],
        number=told["number"],
        enterprise=str(told.get("enterprise") or ""),
        at=at,
        name=name,
        body=_shown(body),
        form="json",
        words=_words(pairs),
        amount=_amount(pairs),
        attachment=str(data.get("name") or "") if told["kind"] == "attachment" else "",
        data=data,
        ccpit_code=str(told.get("ccpit_code") or ""),
    )


def _flat(value: Any, key: str = "") -> Iterator[tuple[str, str]]:
    if isinstance(value, dict):
        for name, inner in value.items():
            yield from _flat(inner, str(name))
    elif isinstance(value, list):
        for inner in value:
            yield from _flat(inner, key)
    else:
        yield key, str(value)


def _words(pairs: list[tuple[str, str]]) -> frozenset[str]:
    """Return the words of the remarks, and what stands in brackets anywhere."""
    told = [text for key, text in pairs if key.lower() in REMARKS]
    marked = [found for key, text in pairs if key.lower() != "content" for found in MARKED.findall(text[:4000])]
    return frozenset(filter(None, [*told, *marked]))


def _amount(pairs: list[tuple[str, str]]) -> Decimal:
    amounts = [Decimal(0)]
    for key, text in pairs:
        if key.lower() in AMOUNTS:
            try:
                amounts.append(Decimal(text))
            except InvalidOperation:
                continue
    return max((each for each in amounts if each.is_finite()), default=Decimal(0))


def _shown(body: bytes) -> str:
    text = body.decode("utf-8", "replace")
    return text if len(text) <= 20_000 else f"{text[:20_000]}…"  # noqa: PLR2004  what a page can bear


def _local(element: etree._Element) -> str:
    return etree.QName(element).localname
