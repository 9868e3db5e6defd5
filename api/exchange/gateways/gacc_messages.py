"""The customs' receipt messages, as the import client delivers them (formats.md §1.4).

`Receipt` answers a certificate, `FileRet` an attachment, `ImportAgrResponse` an agent's consignment.
"""

import hashlib
from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Final

from api.exchange.codes import Meaning, meaning
from api.exchange.readings import (
    LONGEST_SERIAL,
    LONGEST_SUBJECT,
    UNKNOWN,
    Reading,
    Unread,
    damaged,
    moment_of,
    note_of,
    number_of,
    unrecognised,
)
from api.exchange.safe_xml import Message, parse
from api.identifiers import organisation_of

_SINGULAR: Final = frozenset({"CertNo", "ConsignNo"})
_TIMES: Final = ("RspGenTime", "ReceiveTime", "SendTime")
_NOTES: Final = ("Note", "RepAddMsg", "RepCode")
_CODES: Final = ("RepType", "RetType", "Channel")
DIGEST: Final = "sha256:"  # how the serial of a message begins that goes by its bytes
Fields = Mapping[str, str]


def read(body: bytes) -> Reading:
    """Read a message of the customs; raises `Unread`."""
    return _read(parse(body, _SINGULAR))


def examine(body: bytes) -> tuple[str, Unread | None]:
    """Return the serial under which a message is stored once, and why it cannot be read, if so.

    The serial is made of what tells two receipts apart (formats.md §1.4); a message that lacks it goes by its bytes.
    """
    try:
        message = parse(body, _SINGULAR)
        _read(message)
    except Unread as fault:
        return digest(body), fault
    return _serial(message) or digest(body), None


def _read(message: Message) -> Reading:
    reader = _READERS.get(message.name)
    if reader is None:
        raise unrecognised(f"没有见过的报文“{message.name[:64]}”。")
    return reader(message.fields)


def _certificate(fields: Fields) -> Reading:
    """Channel 6 says only that the customs answered: what they answered stands in RepType."""
    at = _moment(fields)
    field, code, said = "Channel", fields.get("Channel", ""), Meaning("answered", "")
    if code or "RepType" not in fields:
        said = meaning("Receipt", field, code, _day(at))
    if said.step == "answered":
        field, code = "RepType", fields.get("RepType", "")
        said = meaning("Receipt", field, code, _day(at))
    note = next((fields[name] for name in _NOTES if fields.get(name)), "")
    return _about_certificate(fields, said, f"{field}={code}", note, at)


def _attachment(fields: Fields) -> Reading:
    """Tell what became of an attachment; the file's name stands before the note, for a certificate has several."""
    at, code = _moment(fields), fields.get("RetType", "")
    said = meaning("FileRet", "RetType", code, _day(at))
    if said.step != UNKNOWN:
        said = Meaning(f"attachment_{said.step}", said.label)
    file = fields.get("FileName", "")
    note = f"{file}：{fields.get('Note', '')}" if file else fields.get("Note", "")
    return _about_certificate(fields, said, f"RetType={code}", note, at)


def _about_certificate(fields: Fields, said: Meaning, code: str, note: str, at: datetime) -> Reading:
    number = number_of(fields.get("CertNo", ""), "证书编号")
    return Reading(
        kind="customs_certificate",
        number=number,
        step=said.step,
        occurred_at=at,
        label=said.label,
        note=note_of(note) if note else "",
        code=note_of(code) if said.step == UNKNOWN else "",
        owner=organisation_of(number),
        subject=fields.get("FileName", "")[:LONGEST_SUBJECT],
    )


def _consignment(fields: Fields) -> Reading:
    code = fields.get("ResponseCode", "")
    said = meaning("ImportAgrResponse", "ResponseCode", code, "")
    return Reading(
        kind="consignment",
        number=number_of(fields.get("ConsignNo", ""), "委托编号"),
        step=said.step,
        occurred_at=None,
        label=said.label,
        note=note_of(fields.get("ResponseMessage", "")),
        code=note_of(f"ResponseCode={code}"),
    )


_READERS: Final[dict[str, Callable[[Fields], Reading]]] = {
    "Receipt": _certificate,
    "FileRet": _attachment,
    "ImportAgrResponse": _consignment,
}


def _moment(fields: Fields) -> datetime:
    said = next((fields[name] for name in _TIMES if fields.get(name)), None)
    if said is None:
        raise damaged("回执里没有时间，不能判断先后。")
    return moment_of(said)


def _day(at: datetime) -> str:
    return at.date().isoformat()


def _serial(message: Message) -> str:
    fields = message.fields
    time = next((fields[name] for name in _TIMES if fields.get(name)), "")
    code = next((f"{name}{fields[name]}" for name in _CODES if fields.get(name)), "")
    if not time:
        return ""
    serial = "|".join(filter(None, (message.name, fields["CertNo"], code, time, fields.get("FileName", ""))))
    return serial if len(serial) <= LONGEST_SERIAL else digest(serial.encode())


def digest(body: bytes) -> str:
    """Return the serial of a message that goes by its bytes."""
    return DIGEST + hashlib.sha256(body).hexdigest()
