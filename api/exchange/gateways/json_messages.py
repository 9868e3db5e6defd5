"""Our own JSON form of a receipt (schemas.ReceiptForm), for authorities that have no published message.

No public message of CCPIT or of the licence offices was found: this form is ours, and says so.
"""

from collections.abc import Mapping
from typing import Any, Final

import orjson

from api.documents import OWN_STEPS, Kind, kind_of
from api.exchange.codes import Meaning, meaning
from api.exchange.readings import (
    LONGEST_SUBJECT,
    UNKNOWN,
    Reading,
    damaged,
    moment_of,
    note_of,
    number_of,
    unrecognised,
)
from api.identifiers import organisation_of

# Where the codes of a kind stand in the tables.
_CODES: Final = {"customs_certificate": ("Receipt", "RepType"), "declaration": ("Declaration", "Channel")}
_MARK: Final = b"\xef\xbb\xbf"  # some editors put it before UTF-8
_NUL: Final = b"\\u0000"
Form = Mapping[str, Any]


def read(body: bytes) -> Reading:
    """Read a receipt in JSON; raises `Unread`."""
    form = _form(body)
    kind = _kind(form)
    number = number_of(_text(form, "number"), f"{kind.label}编号")
    at = moment_of(_text(form, "occurred_at"))
    said = _said(form, kind, at.date().isoformat())
    return Reading(
        kind=kind.name,
        number=number,
        step=said.step,
        occurred_at=at,
        label=said.label,
        note=note_of(_text(form, "note")),
        code=note_of(_text(form, "code") or _text(form, "step")),
        owner=_owner(form, kind, number),
        facts=_facts(form),
        subject=_text(form, "attachment")[:LONGEST_SUBJECT],
        data=_data(form),
    )


def _form(body: bytes) -> Form:
    try:
        form = orjson.loads(body.removeprefix(_MARK))
    except orjson.JSONDecodeError as error:
        raise damaged(f"不是完整的JSON：第{error.lineno}行第{error.colno}列附近无法解析。") from None
    if not isinstance(form, dict):
        raise damaged("JSON回执应当是一个对象。")
    return _storable(form) if _NUL in body else form


def _storable(value: Any) -> Any:
    """Return the value without what PostgreSQL can store nowhere, in `data` as little as in a text."""
    if isinstance(value, dict):
        return {name.replace("\0", ""): _storable(each) for name, each in value.items()}
    if isinstance(value, list):
        return [_storable(each) for each in value]
    return value.replace("\0", "") if isinstance(value, str) else value


def _text(form: Form, name: str) -> str:
    value = form.get(name, "")
    if not isinstance(value, str):
        raise damaged(f"“{name}”应当是文本。")
    return value.strip()


def _kind(form: Form) -> Kind:
    name = _text(form, "kind")
    try:
        return kind_of(name)
    except KeyError:
        raise unrecognised(f"没有见过的单证种类“{name[:64]}”。") from None


def _said(form: Form, kind: Kind, day: str) -> Meaning:
    step, code = _text(form, "step"), _text(form, "code")
    if not step and not code:
        raise damaged("回执既没有step，也没有code。")
    if not step and kind.name in _CODES:
        return meaning(*_CODES[kind.name], code, day)
    lives = [life for life in (kind.lifecycle, *kind.axes.values()) if step in life.steps]
    return Meaning(step, lives[0].step_label(step)) if lives and step not in OWN_STEPS else Meaning(UNKNOWN, "")


def _owner(form: Form, kind: Kind, number: str) -> str:
    """Return whose document it is: a customs number says so itself, for any other the form must."""
    told = organisation_of(number) if kind.name == "customs_certificate" else ""
    return told or _text(form, "enterprise_credit_code").upper()


def _data(form: Form) -> Form:
    data = form.get("data", {})
    if not isinstance(data, dict):
        raise damaged("“data”应当是一个对象。")
    return data


def _facts(form: Form) -> dict[str, str]:
    certificate_type = note_of(_text(form, "certificate_type"))[:8]
    return {"certificate_type": certificate_type} if certificate_type else {}
