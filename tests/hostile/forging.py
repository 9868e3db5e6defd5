"""Receipts that are well formed and still mean harm: known kinds, steps and numbers beside what no authority writes."""

import random
from collections.abc import Iterator, Sequence
from typing import Any, NamedTuple

import orjson

from api.documents import OWN_STEPS, kind_of
from tests.api.exchange import letters
from tests.api.people.makers import CREDIT_CODE

_ODD: tuple[Any, ...] = (
    "", " ", "\x00", "a\x00b", "\x1b[2J", "\u202e", "\ufeff", "𝔘" * 300, "９" * 40, "x" * 70_000,
    "'; drop table inbox; --",
    "{{7*7}}", "%s%n", "../../etc/passwd", "<b>&amp;</b>", "=1+1", "NaN", "null", None, True, -1, 2**63, 1e308, [], {},
    [[]] * 50, {"a": None}, {"": {"": []}}, ["x", 1, None],
)  # fmt: skip
_MOMENTS = (
    "2026-11-21T09:00:00+08:00", "2026-11-21T09:00:00", "2026-11-21 09:00:00", "2026-11-21", "0001-01-01T00:00:00Z",
    "9999-12-31T23:59:59-14:00", "2026-02-30T00:00:00Z", "2026-11-21T25:00:00Z", "1969-12-31T23:59:59Z", "20261121", "",
)  # fmt: skip
_DATA = ("products", "unsent", "goods", "result", "items", "code", "valid_until", "seal", "reason", "authorised")
_FIELDS = ("note", "code", "attachment", "certificate_type", "enterprise_credit_code", "step", "number", "kind", "data")


class Known(NamedTuple):
    """A document of the register, as a forger who knows it would name it."""

    kind: str
    number: str


def forged(known: Sequence[Known], times: int, seed: int = 20261121) -> Iterator[bytes]:
    """So many receipts, in JSON and in the customs' XML; the same ones for the same seed."""
    dice = random.Random(seed)
    for _ in range(times):
        yield _form(dice, known) if dice.random() < 0.7 else _message(dice, known)


def _form(dice: random.Random, known: Sequence[Known]) -> bytes:
    about = dice.choice(known)
    kind = kind_of(about.kind)
    steps = [step for life in (kind.lifecycle, *kind.axes.values()) for step in life.steps]
    form: dict[str, Any] = {
        "kind": about.kind,
        "number": about.number,
        "step": dice.choice([*steps, *sorted(OWN_STEPS), "no such step"]),
        "occurred_at": dice.choice(_MOMENTS),
        "enterprise_credit_code": CREDIT_CODE,
        "data": {name: dice.choice(_ODD) for name in dice.sample(_DATA, dice.randrange(4))},
    }
    for name in dice.sample(_FIELDS, dice.randrange(3)):
        form[name] = dice.choice(_ODD)
    return orjson.dumps(form)


def _message(dice: random.Random, known: Sequence[Known]) -> bytes:
    numbers = [each.number for each in known]
    fields = _spoiled(dice, letters.answer_fields(dice.choice("1234568"), dice.choice(numbers)))
    root = dice.choice(("Receipt", "Receipt", "Receipt", "FileRet", "ImportAgrResponse", "Sync"))
    namespace = dice.choice((letters.NAMESPACE, "", "urn:x"))
    return letters.xml(root, fields, namespace, prefix=dice.choice(("", "", "ns")) if namespace else "")


def _spoiled(dice: random.Random, fields: letters.Tree) -> letters.Tree:
    found: dict[str, Any] = {}
    for name, value in fields.items():
        lot = dice.random()
        if lot < 0.05:
            continue
        if not isinstance(value, str):
            found[name] = _spoiled(dice, value)
        else:
            found[name] = str(dice.choice((*_ODD, *_MOMENTS))) if lot < 0.15 else value
    return found
